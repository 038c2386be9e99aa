"""Who may see what paying late costs, and who may set it."""

from uuid import UUID

from app.auth.doors import door
from app.auth.policies.charges import FINANCE
from app.auth.policy import Policy
from app.auth.rules import Staffs
from app.auth.scope import current
from app.auth.viewer import Role
from app.models.base import Row
from app.models.late_fees import OWING, SENT, LateFeePolicy

R = Role


class LateFeePolicyPolicy(Policy[LateFeePolicy]):
    """Those who keep the books. Whoever owes is told what threatens, and why, by the balance and by each fee."""

    model = LateFeePolicy
    see = Staffs(*FINANCE)
    change = Staffs(R.ADMIN, R.MANAGER)


async def at_risk(lease_ids: list[UUID]) -> tuple[list[Row], list[Row]]:
    """Return the open charges of these leases that a policy is about, and what is on its way toward them.

    Only for leases that were reached through their policy: whoever sees a lease sees its charges.
    """
    with door("late_fees.at_risk"):
        return await current().rows(OWING, lease_ids), await current().rows(SENT, lease_ids)
