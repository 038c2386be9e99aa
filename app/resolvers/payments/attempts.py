"""Requests to the provider: written down first, then sent, as often as it takes to know what became of them.

The row commits with what it is for, and its id is the provider's idempotency key. Whoever sends it takes it for half a
minute, with no transaction open while the provider thinks. A process that dies leaves it to the next one, which sends
the same under the same key.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.errors import TenantryError
from app.integrations.stripe.port import Declined, Intent, Later, NewPayment, NoAnswer, Provider, Refused, To
from app.models.base import Row
from app.models.provider import AttemptKind, AttemptState, ProviderObject
from app.resolvers.payments import following, refunds, saving
from app.resolvers.payments.places import Account, account_of, house, payment_by
from app.subscriptions.transaction import Transaction, transaction

logger = logging.getLogger("tenantry.payments")

HELD = timedelta(seconds=30)
"""Nobody else sends a request for so long: longer than any call can last."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
KNOWN_FOR = timedelta(hours=23)
"""Stripe forgets idempotency keys after a day: afterwards nothing is sent again, the thing itself is looked for."""

CLAIM = """
UPDATE payment_attempt SET tries = tries + 1, sent_at = coalesce(sent_at, $2), due_at = $3, updated_at = $2
 WHERE id = $1 AND state = 'PLANNED' AND due_at <= $2
RETURNING id, kind, payment_id, refund_id, payment_method_id, provider_account_id, params, tries, sent_at
"""
ENDED = """
UPDATE payment_attempt SET state = $2, ended_at = $3, last_error = left($4, 300), updated_at = $3
 WHERE id = $1 AND state = 'PLANNED' RETURNING id
"""
POSTPONED = """
UPDATE payment_attempt SET due_at = $2, last_error = left($3, 300) WHERE id = $1 AND state = 'PLANNED' AND tries = $4
"""
DUE = "SELECT id FROM payment_attempt WHERE state = 'PLANNED' AND due_at <= $1 ORDER BY due_at LIMIT 1"


async def send(provider: Provider, organization_id: UUID, id: UUID) -> bool:
    """Send a request that is due, and write down what became of it; says whether it was ours to send.

    What the provider does not answer now is sent again by whoever looks for it next.
    """
    viewer, now = house(organization_id), clock.now()
    async with transaction(viewer) as tx:
        row = await tx.run(CLAIM, id, now, now + HELD)
        account = await account_of(tx, row.provider_account_id) if row is not None else None
    if row is None or account is None:
        return False
    try:
        if now - row.sent_at > KNOWN_FOR:
            await _look_for(provider, organization_id, row, account)
        else:
            await SENDERS[row.kind](provider, organization_id, row, account)
    except (NoAnswer, Later, TenantryError) as error:
        logger.warning("attempt %s waits: %s", row.id, error)
        await _postpone(organization_id, row, str(error))
    except Exception as error:
        # One that cannot be worked on must not keep the others from being sent.
        logger.exception("attempt %s cannot be worked on", row.id)
        await _postpone(organization_id, row, type(error).__name__)
    return True


async def _postpone(organization_id: UUID, row: Row, why: str) -> None:
    async with transaction(house(organization_id)) as tx:
        await tx.run(POSTPONED, row.id, clock.now() + _pause(row.tries), why, row.tries)


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


async def _end(tx: Transaction, row: Row, state: AttemptState, error: str | None = None) -> bool:
    return await tx.run(ENDED, row.id, state, clock.now(), error) is not None


