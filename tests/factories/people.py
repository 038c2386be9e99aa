"""Members, and the grants that make something of them."""

from datetime import datetime
from typing import Any

from app.auth.viewer import Role
from app.models.leases import Lease
from app.models.people import AccessGrant, Member
from app.models.properties import Building, Property, Unit
from tests.factories.houses import House, canary

SCOPE_COLUMNS = {"property": Property, "building": Building, "unit": Unit, "lease": Lease}


def member(house: House, name: str) -> Member:
    """Somebody with an account; address and telephone are canaries of their own noun, `contact`."""
    return house.make(
        Member,
        name,
        person_id=house.person_id(name),
        display_name=house.text(Member, name, "name"),
        email=canary(house.key, "contact", name, "email"),
        phone=canary(house.key, "contact", name, "phone"),
    )


def grant(house: House, name: str, role: Role, ends_at: datetime | None = None, **scope: str) -> AccessGrant:
    """A role of a member over what `scope` names, such as `property="north"`."""
    columns: dict[str, Any] = {f"{noun}_id": house.id(SCOPE_COLUMNS[noun], key) for noun, key in scope.items()}
    return house.make(
        AccessGrant,
        f"{name}_{len(house.rows.get(AccessGrant, {}))}",
        member_id=house.id(Member, name),
        person_id=house.person_id(name),
        role=role,
        starts_at=house.ago(30),
        ends_at=ends_at,
        **columns,
    )
