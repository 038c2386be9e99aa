"""One row of a list, written by itself: slowly, and with a look at everything that it could collide with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput
from app.models.imports import Home
from app.models.leases import Lease, LeasePartyRole, LeaseStatus, LeaseType, ProrationMethod, Tenant
from app.models.people import Member
from app.models.properties import Property, Unit, UnitCondition
from app.money import Money
from app.resolvers import charge_templates
from app.resolvers.billing_days import today as billing_today
from app.resolvers.imports.rents import first_of, mend
from app.resolvers.leases import grants, holding, parties
from app.resolvers.leases.terms import Bound
from app.resolvers.standards import home_of
from app.subscriptions.portfolio import of_lease, of_property, of_tenant, of_unit
from app.subscriptions.transaction import Transaction, next_number, transaction

KNOWN = "SELECT row_id FROM external_id WHERE noun = $1 AND external_id = $2"
KEEP = "INSERT INTO external_id (organization_id, noun, external_id, row_id) VALUES (app.current_org(), $1, $2, $3)"
ALONE = "SELECT pg_advisory_xact_lock(hashtext('import'), hashtext(app.current_org()::text))"
"""Two imports at once would both find an id unknown: they take turns, row by row or batch by batch."""

Made = tuple[str, str]
"""Something that was made: its noun, and what the list calls it."""


async def write(viewer: Viewer, home: Home, is_trial: bool = False) -> list[Made]:
    """Write one row, looking at everything it meets; returns what was made. Raises any `TenantryError`."""
    values, made = home.values, list[Made]()
    # Numbers that people read come from a transaction of their own: gaps are allowed.
    takes_number = not is_trial and await _is_new_lease(viewer, values)
    number = await next_number(viewer, "lease") if takes_number else 0
    async with undone_if(is_trial), transaction(viewer) as tx:
        await tx.run(ALONE)
        house = await _property(tx, values, made)
        unit = await _unit(tx, house, values, made)
        tenant_id = await _tenant(tx, house, values, made) if "tenant_id" in values else None
        if tenant_id is not None and "lease_id" in values:
            await _lease(tx, Place(house, unit, tenant_id, number_of(number)), values, made)
        if is_trial:
            raise Undone
    return made


class Undone(Exception):
    """Ends the transaction of a trial, of which nothing stays."""


@asynccontextmanager
async def undone_if(is_trial: bool) -> AsyncIterator[None]:
    """Let a trial end as if it had been written."""
    try:
        yield
    except Undone:
        assert is_trial


def number_of(first: int, place: int = 0) -> str:
    """Return the number of a lease; a trial takes none, and has one that nobody else can have."""
    return f"L-{first + place}" if first else f"trial {place}"


async def _is_new_lease(viewer: Viewer, values: dict[str, Any]) -> bool:
    async with transaction(viewer) as tx:
        return "lease_id" in values and await _known(tx, "lease", values["lease_id"]) is None


async def _known(tx: Transaction, noun: str, external_id: str) -> UUID | None:
    row = await tx.run(KNOWN, noun, external_id)
    return UUID(bytes=row["row_id"].bytes) if row is not None else None


async def _property(tx: Transaction, values: dict[str, Any], made: list[Made]) -> Any:
    if (id := await _known(tx, "property", values["property_id"])) is not None:
        return await PropertyPolicy.fetch(tx.viewer, id)
    row = await tx.create(Property, **property_columns(values))
    tx.announce(row, "CREATED", of_property(row))
    await tx.run(KEEP, "property", values["property_id"], row.id)
    made.append(("property", values["property_id"]))
    return row


async def _unit(tx: Transaction, house: Any, values: dict[str, Any], made: list[Made]) -> Any:
    if (id := await _known(tx, "unit", values["unit_id"])) is not None:
        return await UnitPolicy.fetch(tx.viewer, id)
    row = await tx.create(Unit, **unit_columns(house.id, values))
    tx.announce(row, "CREATED", of_unit(row, row.building_id))
    await tx.run(KEEP, "unit", values["unit_id"], row.id)
    made.append(("unit", values["unit_id"]))
    return row


async def _tenant(tx: Transaction, house: Any, values: dict[str, Any], made: list[Made]) -> UUID:
    if (id := await _known(tx, "tenant", values["tenant_id"])) is not None:
        return id
    member = await tx.create(Member, **member_columns(values))
    row = await tx.create(Tenant, member_id=member.id, property_id=house.id)
    tx.announce(row, "CREATED", of_tenant(row))
    await tx.run(KEEP, "tenant", values["tenant_id"], row.id)
    made.append(("tenant", values["tenant_id"]))
    return UUID(bytes=row.id.bytes)


@dataclass(frozen=True, slots=True)
class Place:
    """What a lease is about, and its number."""

    house: Any
    unit: Any
    tenant_id: UUID
    number: str


async def _lease(tx: Transaction, place: Place, values: dict[str, Any], made: list[Made]) -> None:
    if (known := await _known(tx, "lease", values["lease_id"])) is not None:
        await mend(tx, [known])
        return
    if place.unit.property_id != place.house.id:
        raise BadInput("This unit belongs to another property.", ("input", "unit_id"))
    await holding.lettable(tx.viewer, (place.unit.id,))
    today = await billing_today(tx.viewer, place.house.time_zone)
    columns = lease_columns(place.house, place.number, values, today)
    await holding.check_free(tx.viewer, [place.unit.id], (columns["start_on"], columns["end_on"]), None)
    lease = await tx.create(Lease, **columns)
    await holding.keep(tx, lease, [place.unit.id])
    await parties.bind(tx, lease, (Bound(place.tenant_id, LeasePartyRole.TENANT),), today)
    await grants.follow(tx, lease, place.house.time_zone)
    await charge_templates.begin(tx, lease, first_of(lease, today))
    tx.announce(lease, "CREATED", of_lease(lease))
    await tx.run(KEEP, "lease", values["lease_id"], lease.id)
    made.append(("lease", values["lease_id"]))


def property_columns(values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a new property; raises `BadInput` for a country that there is not."""
    path = ("input", "country")
    try:
        usual = home_of(values["country"])
    except BadInput as error:
        raise BadInput(error.message, path) from None
    if not (usual.currency and usual.time_zone):
        raise BadInput("Nobody pays with a currency of its own there, or the time is not known.", path)
    return {
        "name": values["property_name"],
        **{name: values[name] for name in ("line1", "postal_code", "city")},
        **{"country_code": values["country"], "jurisdiction": values["country"]},
        **{"time_zone": usual.time_zone, "currency": usual.currency},
    }


