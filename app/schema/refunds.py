"""Money on its way back to a payer."""

from datetime import datetime

import strawberry

from app.auth.policies.payments import RefundPolicy
from app.models import refunds as model
from app.schema.fields import GRANTS, column
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row


@strawberry.type(description="A part of a payment, or all of it, on its way back to the payer.")
@of_row(RefundPolicy)
class Refund(Node):
    """Shows a `refund` row."""

    status: model.RefundStatus = column("Where it stands; one that succeeded may still fail days later.")
    amount: Money = money_of("amount_minor", "currency", "How much.", GRANTS)
    reason: str = column("Why.", depends=GRANTS)
    failure_code: str | None = column("The provider's code, where it failed.")
    created_at: datetime = column("When it was asked for.")
    updated_at: datetime = column("When it last changed.")
