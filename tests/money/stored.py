"""The same verbs on PostgreSQL, through the use cases and the tables, as the program moves money."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.ledger import templates
from app.ledger.templates import Fact
from app.models.base import new_id
from app.models.books import Examined, examine, opened
from app.models.charges import Charge, ChargeCode
from app.models.exports import FORMATS
from app.models.ledger import Allocation, Credit, CreditKind
from app.models.payments import Payment, PaymentMethodKind, PaymentSource, PaymentStatus
from app.models.refunds import Refund, RefundStatus
from app.resolvers import charges
from app.resolvers.allocations import lock_lease, save_charge, settle
from app.resolvers.charges import NewCharge, post_charge
from app.resolvers.ledger import post
from app.resolvers.payments import books
from app.subscriptions.transaction import Transaction, transaction
from tests.money.model import DAY
from tests.support.bookkeepers import by_beancount, exported
from tests.support.services import Database

ENDS = {
    "at once": PaymentStatus.SUCCEEDED,
    "after a question": PaymentStatus.SUCCEEDED,
    "declined": PaymentStatus.FAILED,
    "refused": PaymentStatus.FAILED,
    "cancelled": PaymentStatus.CANCELLED,
}
"""What becomes of a payment by card, by the way it goes."""

FRESH = """
INSERT INTO lease SELECT (jsonb_populate_record(l, jsonb_build_object('id', $2::uuid, 'number', $2::text))).*
  FROM lease l WHERE l.id = $1 RETURNING property_id
"""
ACCOUNT = "SELECT id FROM provider_account WHERE organization_id = $1"
SUMS = """
SELECT a.lease_id, a.kind, b.amount_minor FROM ledger_account a
  JOIN account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
 WHERE a.lease_id = ANY($1::uuid[]) AND b.amount_minor <> 0
