"""Which accounts there are, what class each has, and what names one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AccountClass(StrEnum):
    """Where an account stands in the books. Memo accounts stand outside, and net to zero by themselves."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"
    MEMO = "MEMO"


class AccountScope(StrEnum):
    """What an account belongs to, besides its organization and its currency."""

    LEASE = "LEASE"
    PROPERTY = "PROPERTY"
    PROVIDER = "PROVIDER"
    HOUSE = "HOUSE"


class AccountKind(StrEnum):
    """What an account is for."""

    RECEIVABLE = "RECEIVABLE"
    UNAPPLIED_CREDIT = "UNAPPLIED_CREDIT"
    DEPOSIT_BILLED = "DEPOSIT_BILLED"
    DEPOSIT_HELD = "DEPOSIT_HELD"
    IN_TRANSIT_IN = "IN_TRANSIT_IN"
    IN_TRANSIT_IN_CONTRA = "IN_TRANSIT_IN_CONTRA"
    IN_TRANSIT_REFUND = "IN_TRANSIT_REFUND"
    IN_TRANSIT_REFUND_CONTRA = "IN_TRANSIT_REFUND_CONTRA"
    PROVIDER_CLEARING = "PROVIDER_CLEARING"
    DISPUTE_RECEIVABLE = "DISPUTE_RECEIVABLE"
    BANK_OPERATING = "BANK_OPERATING"
    BANK_TRUST = "BANK_TRUST"
    UNDEPOSITED_FUNDS = "UNDEPOSITED_FUNDS"
    TRANSFER_CLEARING = "TRANSFER_CLEARING"
    FX_CLEARING = "FX_CLEARING"
    TAX_PAYABLE = "TAX_PAYABLE"
    PLATFORM_FEE_PAYABLE = "PLATFORM_FEE_PAYABLE"
    UNIDENTIFIED_RECEIPTS = "UNIDENTIFIED_RECEIPTS"
    OPENING_BALANCE = "OPENING_BALANCE"
    RENT_INCOME = "RENT_INCOME"
    UTILITY_INCOME = "UTILITY_INCOME"
    PARKING_INCOME = "PARKING_INCOME"
    STORAGE_INCOME = "STORAGE_INCOME"
    LATE_FEE_INCOME = "LATE_FEE_INCOME"
    RETURNED_PAYMENT_FEE_INCOME = "RETURNED_PAYMENT_FEE_INCOME"
    DAMAGE_INCOME = "DAMAGE_INCOME"
    OTHER_INCOME = "OTHER_INCOME"
    CONCESSION = "CONCESSION"
    DISCOUNT = "DISCOUNT"
    BAD_DEBT = "BAD_DEBT"
    PROVIDER_FEE = "PROVIDER_FEE"
    PLATFORM_FEE = "PLATFORM_FEE"
    DISPUTE_FEE = "DISPUTE_FEE"
    DEPOSIT_INTEREST = "DEPOSIT_INTEREST"


@dataclass(frozen=True, slots=True)
class Shape:
    """What holds for every account of a kind. `sign` is 1 where it never goes below zero, -1 never above, 0 free."""

    account_class: AccountClass
    scope: AccountScope
    sign: int = 0


