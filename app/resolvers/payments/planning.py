"""Requests to the provider are written down with what they are for; `attempts` sends them."""

from typing import Any
from uuid import UUID

from app import clock
from app.models.provider import AttemptKind, PaymentAttempt
from app.resolvers.payments.places import Account
from app.subscriptions.transaction import Transaction


async def plan(
    tx: Transaction, kind: AttemptKind, account: Account, about: dict[str, UUID], params: dict[str, Any]
) -> UUID:
    """Write down a request about a payment, a refund or a payment method; returns its id, for `send` after COMMIT."""
    made = await tx.create(
        PaymentAttempt, provider_account_id=account.id, kind=kind, params=params, due_at=clock.now(), **about
    )
    return made.id
