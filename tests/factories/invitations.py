"""Invitations that wait to be accepted."""

from app.auth.viewer import Role
from app.models.invitations import Invitation
from app.models.leases import Lease
from app.models.people import Member
from app.models.properties import Property
from tests.factories.houses import House, canary


def invitation(house: House, name: str, who: str, role: Role, lease: str | None = None) -> Invitation:
    """An open invitation of a member by the admin; perhaps to a lease, whose name begins with its property's."""
    return house.make(
        Invitation,
        name,
        member_id=house.id(Member, who),
        email=canary(house.key, "invitation", name, "email").lower(),
        locale="nb",
        role=role,
        token_hash=f"{house.key}{name}".encode(),
        property_id=house.id(Property, lease[:5]) if lease else None,
        lease_id=house.id(Lease, lease) if lease else None,
        invited_by=house.id(Member, "admin"),
        sent_at=house.ago(1),
        expires_at=house.ago(-6),
    )
