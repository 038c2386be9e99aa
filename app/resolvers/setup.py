"""What comes next for an organization that begins: counted, never remembered."""

from dataclasses import dataclass
from enum import StrEnum

from app import clock
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.leases import LeasePolicy, TenantPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.rules import counting
from app.auth.viewer import Role, Viewer, house_of


class SetUpStep(StrEnum):
    """What an organization begins with, in the order in which it is done."""

    PROPERTIES = "PROPERTIES"
    UNITS = "UNITS"
    TENANTS = "TENANTS"
    LEASES = "LEASES"
    INVITATIONS = "INVITATIONS"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step is."""

    step: SetUpStep
    count: int

    @property
    def is_done(self) -> bool:
        """Say whether there is one at least."""
        return self.count > 0


async def progress(viewer: Viewer) -> list[Progress] | None:
    """Return how far each step is; None for whoever does not run the organization."""
    if not any(grant.covers_organization for grant in counting(viewer, (Role.ADMIN,), clock.now())):
        return None
    house = house_of(viewer, "how far an organization is")
    counts = (
        await PropertyPolicy.count(house),
        await UnitPolicy.count(house),
        await TenantPolicy.count(house),
        await LeasePolicy.count(house),
        await InvitationPolicy.count(house),
    )
    return [Progress(step, count) for step, count in zip(SetUpStep, counts, strict=True)]
