"""Who may see the tokens of partners, and make and revoke them."""

from app.auth.policy import Policy
from app.auth.rules import Org
from app.auth.viewer import Role
from app.models.tokens import ApiToken

R = Role


class ApiTokenPolicy(Policy[ApiToken]):
    """Whoever runs or examines the organization; what they open, only who runs it decides."""

    model = ApiToken
    see = Org((R.ADMIN, R.AUDITOR))
    change = Org((R.ADMIN,))
