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
    """A charge of which something is open, in minor units."""

    id: UUID
    code: str
    due_on: date
    open: int


@dataclass(frozen=True, slots=True)
class Credit:
    """A payment or a credit of which something is left. `prefers` names the charges that its payer chose."""

    id: UUID
    left: int
    prefers: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """So much of a credit settles so much of a charge."""

    credit_id: UUID
    charge_id: UUID
    amount: int


def allocate(credits: Iterable[Credit], debts: Iterable[Debt], order: AllocationOrder) -> list[Piece]:
    """Spend the credits, in the order given, on the debts by the lease's order; at most one piece for each pair.

    What a payer chose comes first, whatever the order. Nothing is left on one side as long as the other is open.
    """
    owing = sorted(debts, key=lambda debt: _place(debt, order))
    open_of = {debt.id: debt.open for debt in owing}
    pieces = []
    for credit in credits:
        left = credit.left
        chosen = [debt.id for debt in owing if debt.id in credit.prefers]
        rest = [debt.id for debt in owing if debt.id not in credit.prefers]
        for id in chosen + rest:
            amount = min(left, open_of[id])
            if amount > 0:
                pieces.append(Piece(credit.id, id, amount))
                open_of[id] -= amount
                left -= amount
    return pieces


def _place(debt: Debt, order: AllocationOrder) -> tuple[object, ...]:
    # Codes of the same rank are no reason to let the older one wait.
    if order is AllocationOrder.RENT_FIRST:
        return (RANK[debt.code], debt.due_on, debt.id)
    return (debt.due_on, RANK[debt.code], debt.id)
