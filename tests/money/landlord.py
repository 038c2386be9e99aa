"""What is agreed, on PostgreSQL: by the use cases that the program has for it."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.errors import Conflict, PeriodClosed
from app.ledger import templates
from app.ledger.templates import Fact
from app.models.autopay import amount_of
from app.models.base import new_id
from app.models.leases import LeaseStatus, Step
from app.money import Money
from app.resolvers import billing, billing_days, charge_templates, deposits, periods
from app.resolvers.allocations import lock_lease
from app.resolvers.leases.steps import change_status
from app.resolvers.ledger import post
from app.resolvers.payments.calendar import Due
from app.resolvers.payments.runs import owed_for
from app.subscriptions.transaction import Transaction
from tests.money.agreed import Order
from tests.money.reader import AHEAD
from tests.money.stored import Stored

WHY = "the model says so"


class Landlord(Stored):
    """All of the rules, in one organization of a database."""

    let_out: list[UUID]

    def move_clock(self, gone: int, days: int) -> int:
        self.run(self.boss.execute(AHEAD, self.like, self.now + timedelta(days=gone + days)))
        if not gone + days:
            # It all begins again: months that others have closed are to come.
            self.let_out = []
            self.run(self.boss.execute("UPDATE accounting_period SET closed_at = NULL"))
        if self.let_out:
            self._do(lambda tx: billing.bill(tx, self.let_out))
        return days

    def amend(self, lease: UUID, amount: int, on: date) -> None:
        if lease not in self.let_out:
            self.let_out.append(lease)
        self.run(charge_templates.change_rent(self.viewer, lease, self._money(lease, amount), on))

    def end(self, lease: UUID, on: date) -> None:
        self.run(change_status(self.viewer, lease, Step(LeaseStatus.ENDED, on)))

    def return_deposit(self, lease: UUID, amount: int) -> None:
        self.run(deposits.give_back(self.viewer, deposits.Back(lease, self._money(lease, amount), WHY)))

    def run_order(self, order: Order) -> tuple[UUID, int] | None:
        payer = SimpleNamespace(lease_id=order.lease, member_id=self.payer)
        due = Due(new_id(), order.lease, order.period, order.run_on, order.due_on)

        async def work(tx: Transaction) -> int:
            now = await billing_days.now(tx.viewer)
            return amount_of(await owed_for(payer, due, now), order.share_ppm, order.cap)

        amount = self._do(work)
        return (self.pay(order.lease, amount, (), "at once"), amount) if amount else None

    def close_month(self, month: date) -> None:
        with suppress(Conflict):
            self.run(periods.close(self.viewer, month))

        async def late(tx: Transaction) -> None:
            books = (await lock_lease(tx, self.like)).books
            await post(tx, templates.credited(books, Fact(new_id(), month, 1)))

        with pytest.raises(PeriodClosed):
            self._do(late)

    def _money(self, lease: UUID, minor: int) -> tuple[Decimal, str]:
        currency = self.currency_of[lease]
        return Money(minor, currency).amount, currency
