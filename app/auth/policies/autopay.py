"""Who may see a standing order: whose it is, and nobody else."""

from app.auth.policy import Policy
from app.auth.rules import IsPerson
from app.models.autopay import Autopay


class AutopayPolicy(Policy[Autopay]):
    """One's own; whether one may still have it is asked of the lease."""

    model = Autopay
    see = IsPerson("member_id")
    change = IsPerson("member_id")
