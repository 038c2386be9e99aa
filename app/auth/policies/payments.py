"""Who may see what was paid."""

from app.auth.policies.charges import FINANCE, former
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs
from app.models.payments import Payment


class PaymentPolicy(Policy[Payment]):
    """As charges."""

    model = Payment
    see = Staffs(*FINANCE) | LivesIn() | former
