"""What the clock asks for, so that nothing hangs on a webhook: it looks where one may have been lost."""

import logging
from datetime import timedelta
from uuid import UUID

from app import clock
from app.errors import TenantryError
from app.integrations.stripe.port import Hint, Later, NoAnswer, Provider, Refused
from app.models.payments import Payment, PaymentStatus
from app.models.provider import AttemptKind
from app.resolvers import billing_days
from app.resolvers.payments import following, hints, starting
from app.resolvers.payments.attempts import send_due
from app.resolvers.payments.looking import look
from app.resolvers.payments.places import account_of, house, payment_by, today_at
from app.resolvers.payments.planning import plan
from app.resolvers.payments.saving import saved_of
from app.subscriptions.transaction import Transaction, transaction

logger = logging.getLogger("tenantry.payments")

P = PaymentStatus
YOUNG = timedelta(minutes=2)
RECENT, RARELY = timedelta(hours=6), timedelta(hours=12)
EXPIRES_AFTER = timedelta(hours=24)
OVERLAP = timedelta(minutes=10)
KEPT_AT_ONCE = 100
"""Words of one transaction: a provider that sends none has a list of thousands, most of them known already."""

AT_ONCE = 200
AHEAD = timedelta(minutes=1)
"""Less than this is no other clock."""

# Never again in the same five minutes, and what has been under way for days only now and then: banks take their time.
STILL = """
SELECT o.external_id, o.provider_account_id FROM provider_object o
  LEFT JOIN payment p ON p.organization_id = o.organization_id AND p.id = o.payment_id
  LEFT JOIN refund r ON r.organization_id = o.organization_id AND r.id = o.refund_id
  LEFT JOIN payment_method m ON m.organization_id = o.organization_id AND m.id = o.payment_method_id
 WHERE (p.status IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'DISPUTED') OR r.status = 'PENDING'
        OR m.status = 'PENDING' AND m.created_at > $1::timestamptz - interval '2 days')
   AND o.looked_at < $1::timestamptz - CASE WHEN coalesce(p.updated_at, r.updated_at, m.updated_at) > $2
                                            THEN $3::interval ELSE $4::interval END
 ORDER BY o.looked_at LIMIT 200
"""
ABANDONED = """
SELECT p.id FROM payment p
 WHERE p.status IN ('REQUIRES_ACTION', 'FAILED') AND (p.updated_at < $1 OR p.begun_at < $2)
   AND EXISTS (SELECT FROM provider_object o WHERE o.organization_id = p.organization_id AND o.payment_id = p.id
                  AND o.status NOT IN ('canceled', 'succeeded'))
   AND NOT EXISTS (SELECT FROM payment_attempt a WHERE a.organization_id = p.organization_id AND a.payment_id = p.id
                      AND a.kind = 'CANCEL')
 ORDER BY p.updated_at LIMIT 200
"""
SCHEDULED = """
SELECT p.id, p.property_id, p.scheduled_on FROM payment p
 WHERE p.status = 'CREATED' AND p.scheduled_on <= $1
   AND NOT EXISTS (SELECT FROM payment_attempt a WHERE a.organization_id = p.organization_id AND a.payment_id = p.id)
 ORDER BY p.scheduled_on LIMIT 200
"""
ACCOUNTS = "SELECT id, external_id, read_until FROM provider_account WHERE provider = $1"
READ = "UPDATE provider_account SET read_until = greatest(read_until, $2), updated_at = $2 WHERE id = $1"


async def sweep(provider: Provider, organization_id: UUID) -> None:
    """Begin what has come due, stop what nobody goes on with, send what waits, and work off what was told."""
    await _begin_scheduled(organization_id)
    await _stop_abandoned(organization_id)
    await send_due(provider, organization_id)
    await hints.work(provider, organization_id)


