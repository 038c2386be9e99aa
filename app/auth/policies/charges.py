"""Who may see what is owed, and who may change it."""

from uuid import UUID

from app.auth.doors import door
from app.auth.policies.leases import LeasePolicy
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs, Via
from app.auth.scope import current
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.base import Row
from app.models.charges import OWES, Charge

R, S = Role, ApiScope
FINANCE = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER, S.PAYMENTS_READ)

former = Via("lease_id", LeasePolicy, "former")
"""Whoever lived there can still see, and settle, what is owed, until the lease is closed."""


class ChargePolicy(Policy[Charge]):
    """Those who keep the books, owners of the property, the parties to the lease, and former tenants."""

    model = Charge
    see = Staffs(*FINANCE) | LivesIn() | former
    change = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT)


async def owed_by(lease_ids: list[UUID]) -> dict[UUID, Row]:
    """Return what each of these leases owes. Only for leases that were reached through their policy.

    Whoever sees a lease sees its charges: both rules name the same people.
    """
    with door("owed_by"):
        rows = await current().rows(OWES, lease_ids)
    return {row["id"]: row for row in rows}
