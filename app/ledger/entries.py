"""What an entry is: lines that add up to zero in each currency, for one lease at most."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.ledger.accounts import OWED, SHAPES, AccountClass, AccountKey

MOST = 10**15
"""The largest amount of one line, in minor units."""

MOST_LINES = 100


class EntryKind(StrEnum):
    """Why an entry exists."""

    CHARGE = "CHARGE"
    CREDIT = "CREDIT"
    WRITE_OFF = "WRITE_OFF"
    ALLOCATION = "ALLOCATION"
    PROCESSING = "PROCESSING"
    PAYMENT = "PAYMENT"
    PAYMENT_RETURNED = "PAYMENT_RETURNED"
    PROVIDER_FEE = "PROVIDER_FEE"
    PAYOUT = "PAYOUT"
    DISPUTE_OPENED = "DISPUTE_OPENED"
    DISPUTE_WON = "DISPUTE_WON"
    DISPUTE_LOST = "DISPUTE_LOST"
    REFUND_PENDING = "REFUND_PENDING"
    REFUND = "REFUND"
    DEPOSIT_RETURNED = "DEPOSIT_RETURNED"
    DEPOSIT_DEDUCTED = "DEPOSIT_DEDUCTED"
    DEPOSIT_INTEREST = "DEPOSIT_INTEREST"
    TRUST = "TRUST"
    TRANSFER = "TRANSFER"
    OPENING = "OPENING"
    REVERSAL = "REVERSAL"


class Unbalanced(ValueError):
    """Lines that are no entry: a mistake of the program, never of a client."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: a debit above zero, a credit below, in minor units of the account's currency."""

    account: AccountKey
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the books. `key` is unique in the organization: the same act is posted once, however often told.

    `effective_on` is a day at the property. `source_type` and `source_id` name the document behind it.
    `posted_at` is now unless given. Raises `Unbalanced` for lines that are no entry.
    """

    kind: EntryKind
    effective_on: date
    lines: tuple[Line, ...]
    source_type: str
    source_id: UUID
    key: str
    reason: str | None = None
    reverses: UUID | None = None
    posted_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 2 <= len(self.lines) <= MOST_LINES or any(not 0 < abs(line.amount) <= MOST for line in self.lines):
            raise Unbalanced("An entry has 2 to 100 lines, none of them of nothing or beyond all measure.")
        sums: dict[tuple[str, bool], int] = defaultdict(int)
        for line in self.lines:
            is_memo = SHAPES[line.account.kind].account_class is AccountClass.MEMO
            sums[line.account.currency, is_memo] += line.amount
        if any(sums.values()):
            raise Unbalanced("The lines do not add up to zero.")
        leases = {(line.account.lease_id, line.account.currency) for line in self.lines if line.account.lease_id}
        properties = {line.account.property_id for line in self.lines if line.account.property_id}
        if len(leases) > 1 or len(properties) > 1:
            raise Unbalanced("An entry touches one lease and one property at most.")

    @property
    def lease_id(self) -> UUID | None:
        """Return the lease whose accounts it touches, if any."""
        return next((line.account.lease_id for line in self.lines if line.account.lease_id), None)

    @property
    def property_id(self) -> UUID | None:
        """Return the property whose accounts it touches, if any."""
        return next((line.account.property_id for line in self.lines if line.account.property_id), None)

    @property
    def owed(self) -> int:
        """Return by how much it changes what its lease owes: below zero for less."""
        return sum(line.amount for line in self.lines if line.account.kind in OWED)

    def digest(self, id: UUID) -> bytes:
        """Return the SHA-256 of everything that an entry says, kept under `id`; `app.post` writes the same."""
        said = (
            id,
            self.kind,
            self.effective_on,
            self.source_type,
            self.source_id,
            self.key,
            self.reason,
            self.reverses,
        )
        lines = [
            (a.kind, a.currency, a.lease_id, a.property_id, a.provider_account_id, line.amount)
            for line in self.lines
            for a in (line.account,)
        ]
        text = "\n".join("\t".join("" if part is None else str(part) for part in row) for row in (said, *lines))
        return hashlib.sha256(text.encode()).digest()


def entry_id(organization_id: UUID | None, key: str) -> UUID:
    """Return the id of the entry of a key: the same act has the same id, however often it is told."""
    return UUID(bytes=hashlib.sha256(f"{organization_id}/{key}".encode()).digest()[:16])


def reversal(entry: Entry, id: UUID, effective_on: date, reason: str | None) -> Entry:
    """Return the entry that takes back another one, which is kept under `id`, exactly. A reversal has none."""
    if entry.kind is EntryKind.REVERSAL:
        raise Unbalanced("What was taken back is not taken back again: it is posted anew.")
    return replace(
        entry,
        kind=EntryKind.REVERSAL,
        effective_on=effective_on,
        lines=tuple(Line(line.account, -line.amount) for line in entry.lines),
        key=f"reversal/{id}",
        reason=reason,
        reverses=id,
        posted_at=None,
    )
