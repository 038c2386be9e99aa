"""The provider of payments, as fields reach it, and what a payer's browser needs of it."""

import logging
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.payments import secret_of, setup_secret_of
from app.errors import Conflict, TenantryError
from app.integrations.stripe.port import Provider
from app.models.base import Row
from app.models.provider import ProviderName
from app.resolvers.payments.attempts import send
from app.schema.context import Context, Info
from app.schema.fields import PERSON, column

logger = logging.getLogger("tenantry.payments")


@dataclass(frozen=True, slots=True)
class Action:
    """What the payer does next, and with which secret."""

    provider: ProviderName
    client_secret: str = field(repr=False)
    publishable_key: str
    account_id: str
    url: str | None


@strawberry.type(description="What the payer must do next.")
class PaymentAction:
    """Shows an `Action`."""

    provider: ProviderName = column("Whose component to show.")
    client_secret: str = column("Secret for that component; it works for this one thing alone.", depends=PERSON)
    publishable_key: str = column("The public key for that component.")
    account_id: str = column("The landlord's account at the provider.")
    url: str | None = column(
        "A page of the provider to go to instead; null where its component is shown in the portal.", depends=PERSON
    )


def provider_of(context: Context) -> Provider:
    """Return the provider; raises `Conflict` where there is none."""
    found = context.services.runtime.payments
    if found is None:
        raise Conflict("Nobody can pay online here.")
    return found


async def sent(context: Context, done: list[UUID]) -> UUID:
    """Send the request that a change has written down, if it has, and return the id of what was changed.

    What happens to the request takes nothing back: it is sent again until it is known what became of it.
    """
    id, *requests = done
    for request in requests:
        try:
            await send(provider_of(context), context.organization_id, request)
        except TenantryError as error:
            logger.warning("request %s is sent later: %s", request, error.message)
    return id


def _action(context: Context, row: Row | None) -> Action | None:
    provider = context.services.runtime.payments
    if row is None or provider is None or row.provider != provider.name:
        return None
    page = provider.page(row.account, row.client_secret)
    return Action(ProviderName(row.provider), row.client_secret, provider.publishable_key, row.account, page)


async def next_action(row: Any, info: Info) -> Action | None:
    """Return what the payer of a payment does next; None for everybody else, and when there is nothing to do."""
    if row.payer_id is None or row.payer_id != info.context.viewer.member_id:
        return None
    return _action(info.context, await secret_of(row.id))


async def next_setup_action(context: Context, payment_method_id: UUID) -> Action | None:
    """Return what whoever saves a card or an account of their own does next."""
    return _action(context, await setup_secret_of(payment_method_id))
