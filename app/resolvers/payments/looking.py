"""Looks at the provider's things and brings ours to where they are: the one way in for whatever happened there."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app import clock
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.integrations.stripe.port import Provider
from app.models.base import Row
from app.models.provider import ProviderObject
from app.resolvers.payments import following, refunds, saving
from app.resolvers.payments.places import account_of, house, payment_by
from app.subscriptions.transaction import transaction

NAMED = """
SELECT o.*, EXISTS (SELECT FROM refund r WHERE r.organization_id = o.organization_id AND r.payment_id = o.payment_id)
       AS has_refunds
  FROM provider_object o WHERE o.provider_account_id = $1 AND o.external_id = ANY($2::text[])
"""
OF_REFUND = """
SELECT p.*, true AS has_refunds FROM refund r
  JOIN provider_object p ON p.organization_id = r.organization_id AND p.payment_id = r.payment_id
 WHERE r.id = $1
"""


async def look(
    provider: Provider,
    organization_id: UUID,
    account_id: UUID,
    keys: tuple[str, ...],
    failed_at: datetime | None = None,
) -> bool:
    """Look at the payment or the card that one of the provider's names means; False when none of them is ours.

    `failed_at` is when an event said that it had failed: the thing itself does not say.
    Raises what the provider raises, and `Outdated` when somebody else was faster.
    """
    async with transaction(house(organization_id)) as tx:
        row = await tx.run(NAMED, account_id, list(keys))
        if row is not None and row.refund_id is not None:
            row = await tx.run(OF_REFUND, row.refund_id)
        account = await account_of(tx, account_id)
    if row is None:
        return False
    if row.payment_id is not None:
        await _payment(provider, organization_id, row, account.external_id, failed_at)
    elif row.payment_method_id is not None:
        await _method(provider, organization_id, row, account.external_id)
    return True


async def _payment(
    provider: Provider, organization_id: UUID, row: Row, account: str, failed_at: datetime | None
) -> None:
    began = clock.now()
    intent = await provider.intent(account, row.external_id, bool(row.has_refunds))
    intent = replace(intent, failed_at=failed_at)
    async with transaction(house(organization_id)) as tx:
        payment = await payment_by(tx, row.payment_id)
        thing = await following.thing_of(tx, payment.id)
        await following.apply(tx, payment, thing, intent, began)
        await refunds.follow(tx, payment, intent, began)


async def _method(provider: Provider, organization_id: UUID, row: Row, account: str) -> None:
    began = clock.now()
    setup = await provider.setup(account, row.external_id)
    async with transaction(house(organization_id)) as tx:
        method = await PaymentMethodPolicy.lock(tx.viewer, row.payment_method_id, to=PaymentMethodPolicy.see)
        locked = await tx.run("SELECT * FROM provider_object WHERE id = $1 FOR UPDATE", row.id)
        assert locked is not None
        thing = ProviderObject._init_from_db(**dict(locked.items()))
        await saving.apply(tx, method, thing, setup, began)
