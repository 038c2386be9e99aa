"""Tenants and leases."""

from datetime import date, datetime
from typing import Any

import strawberry

from app.auth.policies.leases import LeasePartyPolicy, LeasePolicy, LeaseUnitPolicy, TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.models import leases as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, contains, equals, within
from app.schema.context import Info
from app.schema.fields import GRANTS, below, call, column, computed, relation
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.people import Person
from app.schema.properties import Property, Unit


async def _name(row: Any, info: Info) -> str:
    member = await info.context.related(MemberPolicy, row.member_id, inherited=True)
    assert member is not None, "a tenant always has its member"
    return str(member.display_name)


@strawberry.type(description="Somebody who rents: past, present or coming.")
@of_row(TenantPolicy)
class Tenant(Node):
    """Shows a `tenant` row."""

    name: str = call(_name, "Name to show.", GRANTS)
    person: Person = relation(MemberPolicy, "member_id", "The person behind the tenancy.", inherited=True)
    created_at: datetime = column("When they were entered.")
    updated_at: datetime = column("When this was last changed.")
    version: int = column("Counts the changes.")


@strawberry.type(description="One tenant's part in one lease.")
@of_row(LeasePartyPolicy)
class LeaseParty(Node):
    """Shows a `lease_party` row."""

    role: model.LeasePartyRole = column("What they are to the lease.")
    status: model.LeasePartyStatus = column("When they belong to it.")
    move_in_on: date | None = column("First day in the home.")
    notice_given_on: date | None = column("Day notice was given.")
    move_out_on: date | None = column("Last day in the home.")
    tenant: Tenant = relation(TenantPolicy, "tenant_id", "The tenant.", inherited=True)


async def _units(row: Any, info: Info) -> list[Any]:
    links = await info.context.below(LeaseUnitPolicy, "lease_id", row.id)
    found = [await info.context.related(UnitPolicy, link.unit_id, inherited=True) for link in links]
    return sorted((unit for unit in found if unit is not None), key=lambda unit: (unit.label, unit.id))


async def _tenants(row: Any, info: Info) -> list[Any]:
    parties = await info.context.below(LeasePartyPolicy, "lease_id", row.id)
    living = [party for party in parties if party.role in (model.LeasePartyRole.TENANT, model.LeasePartyRole.CO_TENANT)]
    found = [await info.context.related(TenantPolicy, party.tenant_id, inherited=True) for party in living]
    return [tenant for tenant in found if tenant is not None]


@strawberry.type(description="An agreement about one or several units of one property.")
@of_row(LeasePolicy)
class Lease(Node):
    """Shows a `lease` row."""

    number: str = column("The number people read.")
    type: model.LeaseType = column("How it ends.")
    status: model.LeaseStatus = column("Where it stands.")
    next_statuses: list[model.LeaseStatus] = computed(
        lambda row: list(model.TRANSITIONS.after(model.LeaseStatus(row.status))), "What may follow."
    )
    start_on: date = column("First day.")
    end_on: date | None = column("Last day is the one before; null while it runs on.")
    rent: Money = money_of("rent_minor", "currency", "Rent of a full period.", GRANTS)
    due_day: int = column("Day of the month on which rent is due; the last day where a month is shorter.")
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it is about.")
    units: list[Unit] = call(_units, "The units it is about.", GRANTS)
    tenants: list[Tenant] = call(_tenants, "Who lives under it.", GRANTS)
    parties: list[LeaseParty] = below(LeasePartyPolicy, "lease_id", "Everyone who is party to it.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")


BY_CREATED = Order("createdAt", "{t}.created_at", "timestamptz")


@strawberry.input(one_of=True, description="In which order.")
class TenantOrder:
    """Orders `tenants`."""

    created_at: SortDirection | None = direction("By when they were entered.")


async def tenants(info: Info, window: Window, order_by: TenantOrder | None = None) -> Listed:
    """List the tenants that the viewer may see."""
    order = chosen(order_by, {"created_at": BY_CREATED}, "created_at")
    return await root_page(info, Listing(TenantPolicy, order), window)


@strawberry.input(description="Which leases.")
class LeaseFilter:
    """Narrows `leases`."""

    search: str | None = strawberry.field(default=None, description="Part of a number.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="In this property.")
    statuses: list[model.LeaseStatus] | None = strawberry.field(default=None, description="With one of these statuses.")
    is_current: bool | None = strawberry.field(default=None, description="Under which somebody lives now, or not.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        found: list[Condition] = []
        if self.search:
            found.append(contains(("number",), self.search))
        if self.property_id:
            found.append(equals("property_id", id_of("Property", self.property_id, ("filter", "propertyId"))))
        if self.statuses is not None:
            found.append(within("status", [str(status) for status in self.statuses]))
        if self.is_current is not None:
            wanted = [status for status in model.LeaseStatus if (status in model.CURRENT) is self.is_current]
            found.append(within("status", [str(status) for status in wanted]))
        return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class LeaseOrder:
    """Orders `leases`."""

    number: SortDirection | None = direction("By number.")
    start_on: SortDirection | None = direction("By first day.")
    created_at: SortDirection | None = direction("By when it was entered.")


LEASE_ORDERS = {
    "number": Order("number", "{t}.number", "text"),
    "start_on": Order("startOn", "{t}.start_on", "date"),
    "created_at": BY_CREATED,
}


async def leases(
    info: Info, window: Window, filter: LeaseFilter | None = None, order_by: LeaseOrder | None = None
) -> Listed:
    """List leases, by number unless another order is asked for."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(LeasePolicy, chosen(order_by, LEASE_ORDERS, "number"), where), window)
