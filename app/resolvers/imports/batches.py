"""Many rows of a list in one transaction: what is new is written table by table, a statement for each."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.auth.policies.leases import TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.base import Noun, new_id
from app.models.imports import Home
from app.models.leases import PARTIES, Lease, LeaseParty, LeasePartyRole, LeaseStatus, LeaseUnit, Tenant
from app.models.people import Member
from app.models.properties import Property, Unit
from app.resolvers.billing_days import today as billing_today
from app.resolvers.imports.rents import begin_all, first_of, mend
from app.resolvers.imports.rows import (
    ALONE,
    Made,
    Undone,
    lease_columns,
    member_columns,
    number_of,
    property_columns,
    undone_if,
    unit_columns,
)
from app.resolvers.leases.grants import of_tenant_in
from app.resolvers.people import grant_roles
from app.subscriptions.portfolio import of_lease, of_property, of_tenant, of_unit
from app.subscriptions.transaction import Transaction, next_number, transaction

Known = dict[tuple[str, str], UUID]
NOUNS = ("property", "unit", "tenant", "lease")
FIND = """
SELECT array_agg(e.noun) AS nouns, array_agg(e.external_id) AS names, array_agg(e.row_id) AS ids
  FROM unnest($1::text[], $2::text[]) AS w (noun, external_id)
  JOIN external_id e ON e.organization_id = app.current_org() AND e.noun = w.noun AND e.external_id = w.external_id
"""
KEEP = """
INSERT INTO external_id (organization_id, noun, external_id, row_id)
SELECT app.current_org(), w.noun, w.external_id, w.row_id
  FROM unnest($1::text[], $2::text[], $3::uuid[]) AS w (noun, external_id, row_id)
"""


@dataclass(slots=True)
class Batch:
    """What became of some rows: what was made, refusals, and rows that want a closer look."""

    made: list[Made] = field(default_factory=list)
    refused: list[tuple[Home, TenantryError]] = field(default_factory=list)
    left: list[Home] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _House:
    """A property that is there, or one to come with its columns."""

    id: UUID
    time_zone: str
    currency: str
    columns: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Let:
    """A new lease by its id, with what it is about, and the day it is there."""

    lease_id: UUID
    unit_id: UUID
    tenant_id: UUID
    time_zone: str
    today: date


@dataclass(slots=True)
class _Written:
    """A batch in the making: what is there by the list's own ids, and the columns of what is to come."""

    known: Known
    houses: dict[UUID, Any] = field(default_factory=dict)
    members: dict[UUID, Any] = field(default_factory=dict)
    fresh: dict[type[Noun], list[dict[str, Any]]] = field(default_factory=dict)
    lets: list[_Let] = field(default_factory=list)
    named: list[tuple[str, str, UUID]] = field(default_factory=list)

    def house_of(self, values: dict[str, Any]) -> _House:
        """Return the property of a row; raises `BadInput` for a new one that cannot be made."""
        id = self.known.get(("property", values["property_id"]))
        if id is not None:
            there = self.houses[id]
            return _House(id, there.time_zone, there.currency)
        columns = property_columns(values)
        return _House(new_id(), columns["time_zone"], columns["currency"], columns)

    def find(self, noun: str, values: dict[str, Any]) -> UUID | None:
        """Return what is there already under the id of a row."""
        return self.known.get((noun, values[f"{noun}_id"]))

    def add(self, model: type[Noun], noun: str, values: dict[str, Any], columns: dict[str, Any]) -> UUID:
        """Note something to come, and what the list calls it; returns its id."""
        id: UUID = columns.get("id") or new_id()
        self.fresh.setdefault(model, []).append({**columns, "id": id})
        self.named.append((noun, values[f"{noun}_id"], id))
        self.known[noun, values[f"{noun}_id"]] = id
        return id


async def write(viewer: Viewer, homes: list[Home], is_trial: bool = False) -> Batch:
    """Write what is new of some rows. A new lease of a unit that is there already is left to a closer look."""
    number = 0 if is_trial else await next_number(viewer, "lease", len(homes))
    batch = Batch()
    async with undone_if(is_trial), transaction(viewer) as tx:
        await tx.run(ALONE)
        written, days = await _start(tx, homes), dict[str, date]()
        await mend(tx, _of("lease", written.known))
        for place, home in enumerate(homes):
            is_new_lease = "lease_id" in home.values and written.find("lease", home.values) is None
            if is_new_lease and written.find("unit", home.values) is not None:
                batch.left.append(home)
                continue
            try:
                house = written.house_of(home.values)
                if house.time_zone not in days:
                    days[house.time_zone] = await billing_today(viewer, house.time_zone)
                _note(written, house, home.values, (number_of(number, place), days[house.time_zone]))
            except TenantryError as error:
                batch.refused.append((home, error))
        await _finish(tx, written)
        batch.made = [(noun, name) for noun, name, _ in written.named]
        if is_trial:
            raise Undone
    return batch


