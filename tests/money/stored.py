"""The same verbs on PostgreSQL, through the use cases and the tables, as the program moves money."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.ledger import templates
from app.ledger.templates import Fact
from app.models.base import new_id
from app.models.books import Examined, examine, opened
from app.models.charges import Charge, ChargeCode
from app.models.exports import FORMATS
from app.models.ledger import Credit, CreditKind
from app.models.payments import Payment, PaymentMethodKind, PaymentSource, PaymentStatus
from app.models.refunds import Refund, RefundStatus
from app.resolvers import charges, credits, forgiving
from app.resolvers.allocations import lock_lease, settle
from app.resolvers.billing_days import today
from app.resolvers.charges import NewCharge, post_charge
from app.resolvers.ledger import post
from app.resolvers.payments import books
from app.subscriptions.transaction import Transaction, transaction
from tests.money.reader import Reader
from tests.money.spending import ZONES
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

ACCOUNT = "SELECT id FROM provider_account WHERE organization_id = $1"
PAYER = "SELECT id FROM member WHERE organization_id = $1 ORDER BY id LIMIT 1"


class Stored(Reader):
    """One organization in a database, moved step by step by the use cases and the services below them."""

    currencies, zones, scale, least, most_orders = ("NOK", "JPY", "EUR"), ZONES, 1, 1, 1_000

    def __init__(self, database: Database, organization_id: UUID, like: UUID) -> None:
        super().__init__(database, like)
        self.organization_id = organization_id
        self.viewer = Viewer.system_of(organization_id, "the model")
        self.run(open_database(database.app_url, 2))
        self.account = self.run(self.boss.fetchval(ACCOUNT, organization_id))
        self.payer = self.run(self.boss.fetchval(PAYER, organization_id))

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
        here = self.day_of(lease)
        new = NewCharge(ChargeCode(code), amount, here + timedelta(days=days), here)

        async def work(tx: Transaction) -> None:
            locked = await lock_lease(tx, lease)
            await post_charge(tx, locked.books, new)

        self._do(work)
        return new.id

    def pay(self, lease: UUID, amount: int, prefers: tuple[UUID, ...], how: str) -> UUID:
        here = self.day_of(lease)

        async def work(tx: Transaction) -> UUID:
            on = here if ENDS[how] is PaymentStatus.SUCCEEDED else None
            paid = await self._begun(tx, lease, amount, effective_on=on, charge_ids=list(prefers), status=ENDS[how])
            if paid.status is PaymentStatus.SUCCEEDED:
                await books.received(tx, paid, here)
            return paid.id

        return self._do(work)

    def set_out(self, lease: UUID, amount: int) -> UUID:
        here = self.day_of(lease)

        async def work(tx: Transaction) -> UUID:
            paid = await self._begun(tx, lease, amount, charge_ids=[], status=PaymentStatus.PROCESSING)
            await books.on_its_way(tx, paid, here)
            return paid.id

        return self._do(work)

    def arrive(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, PaymentStatus.SUCCEEDED))

    def fail(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, PaymentStatus.FAILED))

    def bring_back(self, payment: UUID) -> None:
        self._do(lambda tx: _moved(tx, payment, PaymentStatus.RETURNED))

    def concede(self, lease: UUID, amount: int) -> UUID:
        here = self.day_of(lease)

        async def work(tx: Transaction) -> UUID:
            locked, id = await lock_lease(tx, lease), new_id()
            await _credit(tx, locked, id, amount, CreditKind.CONCESSION, effective_on=here)
            await post(tx, templates.credited(locked.books, Fact(id, here, amount)))
            await settle(tx, lease, here)
            return id

        return self._do(work)

    def forgive(self, charge: UUID, kind: str) -> UUID:
        async def work(tx: Transaction) -> UUID:
            owed = (await tx.lock(Charge, "t.id = $1", charge))[0]
            locked, id = await lock_lease(tx, owed.lease_id), new_id()
            on = await today(tx.viewer, locked.time_zone)
            make = templates.waived if kind == "WAIVER" else templates.written_off
            fact = Fact(id, on, owed.open_minor, "the model says so")
            await forgiving.forgive(tx, owed, (CreditKind(kind), fact), make(locked.books, fact, owed.code))
            return id

        return self._do(work)

    def reverse(self, charge: UUID) -> None:
        self.run(charges.reverse(self.viewer, charge, "the model says so"))

    def take_credit_back(self, credit: UUID) -> None:
        self.run(credits.reverse(self.viewer, self.line_of(credit), "the model says so"))

    def give_back(self, payment: UUID, amount: int) -> UUID:
        async def work(tx: Transaction) -> UUID:
            paid = (await tx.lock(Payment, "t.id = $1", payment))[0]
            locked = await lock_lease(tx, paid.lease_id)
            on = await today(tx.viewer, locked.time_zone)
            facts = {"amount_minor": amount, "currency": locked.currency, "reason": "the model says so"}
            place = {"property_id": locked.property_id, "lease_id": locked.id, "payment_id": payment}
            refund = await tx.create(Refund, **place, **facts, status=RefundStatus.SUCCEEDED)
            await books.refund_begun(tx, refund, on)
            await books.refund_ended(tx, refund, on)
            await books.refund_arrived(tx, paid, refund, on)
            return refund.id

        return self._do(work)

    def again(self) -> None:
        """Nothing: whatever is posted twice here is tried by the model, and over HTTP."""

    async def _begun(self, tx: Transaction, lease: UUID, amount: int, **more: Any) -> Payment:
        locked, id = await lock_lease(tx, lease), new_id()
        place = {"property_id": locked.property_id, "lease_id": lease, "provider_account_id": self.account}
        facts = {"number": str(id), "method": PaymentMethodKind.CARD, "source": PaymentSource.PAYER}
        money = {"amount_minor": amount, "currency": locked.currency, "payer_id": self.payer}
        return await tx.create(Payment, id=id, **place, **facts, **money, **more)

    def _do(self, work: Callable[[Transaction], Coroutine[Any, Any, Any]]) -> Any:
        async def whole() -> Any:
            async with transaction(self.viewer) as tx:
                return await work(tx)

        return self.run(whole())


async def _moved(tx: Transaction, id: UUID, to: PaymentStatus) -> None:
    paid = (await tx.lock(Payment, "t.id = $1", id))[0]
    on = await today(tx.viewer, (await lock_lease(tx, paid.lease_id)).time_zone)
    paid.status = to
    paid.effective_on = on if to is PaymentStatus.SUCCEEDED else paid.effective_on
    await tx.save(paid, "status", "effective_on")
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