"""
CHARGES = "SELECT id, status, open_minor FROM charge WHERE lease_id = ANY($1::uuid[])"
SOURCES = """
SELECT id, credited_minor, allocated_minor FROM payment WHERE lease_id = ANY($1::uuid[])
UNION ALL SELECT id, credited_minor, allocated_minor FROM credit WHERE lease_id = ANY($1::uuid[])
"""


class Reader:
    """A database looked at from outside of any event loop, with all rights."""

    def __init__(self, database: Database, like: UUID) -> None:
        self.like = like
        self.runner = asyncio.Runner()
        settings = {"search_path": "app,public"}
        self.boss = self.run(asyncpg.connect(database.superuser_url, server_settings=settings))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def close(self) -> None:
        self.run(self.boss.close())
        self.runner.close()

    def lease(self) -> tuple[UUID, UUID]:
        """A lease without anything owed, as another one; returns its id and that of its property."""
        id = uuid4()
        return id, self.run(self.boss.fetchval(FRESH, self.like, id))

    def snapshot(self, leases: list[UUID]) -> tuple[Any, Any, Any]:
        """What the database says of the leases: charges, payments and credits, accounts."""
        rows = [self.run(self.boss.fetch(sql, leases)) for sql in (CHARGES, SOURCES, SUMS)]
        charged, sources, sums = ({tuple(row) for row in found} for found in rows)
        return charged, sources, sums


class Stored(Reader):
    """One organization in a database, moved step by step by the use cases and the services below them."""

    currency, scale = "NOK", 1

    def __init__(self, database: Database, organization_id: UUID, like: UUID) -> None:
        super().__init__(database, like)
        self.organization_id = organization_id
        self.viewer = Viewer.system_of(organization_id, "the model")
        self.run(open_database(database.app_url, 2))
        self.today = DAY
        self.account = self.run(self.boss.fetchval(ACCOUNT, organization_id))

    def move_clock(self, gone: int, days: int) -> int:
        self.today = DAY + timedelta(days=gone + days)
        return days

    def close(self) -> None:
        self.run(close_database())
        super().close()

    def code(self, code: str) -> str:
        return code

    def recomputed(self, url: str) -> tuple[Examined, list[str]]:
        """What recomputing the whole books brings, by ourselves and by beancount."""

        async def work() -> tuple[Examined, list[str]]:
            async with opened(url, self.organization_id) as fetch:
                report = await examine(self.organization_id, fetch)
                return report, by_beancount(await exported(FORMATS["beancount"], fetch))[0]

        found: tuple[Examined, list[str]] = self.run(work())
        return found

    def charge(self, lease: UUID, code: str, amount: int, days: int) -> UUID:
        new = NewCharge(ChargeCode(code), amount, self.today + timedelta(days=days), self.today)

        async def work(tx: Transaction) -> None:
            locked = await lock_lease(tx, lease)
            await post_charge(tx, locked.books, new)

        self._do(work)
        return new.id

    def pay(self, lease: UUID, amount: int, prefers: tuple[UUID, ...], how: str) -> UUID:
        async def work(tx: Transaction) -> UUID:
            paid = await _begun(
                tx, lease, amount, self.account, effective_on=self.today, charge_ids=list(prefers), status=ENDS[how]
            )
            if paid.status is PaymentStatus.SUCCEEDED:
                await books.received(tx, paid, self.today)
            return paid.id

        return self._do(work)

    def set_out(self, lease: UUID, amount: int) -> UUID:
        async def work(tx: Transaction) -> UUID:
            paid = await _begun(
                tx, lease, amount, self.account, effective_on=self.today, charge_ids=[], status=PaymentStatus.PROCESSING
            )
            await books.on_its_way(tx, paid, self.today)
            return paid.id

        return self._do(work)

    def arrive(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, self.today, PaymentStatus.SUCCEEDED))

    def fail(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, self.today, PaymentStatus.FAILED))

    def bring_back(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, self.today, PaymentStatus.RETURNED))

    def concede(self, lease: UUID, amount: int) -> UUID:
        async def work(tx: Transaction) -> UUID:
            locked, id = await lock_lease(tx, lease), new_id()
            await _credit(tx, locked, id, amount, CreditKind.CONCESSION, effective_on=self.today)
            await post(tx, templates.credited(locked.books, Fact(id, self.today, amount)))
            await settle(tx, lease, self.today)
            return id

        return self._do(work)

    def forgive(self, charge: UUID, kind: str) -> UUID:
        async def work(tx: Transaction) -> UUID:
            owed = (await tx.lock(Charge, "t.id = $1", charge))[0]
            locked, id = await lock_lease(tx, owed.lease_id), new_id()
            make, amount = templates.waived if kind == "WAIVER" else templates.written_off, owed.open_minor
            entry_id = await post(tx, make(locked.books, Fact(id, self.today, amount), owed.code))
            facts = {"charge_id": charge, "allocated_minor": amount, "effective_on": self.today}
            await _credit(tx, locked, id, amount, CreditKind(kind), **facts)
            place = {"property_id": locked.property_id, "lease_id": locked.id}
            about = {"charge_id": charge, "credit_id": id, "amount_minor": amount, "entry_id": entry_id}
            await tx.create(Allocation, **place, **about)
            owed.settle(amount)
            await save_charge(tx, owed)
            return id

        return self._do(work)

    def reverse(self, charge: UUID) -> None:
        self.run(charges.reverse(self.viewer, charge, "the model says so"))

    def give_back(self, payment: UUID, amount: int) -> UUID:
        async def work(tx: Transaction) -> UUID:
            paid = (await tx.lock(Payment, "t.id = $1", payment))[0]
            locked = await lock_lease(tx, paid.lease_id)
            facts = {"amount_minor": amount, "currency": locked.currency, "reason": "the model says so"}
            place = {"property_id": locked.property_id, "lease_id": locked.id, "payment_id": payment}
            refund = await tx.create(Refund, **place, **facts, status=RefundStatus.SUCCEEDED)
            await books.refund_begun(tx, refund, self.today)
            await books.refund_ended(tx, refund, self.today)
            await books.refund_arrived(tx, paid, refund, self.today)
            return refund.id

        return self._do(work)

    def again(self) -> None:
        """Nothing: whatever is posted twice here is tried by the model, and over HTTP."""

    def _do(self, work: Callable[[Transaction], Coroutine[Any, Any, Any]]) -> Any:
        async def whole() -> Any:
            async with transaction(self.viewer) as tx:
                return await work(tx)

        return self.run(whole())


async def _begun(tx: Transaction, lease: UUID, amount: int, account: UUID, **more: Any) -> Payment:
    locked, id = await lock_lease(tx, lease), new_id()
    place = {"property_id": locked.property_id, "lease_id": lease, "provider_account_id": account}
    facts = {"number": str(id), "method": PaymentMethodKind.CARD, "source": PaymentSource.PAYER}
    money = {"amount_minor": amount, "currency": locked.currency}
    return await tx.create(Payment, id=id, **place, **facts, **money, **more)


async def _moved(tx: Transaction, id: UUID, on: date, to: PaymentStatus) -> None:
    paid = (await tx.lock(Payment, "t.id = $1", id))[0]
    await lock_lease(tx, paid.lease_id)
    paid.status = to
    await tx.save(paid, "status")
    if to is PaymentStatus.RETURNED:
        await books.gone_again(tx, paid, on, "the model says so")
        return
    await books.arrived(tx, paid, on)
    if to is PaymentStatus.SUCCEEDED:
        await books.received(tx, paid, on)


async def _credit(tx: Transaction, lease: Any, id: UUID, amount: int, kind: CreditKind, **more: Any) -> None:
    place = {"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency}
    amounts = {"amount_minor": amount, "credited_minor": amount}
    await tx.create(Credit, id=id, **place, **amounts, kind=kind, reason="the model", **more)
