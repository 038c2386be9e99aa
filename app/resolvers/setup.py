"""What comes next for an organization that begins: counted, never remembered."""

from dataclasses import dataclass
from enum import StrEnum

from app import clock
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.leases import LeasePolicy, TenantPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.rules import counting
from app.auth.viewer import Role, Viewer


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
    counts = (
        await PropertyPolicy.count(viewer),
        await UnitPolicy.count(viewer),
        await TenantPolicy.count(viewer),
        await LeasePolicy.count(viewer),
        await InvitationPolicy.count(viewer),
    )
    return [Progress(step, count) for step, count in zip(SetUpStep, counts, strict=True)]
