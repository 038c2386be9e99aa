"""Who may see what is owed, and who may change it."""

from app.auth.policies.leases import LeasePolicy
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs, Via
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.charges import Charge

R, S = Role, ApiScope
FINANCE = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER, S.PAYMENTS_READ)

former = Via("lease_id", LeasePolicy, "former")
"""Whoever lived there can still see, and settle, what is owed, until the lease is closed."""


class ChargePolicy(Policy[Charge]):
    """Those who keep the books, owners of the property, the parties to the lease, and former tenants."""

    model = Charge
    see = Staffs(*FINANCE) | LivesIn() | former
    change = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT, S.PAYMENTS_WRITE)
