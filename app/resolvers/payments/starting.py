"""A payer begins a payment, now or on a day to come, and can stop one that is not under way."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.auth.policies.payments import PaymentPolicy, terms_of
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, Conflict, IllegalTransition, LimitReached, NotFound
from app.integrations.stripe.port import Provider
from app.models.payment_methods import PaymentMethod, PaymentMethodStatus
from app.models.payment_terms import ONLINE, Rules
from app.models.payments import LEFT_AFTER, Payment, PaymentMethodKind, PaymentSource, PaymentStatus
from app.models.provider import AttemptKind
from app.money import step_of
from app.resolvers import billing_days
from app.resolvers.allocations import LockedLease
from app.resolvers.inputs import above_zero, minor
from app.resolvers.payments import following
from app.resolvers.payments.places import Account, account, account_of, lock_lease, today_at
from app.resolvers.payments.planning import plan
from app.resolvers.payments.saving import customer_of
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, next_number, transaction

P = PaymentStatus
AMOUNT, FEE, METHOD, DAY = ("input", "amount"), ("input", "fee"), ("input", "method"), ("input", "scheduledOn")
SAVED, CHARGES, PAYMENT = ("input", "paymentMethodId"), ("input", "chargeIds"), ("input", "paymentId")
MOST_CHARGES = 100
FARTHEST = timedelta(days=92)

OPEN_SUM = """
SELECT coalesce(sum(open_minor), 0)::bigint AS open_minor FROM charge
 WHERE lease_id = $1 AND status IN ('POSTED', 'PARTIALLY_SETTLED')
"""
ON_ITS_WAY = """
SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM payment
 WHERE lease_id = $1 AND (status = 'PROCESSING' OR status IN ('CREATED', 'REQUIRES_ACTION')
                          AND (scheduled_on IS NULL OR begun_at IS NOT NULL)
                          AND provider_account_id IS NOT NULL
                          AND coalesce(begun_at, created_at) > $2)
"""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What a payer wants to pay. Amounts are decimals with their currency; `fee` is what the payer was shown."""

    lease_id: UUID
    amount: tuple[Decimal, str]
    fee: tuple[Decimal, str]
    method: PaymentMethodKind
    payment_method_id: UUID | None = None
    charge_ids: tuple[UUID, ...] = ()
    scheduled_on: date | None = None


async def start(provider: Provider, viewer: Viewer, new: NewPayment, return_url: str, once: Once | None) -> list[UUID]:
    """Begin a payment; returns its id and, when it begins now, that of the request to send.

    Raises `NotFound`, `Forbidden` for who cannot pay this lease, `BadInput`, `LimitReached` for an amount that the
    house does not take, and `Conflict` for a fee that has changed, a way that is not offered, or no account.
    """
    if new.method not in ONLINE:
        raise BadInput("Online one pays by card or by bank debit.", METHOD)
    if len(new.charge_ids) > MOST_CHARGES:
        raise BadInput(f"At most {MOST_CHARGES} charges.", CHARGES, maximum=MOST_CHARGES)
    number = await next_number(viewer, "payment")
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return [tx.replayed]
        await LeasePolicy.permitted(viewer, new.lease_id, LeasePolicy.pay)
        lease = await lock_lease(tx, new.lease_id)
        amount, fee = await _priced(tx, provider, lease, new)
        await _check_charges(viewer, new)
        at = await account(tx, provider.name)
        saved = await _saved(viewer, new, at)
        await _check_day(viewer, lease.property_id, new, saved)
        payment = await tx.create(
            Payment,
            **{"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency},
            **{"number": f"P-{number:06}", "amount_minor": amount, "fee_minor": fee},
            **{"payer_id": viewer.member_id, "source": PaymentSource.PAYER, "status": P.CREATED},
            **{"method": new.method, "scheduled_on": new.scheduled_on, "provider_account_id": at.id},
            payment_method_id=saved.id if saved is not None else None,
            charge_ids=list(dict.fromkeys(new.charge_ids)),
            begun_at=None if new.scheduled_on is not None else await billing_days.now(tx.viewer),
        )
        tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=P.CREATED)
        done = [tx.done(payment.id)]
        if new.scheduled_on is None:
            done.append(await begin(tx, payment, at, saved, return_url=return_url))
        return done


async def begin(
    tx: Transaction, payment: Payment, at: Account, saved: PaymentMethod | None, return_url: str = ""
) -> UUID:
    """Write down the request that begins a payment at the provider; without `return_url` the payer is absent."""
    metadata = {
        "payment_id": str(payment.id),
        "lease_id": str(payment.lease_id),
        "organization_id": str(payment.organization_id),
    }
    params: dict[str, Any] = {
        "amount_minor": payment.amount_minor + payment.fee_minor,
        "currency": payment.currency,
        "kind": str(payment.method),
        "metadata": metadata,
    }
    # Written down with the request: one that is sent again under its key must be the same.
    if taken := at.application_fee(payment.amount_minor, step_of(payment.currency)):
        params["platform_fee_minor"] = taken
    if saved is not None:
        params |= {
            "customer": await customer_of(tx, at, saved.member_id),
            "method": saved.external_id,
            "mandate": saved.mandate,
            "absent": not return_url,
            "return_url": return_url,
        }
    return await plan(tx, AttemptKind.START, at, {"payment_id": payment.id}, params)