async def look_again(provider: Provider, organization_id: UUID) -> int:
    """Look at whatever is not over and was not looked at lately; returns how many."""
    now = clock.now()
    async with transaction(house(organization_id)) as tx:
        rows = await tx.rows(STILL, now, now - RECENT, YOUNG, RARELY)
    for row in rows:
        try:
            await look(provider, organization_id, row.provider_account_id, (row.external_id,))
        except (NoAnswer, Later) as error:
            logger.warning("the provider does not answer: %s", error)
            break
        except (Refused, TenantryError) as error:
            logger.warning("%s cannot be looked at: %s", row.external_id, error)
        except Exception:
            # One that nobody can read must not keep the others from being looked at.
            logger.exception("%s cannot be looked at", row.external_id)
    return len(rows)


async def read_events(provider: Provider, organization_id: UUID) -> int:
    """Read the provider's own list of what happened since it was last read; returns how many words were new."""
    async with transaction(house(organization_id)) as tx:
        accounts = await tx.rows(ACCOUNTS, provider.name)
    new = 0
    for account in accounts:
        newest, read = clock.now(), list[Hint]()
        try:
            async for hint in provider.events(account.external_id, account.read_until - OVERLAP):
                read.append(hint)
                # A simulator may be ahead of the real time.
                newest = max(newest, hint.at)
                if len(read) == KEPT_AT_ONCE:
                    new += await hints.keep(organization_id, account.id, read)
                    read.clear()
            new += await hints.keep(organization_id, account.id, read)
        except (NoAnswer, Later, Refused) as error:
            logger.warning("the events of an account cannot be read: %s", error)
            continue
        # Only now: what was not read to its end is read again.
        async with transaction(house(organization_id)) as tx:
            await tx.run(READ, account.id, newest)
    return new


async def _begin_scheduled(organization_id: UUID) -> None:
    async with transaction(house(organization_id)) as tx:
        # The day at the property decides; it begins up to fourteen hours before that day in UTC.
        rows = await tx.rows(SCHEDULED, (await billing_days.now(tx.viewer) + timedelta(hours=14)).date())
    for row in rows:
        async with transaction(house(organization_id)) as tx:
            if row.scheduled_on <= await today_at(tx.viewer, row.property_id):
                payment = await payment_by(tx, row.id)
                await begin_absent(tx, payment)


async def begin_absent(tx: Transaction, payment: Payment) -> None:
    """Begin a locked payment whose payer is not there; it fails without a card or account, or for what is not owed."""
    if payment.status != P.CREATED or payment.provider_account_id is None:
        return
    saved = await saved_of(tx, payment.payment_method_id)
    if saved is None:
        await following.fail(tx, payment, "payment_method_removed")
        return
    if (code := await starting.misfit(tx, payment)) is not None:
        await following.fail(tx, payment, code)
        return
    payment.begun_at = await billing_days.now(tx.viewer)
    await tx.save(payment, "begun_at")
    await starting.begin(tx, payment, await account_of(tx, payment.provider_account_id), saved)


async def _stop_abandoned(organization_id: UUID) -> None:
    viewer = house(organization_id)
    async with transaction(viewer) as tx:
        now, moment = clock.now(), await billing_days.now(viewer)
        # Where a sandbox is ahead, days go by in seconds: only its own clock says how long ago something began.
        rows = await tx.rows(ABANDONED, now - EXPIRES_AFTER, moment - EXPIRES_AFTER if moment > now + AHEAD else None)
    for row in rows:
        async with transaction(viewer) as tx:
            payment = await payment_by(tx, row.id)
            if payment.status not in (P.REQUIRES_ACTION, P.FAILED) or payment.provider_account_id is None:
                continue
            if payment.status == P.REQUIRES_ACTION:
                payment.failure_code = following.EXPIRED
                await tx.save(payment, "failure_code")
            thing = await following.thing_of(tx, payment.id)
            at = await account_of(tx, payment.provider_account_id)
            await plan(tx, AttemptKind.CANCEL, at, {"payment_id": payment.id}, {"intent_id": thing.external_id})
