"""Brings a landlord's own list in: each row is one home, written whole or not at all, and never twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, TenantryError
from app.models.imports import Fault, Home
from app.models.leases import Lease, LeasePartyRole, LeaseStatus, LeaseType, ProrationMethod, Tenant
from app.models.people import Member
from app.models.properties import Property, Unit, UnitCondition
from app.money import Money
from app.resolvers.billing_days import today as billing_today
from app.resolvers.leases import grants, holding, parties
from app.resolvers.leases.terms import Bound
from app.resolvers.standards import home_of
from app.subscriptions.portfolio import of_lease, of_property, of_tenant, of_unit
from app.subscriptions.transaction import Transaction, next_number, transaction

Told = Callable[[int], None]
KNOWN = "SELECT row_id FROM external_id WHERE noun = $1 AND external_id = $2"
KEEP = "INSERT INTO external_id (organization_id, noun, external_id, row_id) VALUES (app.current_org(), $1, $2, $3)"


@dataclass(slots=True)
class Outcome:
    """What was made, by noun; and the rows that could not be written."""

    made: dict[str, int] = field(default_factory=lambda: {"property": 0, "unit": 0, "tenant": 0, "lease": 0})
    faults: list[Fault] = field(default_factory=list)


async def bring_in(viewer: Viewer, homes: list[Home], told: Told) -> Outcome:
    """Write the rows, each in a transaction of its own; what is there already stays as it is.

    A row that collides with what is there, such as a unit that is let already, is a fault and leaves nothing. `told`
    hears how many rows are done.
    """
    outcome = Outcome()
    for done, home in enumerate(homes, 1):
        try:
            for noun in await _write(viewer, home):
                outcome.made[noun] += 1
        except TenantryError as error:
            outcome.faults.append(Fault(home.row, ".".join(error.path[1:2]) or "row", error.message))
        told(done)
    return outcome


async def _write(viewer: Viewer, home: Home) -> list[str]:
    values, made = home.values, list[str]()
    # Numbers that people read come from a transaction of their own: gaps are allowed.
    number = await next_number(viewer, "lease") if await _is_new_lease(viewer, values) else 0
    async with transaction(viewer) as tx:
        house = await _property(tx, values, made)
        unit = await _unit(tx, house, values, made)
        tenant_id = await _tenant(tx, house, values, made) if "tenant_id" in values else None
        if tenant_id is not None and "lease_id" in values:
            await _lease(tx, Place(house, unit, tenant_id, f"L-{number}"), values, made)
    return made


async def _is_new_lease(viewer: Viewer, values: dict[str, Any]) -> bool:
    async with transaction(viewer) as tx:
        return "lease_id" in values and await _known(tx, "lease", values["lease_id"]) is None


async def _known(tx: Transaction, noun: str, external_id: str) -> UUID | None:
    row = await tx.run(KNOWN, noun, external_id)
    return UUID(bytes=row["row_id"].bytes) if row is not None else None


async def _property(tx: Transaction, values: dict[str, Any], made: list[str]) -> Any:
    if (id := await _known(tx, "property", values["property_id"])) is not None:
        return await PropertyPolicy.fetch(tx.viewer, id)
    usual = home_of(values["country"])
    row = await tx.create(
        Property,
        name=values["property_name"],
        **{name: values[name] for name in ("line1", "postal_code", "city")},
        **{"country_code": values["country"], "jurisdiction": values["country"]},
        **{"time_zone": usual.time_zone, "currency": usual.currency},
    )
    tx.announce(row, "CREATED", of_property(row))
    await tx.run(KEEP, "property", values["property_id"], row.id)
    made.append("property")
    return row


async def _unit(tx: Transaction, house: Any, values: dict[str, Any], made: list[str]) -> Any:
    if (id := await _known(tx, "unit", values["unit_id"])) is not None:
        return await UnitPolicy.fetch(tx.viewer, id)
    facts = {"label": values["unit_label"], "kind": values["kind"], "condition": UnitCondition.READY}
    row = await tx.create(Unit, property_id=house.id, area_square_meters=values.get("area") or None, **facts)
    tx.announce(row, "CREATED", of_unit(row, row.building_id))
    await tx.run(KEEP, "unit", values["unit_id"], row.id)
    made.append("unit")
    return row


async def _tenant(tx: Transaction, house: Any, values: dict[str, Any], made: list[str]) -> UUID:
    if (id := await _known(tx, "tenant", values["tenant_id"])) is not None:
        return id
    contact = {"display_name": values["tenant_name"], "email": values.get("email"), "phone": values.get("phone")}
    member = await tx.create(Member, **contact)
    row = await tx.create(Tenant, member_id=member.id, property_id=house.id)
    tx.announce(row, "CREATED", of_tenant(row))
    await tx.run(KEEP, "tenant", values["tenant_id"], row.id)
    made.append("tenant")
    return UUID(bytes=row.id.bytes)


@dataclass(frozen=True, slots=True)
class Place:
    """What a lease is about, and its number."""

    house: Any
    unit: Any
    tenant_id: UUID
    number: str


async def _lease(tx: Transaction, place: Place, values: dict[str, Any], made: list[str]) -> None:
    if await _known(tx, "lease", values["lease_id"]) is not None:
        return
    today, start, end = await billing_today(tx.viewer, place.house.time_zone), values["start_on"], values.get("end_on")
    if end is not None and end <= today:
        raise BadInput("This lease is over: leave it out.", ("input", "end_on"))
    if place.unit.property_id != place.house.id:
        raise BadInput("This unit belongs to another property.", ("input", "unit_id"))
    await holding.lettable(tx.viewer, (place.unit.id,))
    await holding.check_free(tx.viewer, [place.unit.id], (start, end), None)
    try:
        rent = Money.of(values["rent"], place.house.currency).minor
    except ValueError as error:
        raise BadInput(str(error), ("input", "rent")) from None
    lease = await tx.create(
        Lease,
        property_id=place.house.id,
        number=place.number,
        type=LeaseType.FIXED if end is not None else LeaseType.AT_WILL,
        status=LeaseStatus.ACTIVE if start <= today else LeaseStatus.SIGNED,
        **{"start_on": start, "end_on": end, "agreed_end_on": end, "signed_on": min(start, today)},
        **{"rent_minor": rent, "currency": place.house.currency, "due_day": values["due_day"]},
        proration_method=ProrationMethod.ACTUAL_DAYS,
    )
    await holding.keep(tx, lease, [place.unit.id])
    await parties.bind(tx, lease, (Bound(place.tenant_id, LeasePartyRole.TENANT),), today)
    await grants.follow(tx, lease, place.house.time_zone)
    tx.announce(lease, "CREATED", of_lease(lease))
    await tx.run(KEEP, "lease", values["lease_id"], lease.id)
    made.append("lease")
