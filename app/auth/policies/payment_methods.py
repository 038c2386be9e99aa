"""Who may see a saved card or account: whose it is, and nobody else."""

from app.auth.policy import Policy
from app.auth.rules import IsPerson
from app.models.payment_methods import PaymentMethod


class PaymentMethodPolicy(Policy[PaymentMethod]):
    """One's own."""

    model = PaymentMethod
    see = IsPerson("member_id")
    change = IsPerson("member_id")