async def _priced(tx: Transaction, provider: Provider, lease: LockedLease, new: NewPayment) -> tuple[int, int]:
    """Return amount and fee in minor units, once the house takes both."""
    amount = above_zero(new.amount, lease.currency, AMOUNT)
    shown = minor(*new.fee, lease.currency, FEE)
    rules = await terms_of(lease.currency)
    price = rules.offered(new.method)
    if price is None:
        raise Conflict(f"{new.method} is not offered for {lease.currency}.", METHOD)
    fee = price.fee(amount, step_of(lease.currency))
    if shown != fee:
        raise Conflict("The fee is another one by now: show it to the payer.", FEE, feeMinor=str(fee))
    try:
        provider.check(amount + fee, lease.currency)
    except ValueError as error:
        raise BadInput(str(error), (*AMOUNT, "amount")) from None
    await _check_amount(tx, rules, lease.id, amount, lease.currency)
    return amount, fee


async def _check_amount(tx: Transaction, rules: Rules, lease_id: UUID, amount: int, currency: str) -> None:
    if rules.allows_partial and rules.allows_ahead:
        return
    owed = await tx.run(OPEN_SUM, lease_id)
    coming = await tx.run(ON_ITS_WAY, lease_id, await billing_days.now(tx.viewer) - LEFT_AFTER)
    assert owed is not None and coming is not None
    step = step_of(currency)
    left = max(0, owed.open_minor - coming.minor) // step * step
    if not rules.allows_ahead and amount > left:
        raise LimitReached("More than is owed and not on its way yet.", AMOUNT, mostMinor=str(left))
    if not rules.allows_partial and amount < left:
        raise LimitReached("This landlord takes what is owed as a whole.", AMOUNT, leastMinor=str(left))


async def misfit(tx: Transaction, payment: Payment) -> str | None:
    """Return why what was to be paid on this day is not taken any more, now that other things were paid; None if it is.

    The lease must be locked.
    """
    try:
        rules = await terms_of(payment.currency)
        await _check_amount(tx, rules, payment.lease_id, payment.amount_minor, payment.currency)
    except LimitReached as error:
        return "more_than_owed" if "mostMinor" in error.details else "less_than_owed"
    return None


async def _check_charges(viewer: Viewer, new: NewPayment) -> None:
    found = await ChargePolicy.related(house_of(viewer, "charges of the lease"), set(new.charge_ids))
    if len(found) < len(set(new.charge_ids)) or any(row.lease_id != new.lease_id for row in found.values()):
        raise NotFound("No such charge under this lease.", CHARGES)


async def _saved(viewer: Viewer, new: NewPayment, at: Account) -> PaymentMethod | None:
    if new.payment_method_id is None:
        return None
    saved = await PaymentMethodPolicy.lock(viewer, new.payment_method_id, to=PaymentMethodPolicy.change)
    if saved.status != PaymentMethodStatus.ACTIVE or saved.provider_account_id != at.id:
        raise Conflict("Nothing can be paid from this any more.", SAVED)
    if saved.kind != new.method:
        raise BadInput(f"This is a {saved.kind}.", SAVED)
    return saved


async def _check_day(viewer: Viewer, property_id: UUID, new: NewPayment, saved: PaymentMethod | None) -> None:
    if new.scheduled_on is None:
        return
    today = await today_at(viewer, property_id)
    if not today < new.scheduled_on <= today + FARTHEST:
        raise BadInput(f"A day after today, and at most {FARTHEST.days} days away.", DAY)
    if saved is None:
        raise BadInput("What is paid on a day to come is paid from a saved card or account.", SAVED)


UNSENT = """
UPDATE payment_attempt SET state = 'GIVEN_UP', ended_at = $2, last_error = 'cancelled', updated_at = $2
 WHERE payment_id = $1 AND kind = 'START' AND state = 'PLANNED' AND sent_at IS NULL RETURNING id
"""
SENDING = "SELECT id FROM payment_attempt WHERE payment_id = $1 AND state = 'PLANNED' LIMIT 1"


async def cancel(viewer: Viewer, id: UUID, once: Once | None) -> list[UUID]:
    """Stop a payment that is not under way; returns its id and that of the request to send, if there is one.

    Raises `NotFound`, `Forbidden`, `IllegalTransition` for one that is under way or over, and `Conflict` for one
    that is being sent this moment.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return [tx.replayed]
        seen = await PaymentPolicy.permitted(viewer, id, PaymentPolicy.cancel)
        await lock_lease(tx, seen.lease_id)
        payment = await PaymentPolicy.lock(viewer, id, to=PaymentPolicy.cancel)
        if payment.status not in (P.CREATED, P.REQUIRES_ACTION) or payment.provider_account_id is None:
            raise IllegalTransition(f"A payment that is {payment.status} cannot be stopped.", PAYMENT)
        await tx.run(UNSENT, payment.id, clock.now())
        if await tx.run(SENDING, payment.id) is not None:
            raise Conflict("It is being sent this moment: look again in a minute.", PAYMENT)
        done = [tx.done(payment.id)]
        if payment.status == P.CREATED:
            await following.moved(tx, payment, P.CANCELLED)
        else:
            thing = await following.thing_of(tx, payment.id)
            at = await account_of(tx, payment.provider_account_id)
            about = {"payment_id": payment.id}
            tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=payment.status)
            done.append(await plan(tx, AttemptKind.CANCEL, at, about, {"intent_id": thing.external_id}))
        return done