def _params(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(row.params)
    return found


def _check(provider: Provider, amount_minor: int, currency: str) -> None:
    """Refuse for good what the provider can never take: nobody is asked, and nothing is tried again."""
    try:
        provider.check(amount_minor, currency)
    except ValueError as error:
        logger.error("an amount cannot be taken: %s", error)
        raise Refused("amount_not_taken") from None


async def _start(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    began, params = clock.now(), _params(row)
    intent: Intent | None
    try:
        _check(provider, params["amount_minor"], params["currency"])
        intent = await provider.start(To(account.external_id, str(row.id)), NewPayment(**params))
        code = None
    except Declined as declined:
        intent, code = declined.intent, declined.code
        if intent is not None:
            intent = await provider.intent(account.external_id, intent.external_id)
    except Refused as refused:
        intent, code = None, refused.code
    await _started(organization_id, row, (intent, code), began)


async def _started(organization_id: UUID, row: Row, found: tuple[Intent | None, str | None], began: Any) -> None:
    intent, code = found
    async with transaction(house(organization_id)) as tx:
        payment = await payment_by(tx, row.payment_id)
        state = AttemptState.REFUSED if code is not None and intent is None else AttemptState.DONE
        if not await _end(tx, row, state, code):
            return
        if intent is None:
            await following.fail(tx, payment, code or "no_answer")
            return
        thing = await tx.create(
            ProviderObject,
            provider_account_id=row.provider_account_id,
            external_id=intent.external_id,
            payment_id=payment.id,
        )
        await following.apply(tx, payment, thing, intent, began)


async def _cancel(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    began, intent_id = clock.now(), str(_params(row)["intent_id"])
    try:
        intent: Intent | None = await provider.cancel(To(account.external_id, str(row.id)), intent_id)
        code = None
    except Refused as refused:
        intent, code = None, refused.code
    async with transaction(house(organization_id)) as tx:
        payment = await payment_by(tx, row.payment_id)
        await _end(tx, row, AttemptState.DONE if intent is not None else AttemptState.REFUSED, code)
        if intent is not None:
            await following.apply(tx, payment, await following.thing_of(tx, payment.id), intent, began)


async def _look_for(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    """Nobody ever answered, and the key is forgotten there: what was done is looked for, and nothing is sent again."""
    logger.error("attempt %s had no answer for %s: it is looked for", row.id, KNOWN_FOR)
    if row.kind == AttemptKind.START:
        began = clock.now()
        intent = await provider.find(account.external_id, str(row.payment_id), row.sent_at - timedelta(hours=1))
        await _started(organization_id, row, (intent, None if intent is not None else "no_answer"), began)
        return
    async with transaction(house(organization_id)) as tx:
        await _end(tx, row, AttemptState.GIVEN_UP, "no answer")


async def _refund(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    params = _params(row)
    amount, metadata = (int(params["amount_minor"]), str(params["currency"])), dict(params["metadata"])
    began, to = clock.now(), To(account.external_id, str(row.id))
    try:
        _check(provider, *amount)
        found = await provider.refund(to, str(params["intent_id"]), amount, metadata)
        code = None
    except (Refused, Declined) as refused:
        found, code = None, refused.code
    async with transaction(house(organization_id)) as tx:
        if await _end(tx, row, AttemptState.DONE if found is not None else AttemptState.REFUSED, code):
            await refunds.answered(tx, row, (found, code), began)


async def _setup(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    params, began = _params(row), clock.now()
    try:
        customer = await saving.customer(provider, organization_id, account, params)
        found = await provider.begin_setup(
            To(account.external_id, str(row.id)), str(params["kind"]), customer, dict(params["metadata"])
        )
        code = None
    except (Refused, Declined) as refused:
        found, code = None, refused.code
    async with transaction(house(organization_id)) as tx:
        if await _end(tx, row, AttemptState.DONE if found is not None else AttemptState.REFUSED, code):
            await saving.answered(tx, row, (found, code), began)


async def _detach(provider: Provider, organization_id: UUID, row: Row, account: Account) -> None:
    code = None
    try:
        await provider.forget(To(account.external_id, str(row.id)), str(_params(row)["method_id"]))
    except Refused as refused:
        code = refused.code
    async with transaction(house(organization_id)) as tx:
        await _end(tx, row, AttemptState.DONE if code is None else AttemptState.REFUSED, code)


Sender = Callable[[Provider, UUID, Row, Account], Awaitable[None]]
SENDERS: dict[str, Sender] = {
    AttemptKind.START: _start,
    AttemptKind.CANCEL: _cancel,
    AttemptKind.REFUND: _refund,
    AttemptKind.SETUP: _setup,
    AttemptKind.DETACH: _detach,
}


async def send_due(provider: Provider, organization_id: UUID, most: int = 100) -> int:
    """Send what is due in an organization, at most so many; returns how many were sent."""
    sent = 0
    while sent < most:
        async with transaction(house(organization_id)) as tx:
            row = await tx.run(DUE, clock.now())
        if row is None or not await send(provider, organization_id, row.id):
            break
        sent += 1
    return sent
