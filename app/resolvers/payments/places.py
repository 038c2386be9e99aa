"""Where a payment belongs: the landlord's account at the provider, the lease, its property's day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app import clock
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import Conflict
from app.models.payments import Payment
from app.resolvers import allocations, billing_days
from app.resolvers.allocations import LockedLease
from app.resolvers.ledger import open_day
from app.subscriptions.transaction import Transaction

REASON = "payments"

ACCOUNT = """
SELECT id, external_id, application_fee_bps FROM provider_account
 WHERE status = 'ACTIVE' AND provider = $1 AND usable_from <= $2 ORDER BY usable_from DESC LIMIT 1
"""
ACCOUNT_OF = "SELECT id, external_id, application_fee_bps FROM provider_account WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Account:
    """The landlord's account: our id of it, the provider's, and what the platform takes of a payment."""

    id: UUID
    external_id: str
    application_fee_bps: int = 0

    def application_fee(self, minor: int, step: int = 1) -> int:
        """Return what the platform takes of an amount in minor units, rounded down to steps of so many."""
        return minor * self.application_fee_bps // (10_000 * step) * step


def house(organization_id: UUID | None) -> Viewer:
    """Return the house itself, at work on payments."""
    assert organization_id is not None
    return Viewer.system_of(organization_id, REASON)


async def account(tx: Transaction, provider: str) -> Account:
    """Return where payments go; raises `Conflict` while the landlord takes none online."""
    row = await tx.run(ACCOUNT, provider, clock.now())
    if row is None:
        raise Conflict("Nobody can pay this landlord online yet.", ("input", "method"))
    return Account(row.id, row.external_id, row.application_fee_bps)


async def account_of(tx: Transaction, id: UUID) -> Account:
    """Return the account of something that was begun there, whatever has become of it since."""
    row = await tx.run(ACCOUNT_OF, id)
    assert row is not None, "an account is never taken away"
    return Account(row.id, row.external_id, row.application_fee_bps)


async def lock_lease(tx: Transaction, lease_id: UUID) -> LockedLease:
    """Lock the lease's money: whoever moves it does so one after the other, and takes this lock before any other."""
    return await allocations.lock_lease(tx, lease_id)


async def today_at(viewer: Viewer, property_id: UUID) -> date:
    """Return the day it is at the property."""
    place = await PropertyPolicy.fetch(house(viewer.organization_id), property_id)
    return await billing_days.today(viewer, place.time_zone)


async def sent_on(tx: Transaction, payment: Payment, sent_at: datetime | None) -> date:
    """Return the day at the property on which a payer let a payment go, as the provider says it."""
    place = await PropertyPolicy.fetch(house(tx.viewer.organization_id), payment.property_id)
    now = await billing_days.now(tx.viewer)
    return billing_days.day_of(sent(payment.begun_at, sent_at, now), place.time_zone)


def sent(begun_at: datetime | None, sent_at: datetime | None, now: datetime) -> datetime:
    """Return when a payer let a payment go that was begun, as a provider says and by our own clock.

    A provider that is behind a sandbox's clock says too early a moment, and what one says that is ahead of it is of no
    use: then the payer is believed to have let it go at once.
    """
    if sent_at is None or sent_at > now:
        return min(begun_at or now, now)
    return max(begun_at or sent_at, sent_at)


async def came_on(tx: Transaction, payment: Payment, at: datetime | None) -> date:
    """Return the accounting day of a payment that a provider says has come, or failed, at a moment."""
    return await said_on(tx, payment, at, payment.sent_on)


async def said_on(tx: Transaction, payment: Payment, at: datetime | None, since: date | None) -> date:
    """Return the accounting day of what a provider says happened at a moment, however late that is heard.

    Never before the day that it began, nor in a month that is closed; a clock that is ahead of ours is of no use.
    """
    place = await PropertyPolicy.fetch(house(tx.viewer.organization_id), payment.property_id)
    today = await billing_days.today(tx.viewer, place.time_zone)
    day = today if at is None else min(today, billing_days.day_of(at, place.time_zone))
    return await open_day(tx, min(today, max(day, since or day)))


async def automatic_day(tx: Transaction, property_id: UUID) -> date:
    """Return the day on which something is posted by itself: today at the property, else the first open day after."""
    return await open_day(tx, await today_at(tx.viewer, property_id))


async def payment_by(tx: Transaction, id: UUID) -> Payment:
    """Return a payment, its lease and itself locked, in this order."""
    system = house(tx.viewer.organization_id)
    row = await PaymentPolicy.fetch(system, id)
    await lock_lease(tx, row.lease_id)
    return await PaymentPolicy.lock(system, id, to=PaymentPolicy.see)
