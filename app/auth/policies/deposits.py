"""Who may see what is held for a tenant."""

from uuid import UUID

from app.auth.doors import door
from app.auth.policies.charges import FINANCE, former
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs
from app.auth.scope import current
from app.models.deposits import HELD, Deposit


class DepositPolicy(Policy[Deposit]):
    """As charges."""

    model = Deposit
    see = Staffs(*FINANCE) | LivesIn() | former


async def held_by(lease_ids: list[UUID]) -> dict[UUID, int]:
    """Return what is held for each of these leases, as the books say. Only for leases reached through their policy."""
    with door("deposits.held_by"):
        rows = await current().rows(HELD, lease_ids)
    return {row["lease_id"]: -row["amount_minor"] for row in rows}
