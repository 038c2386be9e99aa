"""Who belongs to an organization of the demo: accounts, members, and the roles of those who run it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Role
from app.entrypoints.demo.shapes import House
from app.entrypoints.demo.world import World, demo_id, stamped
from app.models.people import AccessGrant, Member
from app.models.properties import Property
from app.resolvers.organizations import NewAccount, register
from app.subscriptions.transaction import Transaction


async def register_people(tx: Transaction, house: House, password_hash: str) -> dict[str, UUID]:
    """Make the accounts of those who sign in; returns their ids by the keys of the people."""
    found = {}
    for somebody in house.people:
        if somebody.signs_in and somebody.email:
            id = demo_id(house.key, "person", somebody.key)
            account = NewAccount(somebody.email, somebody.name, password_hash, somebody.locale, house.time_zone, id)
            found[somebody.key] = await register(tx, account)
    return found


def add_people(world: World, accounts: Mapping[str, UUID]) -> None:
    """Make the members, and grants for those who have a role of their own."""
    since = world.almanac.on(world.almanac.month(-40), "08:00")
    for somebody in world.house.people:
        contact = {"display_name": somebody.name, "email": somebody.email, "phone": somebody.phone}
        world.make(Member, somebody.key, person_id=accounts.get(somebody.key), **contact, **stamped(since))
    for somebody in world.house.people:
        if somebody.role is not None:
            grant(world, somebody.key, somebody.role, since, property_id=world.ref(Property, somebody.over))


def grant(world: World, somebody: str, role: Role, since: datetime, **scope: Any) -> None:
    """Give a role over a scope; `ends_at` among the rest of the columns."""
    member = world.row(Member, somebody)
    narrowest = next((scope[name] for name in ("unit_id", "property_id") if scope.get(name)), "all")
    columns = {"member_id": member.id, "person_id": member.person_id, "role": role, "starts_at": since, **scope}
    row = world.make(AccessGrant, f"{somebody}/{role}/{scope.get('lease_id')}/{narrowest}", **columns)
    world.happened(since, None, row, "GRANTED", {"member_id": member.id}, role=role)