C, S, K = AccountClass, AccountScope, AccountKind
SHAPES: dict[AccountKind, Shape] = {
    K.RECEIVABLE: Shape(C.ASSET, S.LEASE, 1),
    K.UNAPPLIED_CREDIT: Shape(C.LIABILITY, S.LEASE, -1),
    K.DEPOSIT_BILLED: Shape(C.LIABILITY, S.LEASE, -1),
    K.DEPOSIT_HELD: Shape(C.LIABILITY, S.LEASE, -1),
    K.IN_TRANSIT_IN: Shape(C.MEMO, S.LEASE, 1),
    K.IN_TRANSIT_IN_CONTRA: Shape(C.MEMO, S.LEASE, -1),
    K.IN_TRANSIT_REFUND: Shape(C.MEMO, S.LEASE, 1),
    K.IN_TRANSIT_REFUND_CONTRA: Shape(C.MEMO, S.LEASE, -1),
    K.PROVIDER_CLEARING: Shape(C.ASSET, S.PROVIDER),
    K.DISPUTE_RECEIVABLE: Shape(C.ASSET, S.PROVIDER, 1),
    **dict.fromkeys((K.BANK_OPERATING, K.BANK_TRUST, K.UNDEPOSITED_FUNDS), Shape(C.ASSET, S.HOUSE)),
    K.TRANSFER_CLEARING: Shape(C.LIABILITY, S.HOUSE),
    **dict.fromkeys((K.FX_CLEARING, K.OPENING_BALANCE), Shape(C.EQUITY, S.HOUSE)),
    **dict.fromkeys((K.TAX_PAYABLE, K.PLATFORM_FEE_PAYABLE, K.UNIDENTIFIED_RECEIPTS), Shape(C.LIABILITY, S.HOUSE)),
    **dict.fromkeys(
        (
            K.RENT_INCOME,
            K.UTILITY_INCOME,
            K.PARKING_INCOME,
            K.STORAGE_INCOME,
            K.LATE_FEE_INCOME,
            K.RETURNED_PAYMENT_FEE_INCOME,
            K.DAMAGE_INCOME,
            K.OTHER_INCOME,
        ),
        Shape(C.INCOME, S.PROPERTY),
    ),
    # What lowers income is kept apart from it: a landlord wants to see how much was given away.
    **dict.fromkeys((K.CONCESSION, K.DISCOUNT, K.BAD_DEBT, K.DEPOSIT_INTEREST), Shape(C.EXPENSE, S.PROPERTY)),
    **dict.fromkeys((K.PROVIDER_FEE, K.PLATFORM_FEE, K.DISPUTE_FEE), Shape(C.EXPENSE, S.PROVIDER)),
}

OWED = frozenset({K.RECEIVABLE, K.UNAPPLIED_CREDIT})
"""The accounts of a lease whose sum is its balance: what is owed, negative when paid ahead."""

INCOMES: dict[str, AccountKind] = {
    "RENT": K.RENT_INCOME,
    "UTILITY": K.UTILITY_INCOME,
    "PARKING": K.PARKING_INCOME,
    "STORAGE": K.STORAGE_INCOME,
    "LATE_FEE": K.LATE_FEE_INCOME,
    "RETURNED_PAYMENT_FEE": K.RETURNED_PAYMENT_FEE_INCOME,
    "DAMAGE": K.DAMAGE_INCOME,
    "OTHER": K.OTHER_INCOME,
}
"""Which income a charge of a code brings. A deposit is none: it is owed back."""


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What names one account of an organization. A lease account names the property of its lease too."""

    kind: AccountKind
    currency: str
    lease_id: UUID | None = None
    property_id: UUID | None = None
    provider_account_id: UUID | None = None

    def __post_init__(self) -> None:
        scope = SHAPES[self.kind].scope
        held = (self.lease_id is not None, self.property_id is not None, self.provider_account_id is not None)
        wanted = {
            S.LEASE: {(True, True, False)},
            S.PROPERTY: {(False, True, False)},
            S.PROVIDER: {(False, False, False), (False, False, True)},
            S.HOUSE: {(False, False, False)},
        }
        if held not in wanted[scope]:
            raise ValueError(f"An account {self.kind} belongs to a {scope}.")


@dataclass(frozen=True, slots=True)
class Books:
    """Where a lease's entries are written: names the accounts of the lease and of its property."""

    property_id: UUID
    lease_id: UUID
    currency: str

    def of_lease(self, kind: AccountKind) -> AccountKey:
        """Return an account of the lease."""
        return AccountKey(kind, self.currency, self.lease_id, self.property_id)

    def of_property(self, kind: AccountKind) -> AccountKey:
        """Return an account of the property."""
        return AccountKey(kind, self.currency, property_id=self.property_id)

    def of_house(self, kind: AccountKind) -> AccountKey:
        """Return an account of the whole organization."""
        return AccountKey(kind, self.currency)

    def clearing(self, provider_account_id: UUID | None = None) -> AccountKey:
        """Return the account of money that a provider has and we do not yet."""
        return AccountKey(K.PROVIDER_CLEARING, self.currency, provider_account_id=provider_account_id)