def unit_columns(property_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a new unit."""
    facts = {"label": values["unit_label"], "kind": values["kind"], "condition": UnitCondition.READY}
    return {"property_id": property_id, "area_square_meters": values.get("area") or None, **facts}


def member_columns(values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of somebody new."""
    return {"display_name": values["tenant_name"], "email": values.get("email"), "phone": values.get("phone")}


def lease_columns(house: Any, number: str, values: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the columns of a new lease; raises `BadInput` for one that is over, or an amount that cannot be paid."""
    start, end = values["start_on"], values.get("end_on")
    if end is not None and end <= today:
        raise BadInput("This lease is over: leave it out.", ("input", "end_on"))
    try:
        rent = Money.of(values["rent"], house.currency).minor
    except ValueError as error:
        raise BadInput(str(error), ("input", "rent")) from None
    return {
        **{"property_id": house.id, "number": number},
        "type": LeaseType.FIXED if end is not None else LeaseType.AT_WILL,
        "status": LeaseStatus.ACTIVE if start <= today else LeaseStatus.SIGNED,
        **{"start_on": start, "end_on": end, "agreed_end_on": end, "signed_on": min(start, today)},
        **{"rent_minor": rent, "currency": house.currency, "due_day": values["due_day"]},
        "proration_method": ProrationMethod.ACTUAL_DAYS,
    }
