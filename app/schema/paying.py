"""All that has to do with paying, put together for the schema."""

import strawberry

from app.schema.autopay import Autopay, AutopayMutation
from app.schema.payment_accounts import PaymentAccount, PaymentAccountMutation
from app.schema.payment_changes import PaymentMutation
from app.schema.payment_methods import PaymentMethod, PaymentMethodMutation
from app.schema.payment_terms import PaymentPrice, PaymentTerms, PaymentTermsMutation
from app.schema.pots import PotMutation
from app.schema.refunds import Refund

PAYING = (Autopay, PaymentAccount, PaymentMethod, PaymentPrice, PaymentTerms, Refund)
"""The types that no field of the root leads to by itself."""


@strawberry.type
class PayingMutation(
    PaymentMutation, PaymentMethodMutation, PaymentTermsMutation, PaymentAccountMutation, AutopayMutation, PotMutation
):
    """The verbs of paying."""
