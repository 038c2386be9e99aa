"""What does the rules of money somewhere, and what does them nowhere."""

from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.ledger.schedule import Plan
from app.models.base import new_id
from tests.money.agreed import Order, Rents
from tests.money.spending import NOON, ZONES


class Driver(Protocol):
    """Does it somewhere. Amounts are of the smallest unit of their currency, days count from the lease's today."""

    currencies: tuple[str, ...]
    zones: tuple[str, ...]
    scale: int
    """What amounts are multiplied by, where the smallest are too small to be paid."""

    least: int
    """Less than this is not paid."""

    most_orders: int
    """How many standing orders run at most before all begins again: somewhere each takes seconds."""

    now: datetime
    """Its own moment, when no day has passed; known once the clock was moved by none."""

    def lease(self, currency: str, zone: str) -> tuple[UUID, UUID]:
        """Make a lease without anything owed; returns its id and that of its property."""

    def code(self, code: str) -> str:
        """Return the code to charge under in place of one that is not charged by hand here."""

    def charge(self, lease: UUID, code: str, amount: int, days: int) -> UUID:
        """Charge something, due in so many days."""

    def pay(self, lease: UUID, amount: int, prefers: tuple[UUID, ...], how: str) -> UUID:
        """Pay by card, one way or another."""

    def set_out(self, lease: UUID, amount: int) -> UUID:
        """Let a bank debit be on its way."""

    def arrive(self, payment: UUID) -> None:
        """Let the bank pay a debit."""

    def fail(self, payment: UUID) -> None:
        """Let the bank refuse a debit."""

    def bring_back(self, payment: UUID) -> None:
        """Let the bank take a debit back that had come."""

    def concede(self, lease: UUID, amount: int) -> UUID:
        """Give the lease a credit."""

    def forgive(self, charge: UUID, kind: str) -> UUID:
        """Waive a charge, or write it off."""

    def reverse(self, charge: UUID) -> None:
        """Take a charge back."""

    def take_credit_back(self, credit: UUID) -> None:
        """Take back a credit, a waiver or a write-off."""

    def give_back(self, payment: UUID, amount: int) -> UUID:
        """Refund a part of a payment."""

    def again(self) -> None:
        """Say once more what was said last."""

    def move_clock(self, gone: int, days: int) -> int:
        """Let days pass after the `gone` that have passed; returns how many did, which may be fewer."""

    def let(self, lease: UUID, plan: Plan) -> None:
        """Agree on rent, of which nothing is charged yet."""

    def amend(self, lease: UUID, amount: int, on: date) -> None:
        """Let another rent count from a day on."""

    def end(self, lease: UUID, on: date) -> None:
        """End a lease; the day is that after the last one."""

    def rents(self, lease: UUID) -> Rents | None:
        """Return what was charged by itself and stands, where something was written."""

    def return_deposit(self, lease: UUID, amount: int) -> None:
        """Pay a part of a deposit back."""

    def reclaimed(self, leases: list[UUID]) -> tuple[set[UUID], dict[UUID, UUID]]:
        """Return charges for deposits given back and not there, and credits for one charge with that charge."""

    def run_order(self, order: Order) -> tuple[UUID, int] | None:
        """Let a standing order run; returns its payment and what it took, None where it took nothing."""

    def close_month(self, month: date) -> None:
        """Close a month that is over, unless it is closed."""

    def snapshot(self, leases: list[UUID]) -> tuple[Any, Any, Any]:
        """Return what is written of leases: charges, payments and credits, accounts."""


class Nowhere:
    """Does nothing: the model is alone."""

    currencies, zones, scale, least, most_orders, now = ("NOK", "JPY", "EUR"), ZONES, 1, 1, 1_000, NOON

    def lease(self, currency: str, zone: str) -> tuple[UUID, UUID]:
        return uuid4(), uuid4()

    def code(self, code: str) -> str:
        return code

    def snapshot(self, leases: list[UUID]) -> tuple[Any, Any, Any]:
        return (), (), ()

    def _named(self, *given: Any) -> UUID:
        return new_id()

    def _done(self, *given: Any) -> None:
        """Nothing."""

    def move_clock(self, gone: int, days: int) -> int:
        return days

    def rents(self, lease: UUID) -> Rents | None:
        return None

    def reclaimed(self, leases: list[UUID]) -> tuple[set[UUID], dict[UUID, UUID]]:
        return set(), {}

    def run_order(self, order: Order) -> tuple[UUID, int] | None:
        return None

    charge = pay = set_out = concede = forgive = give_back = _named
    arrive = fail = bring_back = reverse = take_credit_back = again = let = amend = end = return_deposit = (
        close_month
    ) = _done
