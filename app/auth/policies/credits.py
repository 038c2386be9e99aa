"""Who may see what lowered a debt without a payment, and who may take it back."""

from app.auth.policies.charges import FINANCE
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs
from app.auth.viewer import Role
from app.models.ledger import Credit

R = Role


class CreditPolicy(Policy[Credit]):
    """Those who keep the books, and the parties to the lease."""

    model = Credit
    see = Staffs(*FINANCE) | LivesIn()
    change = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT)
