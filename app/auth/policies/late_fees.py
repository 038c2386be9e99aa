"""Who may see what paying late costs, and who may set it."""

from dataclasses import dataclass
from uuid import UUID

from app.auth.doors import door
from app.auth.policies.charges import FINANCE
from app.auth.policy import Policy
from app.auth.rules import Staffs
from app.auth.scope import current
from app.auth.viewer import Role
from app.models.base import Row
from app.models.late_fees import DEBTS, OWING, SENT, LateFeePolicy

R = Role


class LateFeePolicyPolicy(Policy[LateFeePolicy]):
    """Those who keep the books. Whoever owes is told what threatens, and why, by the balance and by each fee."""

    model = LateFeePolicy
    see = Staffs(*FINANCE)
    change = Staffs(R.ADMIN, R.MANAGER)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Open charges that a policy is about; what is on its way toward their leases, and all the debts it meets there."""

    charges: list[Row]
    sent: list[Row]
    debts: list[Row]


async def at_risk(lease_ids: list[UUID]) -> AtRisk:
    """Return what of these leases paying late would cost something for, and what may hold that off.

    Only for leases that were reached through their policy: whoever sees a lease sees its charges.
    """
    with door("late_fees.at_risk"):
        charges, sent = await current().rows(OWING, lease_ids), await current().rows(SENT, lease_ids)
        awaited = list({row.lease_id for row in sent})
        return AtRisk(charges, sent, await current().rows(DEBTS, awaited) if awaited else [])
