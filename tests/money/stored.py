"""The same verbs on PostgreSQL, through the use cases and the tables, as the program moves money."""

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.ledger import templates
from app.ledger.templates import Fact
from app.models.books import Examined, examine, opened
from app.models.charges import Charge, ChargeCode
from app.models.exports import FORMATS
from app.models.ledger import Allocation, Credit, CreditKind
from app.models.payments import Payment, PaymentMethodKind, PaymentStatus
from app.resolvers import charges
from app.resolvers.allocations import lock_lease, save_charge, settle, unsettle
from app.resolvers.charges import NewCharge, post_charge
from app.resolvers.ledger import post
from app.subscriptions.transaction import Transaction, transaction
from tests.money.model import DAY
from tests.support.bookkeepers import by_beancount, exported
from tests.support.services import Database

FRESH = """
INSERT INTO lease SELECT (jsonb_populate_record(l, jsonb_build_object('id', $2::uuid, 'number', $2::text))).*
  FROM lease l WHERE l.id = $1 RETURNING property_id
"""
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


class Stored:
    """One organization in a database, moved step by step from outside of any event loop."""

    def __init__(self, database: Database, organization_id: UUID) -> None:
        self.organization_id = organization_id
        self.viewer = Viewer.system_of(organization_id, "the model")
        self.runner = asyncio.Runner()
        self.run(open_database(database.app_url, 2))
        settings = {"search_path": "app,public"}
        self.boss = self.run(asyncpg.connect(database.superuser_url, server_settings=settings))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def close(self) -> None:
        self.run(self.boss.close())
        self.run(close_database())
        self.runner.close()

    def lease(self, like: UUID) -> tuple[UUID, UUID]:
        """A lease without anything owed, as another one; returns its id and that of its property."""
        id = uuid4()
        return id, self.run(self.boss.fetchval(FRESH, like, id))

    def snapshot(self, leases: list[UUID]) -> tuple[Any, Any, Any]:
        """What the database says of the leases: charges, payments and credits, accounts."""
        rows = [self.run(self.boss.fetch(sql, leases)) for sql in (CHARGES, SOURCES, SUMS)]
        charged, sources, sums = ({tuple(row) for row in found} for found in rows)
        return charged, sources, sums

    def recomputed(self, url: str) -> tuple[Examined, list[str]]:
        """What recomputing the whole books brings, by ourselves and by beancount."""

        async def work() -> tuple[Examined, list[str]]:
            async with opened(url, self.organization_id) as fetch:
                report = await examine(self.organization_id, fetch)
                return report, by_beancount(await exported(FORMATS["beancount"], fetch))[0]

        found: tuple[Examined, list[str]] = self.run(work())
        return found

    def charge(self, id: UUID, lease: UUID, code: str, amount: int, due_on: date) -> None:
        async def work(tx: Transaction) -> None:
            locked = await lock_lease(tx, lease)
            await post_charge(tx, locked.books, NewCharge(ChargeCode(code), amount, due_on, DAY, id=id))

        self._do(work)

    def receive(self, id: UUID, lease: UUID, amount: int, prefers: tuple[UUID, ...]) -> None:
        async def work(tx: Transaction) -> None:
            locked = await lock_lease(tx, lease)
            await tx.create(
                Payment,
                id=id,
                property_id=locked.property_id,
                lease_id=lease,
                number=str(id),
                method=PaymentMethodKind.CARD,
                status=PaymentStatus.SUCCEEDED,
                amount_minor=amount,
                credited_minor=amount,
                currency=locked.currency,
                effective_on=DAY,
                charge_ids=list(prefers),
            )
            await post(tx, templates.received(locked.books, Fact(id, DAY, amount), locked.books.clearing()))
            await settle(tx, lease, DAY)

        self._do(work)

    def concede(self, id: UUID, lease: UUID, amount: int) -> None:
        async def work(tx: Transaction) -> None:
            locked = await lock_lease(tx, lease)
            await _credit(tx, locked, id, amount, CreditKind.CONCESSION)
            await post(tx, templates.credited(locked.books, Fact(id, DAY, amount)))
            await settle(tx, lease, DAY)

        self._do(work)

    def forgive(self, id: UUID, charge: UUID, kind: str) -> None:
        async def work(tx: Transaction) -> None:
            owed = (await tx.lock(Charge, "t.id = $1", charge))[0]
            locked = await lock_lease(tx, owed.lease_id)
            make, amount = templates.waived if kind == "WAIVER" else templates.written_off, owed.open_minor
            entry_id = await post(tx, make(locked.books, Fact(id, DAY, amount), owed.code))
            await _credit(tx, locked, id, amount, CreditKind(kind), charge_id=charge, allocated_minor=amount)
            place = {"property_id": locked.property_id, "lease_id": locked.id}
            about = {"charge_id": charge, "credit_id": id, "amount_minor": amount, "entry_id": entry_id}
            await tx.create(Allocation, **place, **about)
            owed.settle(amount)
            await save_charge(tx, owed)

        self._do(work)

    def reverse(self, charge: UUID) -> None:
        self.run(charges.reverse(self.viewer, charge, "the model says so"))

    def give_back(self, payment: UUID, id: UUID, amount: int) -> None:
        async def work(tx: Transaction) -> None:
            paid = (await tx.lock(Payment, "t.id = $1", payment))[0]
            locked = await lock_lease(tx, paid.lease_id)
            free = paid.credited_minor - paid.allocated_minor
            if amount > free:
                await unsettle(tx, paid, "the model says so", amount - free)
            paid.credited_minor -= amount
            await tx.save(paid, "credited_minor")
            await post(tx, templates.refunded(locked.books, Fact(id, DAY, amount), locked.books.clearing()))
            await settle(tx, paid.lease_id, DAY)

        self._do(work)

    def _do(self, work: Any) -> None:
        async def whole() -> None:
            async with transaction(self.viewer) as tx:
                await work(tx)

        self.run(whole())


async def _credit(tx: Transaction, lease: Any, id: UUID, amount: int, kind: CreditKind, **more: Any) -> None:
    place = {"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency}
    amounts = {"amount_minor": amount, "credited_minor": amount}
    await tx.create(Credit, id=id, **place, **amounts, kind=kind, effective_on=DAY, reason="the model", **more)
