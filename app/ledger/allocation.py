"""Which credit settles which charge: a pure function of what is open on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class AllocationOrder(StrEnum):
    """What a lease settles first. Within it: the due day, then rent before what comes with it, then fees."""

    OLDEST_FIRST = "OLDEST_FIRST"
    RENT_FIRST = "RENT_FIRST"


RANK = {
    code: place
    for place, codes in enumerate(
        (
            ("RENT",),
            ("UTILITY", "PARKING", "STORAGE"),
            ("DEPOSIT",),
            ("DAMAGE", "OTHER"),
            ("RETURNED_PAYMENT_FEE", "LATE_FEE"),
        )
    )
    for code in codes
}
"""Rent before fees: in some places a landlord must not take fees out of what was paid as rent."""


@dataclass(frozen=True, slots=True)
class Debt:
    """A charge of which something is open, in minor units; or what of one was given up as lost."""

    id: UUID
    code: str
    due_on: date
    open: int
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A payment or a credit of which something is left. `prefers` names the charges that its payer chose.

    `recovers` is money that comes in: what it leaves of the open debts is put to those that were given up.
    """

    id: UUID
    left: int
    prefers: tuple[UUID, ...] = ()
    recovers: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """So much of a credit settles so much of a charge, which it may recover: it was given up."""

    credit_id: UUID
    charge_id: UUID
    amount: int
    is_recovery: bool = False


def allocate(credits: Iterable[Credit], debts: Iterable[Debt], order: AllocationOrder) -> list[Piece]:
    """Spend the credits, in the order given, on the debts by the lease's order; at most one piece for each pair.

    What a payer chose comes first, whatever the order, and what was given up last. Nothing is left on one side as long
    as the other is open.
    """
    owing = sorted(debts, key=lambda debt: _place(debt, order))
    open_of = [debt.open for debt in owing]
    pieces = []
    for credit in credits:
        left = credit.left
        places = [place for place, debt in enumerate(owing) if credit.recovers or not debt.is_given_up]
        for place in sorted(places, key=lambda place: owing[place].id not in credit.prefers):
            debt, amount = owing[place], min(left, open_of[place])
            if amount > 0:
                pieces.append(Piece(credit.id, debt.id, amount, debt.is_given_up))
                open_of[place] -= amount
                left -= amount
    return pieces


def _place(debt: Debt, order: AllocationOrder) -> tuple[object, ...]:
    # Codes of the same rank are no reason to let the older one wait.
    if order is AllocationOrder.RENT_FIRST:
        return (debt.is_given_up, RANK[debt.code], debt.due_on, debt.id)
    return (debt.is_given_up, debt.due_on, RANK[debt.code], debt.id)
