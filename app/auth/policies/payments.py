"""Who may see what is owed and what was paid."""

from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs
from app.auth.viewer import Role
from app.models.payments import Charge, Payment

R = Role
FINANCE = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER)


class ChargePolicy(Policy[Charge]):
    """Those who keep the books, owners of the property, and the parties to the lease."""

    model = Charge
    see = Staffs(*FINANCE) | LivesIn()


class PaymentPolicy(Policy[Payment]):
    """As charges."""

    model = Payment
    see = Staffs(*FINANCE) | LivesIn()