async def _start(tx: Transaction, homes: list[Home]) -> _Written:
    wanted = sorted({(noun, h.values[f"{noun}_id"]) for h in homes for noun in NOUNS if f"{noun}_id" in h.values})
    row = await tx.run(FIND, [noun for noun, _ in wanted], [name for _, name in wanted])
    known: Known = {}
    if row is not None and row["nouns"]:
        ids = (UUID(bytes=id.bytes) for id in row["ids"])
        known = dict(zip(zip(row["nouns"], row["names"], strict=True), ids, strict=True))
    written = _Written(known)
    written.houses = await PropertyPolicy.related(tx.viewer, _of("property", known))
    tenants = await TenantPolicy.related(tx.viewer, _of("tenant", known))
    members = await MemberPolicy.related(tx.viewer, {tenant.member_id for tenant in tenants.values()})
    written.members = {id: members[tenant.member_id] for id, tenant in tenants.items()}
    return written


def _of(noun: str, known: Known) -> set[UUID]:
    return {id for (kind, _), id in known.items() if kind == noun}


def _note(written: _Written, house: _House, values: dict[str, Any], lease: tuple[str, date]) -> None:
    """Look at all of a row first, and note what is to come of it last: a row comes in whole or not at all."""
    wants_lease = "lease_id" in values and written.find("lease", values) is None
    terms = lease_columns(house, lease[0], values, lease[1]) if wants_lease else None
    if house.columns is not None:
        written.add(Property, "property", values, {**house.columns, "id": house.id})
        written.houses[house.id] = house
    unit_id = written.find("unit", values)
    if unit_id is None:
        unit_id = written.add(Unit, "unit", values, unit_columns(house.id, values))
    if "tenant_id" not in values:
        return
    tenant_id = written.find("tenant", values)
    if tenant_id is None:
        member = {**member_columns(values), "id": new_id()}
        written.fresh.setdefault(Member, []).append(member)
        tenant_id = written.add(Tenant, "tenant", values, {"member_id": member["id"], "property_id": house.id})
    if terms is not None:
        id = written.add(Lease, "lease", values, terms)
        written.lets.append(_Let(id, unit_id, tenant_id, house.time_zone, lease[1]))


async def _finish(tx: Transaction, written: _Written) -> None:
    made = dict[type[Noun], list[Any]]()
    # A statement for each table: the one before has what the next one points at.
    for model in (Property, Unit, Member, Tenant, Lease):
        made[model] = await _create(tx, written, model)
    for row in made[Property]:
        tx.announce(row, "CREATED", of_property(row))
    for row in made[Unit]:
        tx.announce(row, "CREATED", of_unit(row, row.building_id))
    people = {row.id: row for row in made[Member]}
    for row in made[Tenant]:
        written.members[row.id] = people[row.member_id]
        tx.announce(row, "CREATED", of_tenant(row))
    leases = {row.id: row for row in made[Lease]}
    await _let(tx, written, leases)
    for row in leases.values():
        tx.announce(row, "CREATED", of_lease(row))
    if written.named:
        await tx.run(KEEP, *(list(column) for column in zip(*written.named, strict=True)))


async def _create(tx: Transaction, written: _Written, model: type[Noun]) -> list[Any]:
    columns = written.fresh.get(model)
    return list(await tx.create_many(model, columns)) if columns else []


async def _let(tx: Transaction, written: _Written, leases: dict[UUID, Any]) -> None:
    units, parties, grants, rents = [], [], [], []
    for let in written.lets:
        lease = leases[let.lease_id]
        place = {"property_id": lease.property_id, "lease_id": lease.id}
        units.append({**place, "unit_id": let.unit_id, "period": lease.period, "occupies": True})
        stands = {"status": PARTIES[LeaseStatus(lease.status)], "move_in_on": max(let.today, lease.start_on)}
        parties.append({**place, "tenant_id": let.tenant_id, "role": LeasePartyRole.TENANT, **stands})
        rents.append((lease, first_of(lease, let.today)))
        member = written.members[let.tenant_id]
        grants.append((member, of_tenant_in(lease, member.id, let.unit_id, let.time_zone)))
    if units:
        await tx.create_many(LeaseUnit, units)
        await tx.create_many(LeaseParty, parties)
        await grant_roles(tx, grants)
        await begin_all(tx, rents)
