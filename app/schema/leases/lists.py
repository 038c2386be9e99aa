"""Which tenants and leases, in which order."""

from datetime import datetime

import strawberry

from app.auth.policies.leases import LeasePolicy, TenantPolicy
from app.auth.viewer import Viewer
from app.models import leases as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, contains, equals, since, within
from app.models.searching import found_in
from app.models.tenancies import about_unit, bound_by, by_overdue, owing, renting, renting_in
from app.schema.context import Context, Info
from app.schema.inputs import ids_of, optional
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.partners import check_argument

BY_CREATED = Order("createdAt", "{t}.created_at", "timestamptz")
NAME = "(SELECT m.display_name FROM member m WHERE m.organization_id = {t}.organization_id AND m.id = {t}.member_id)"


@strawberry.input(description="Which tenants.")
class TenantFilter:
    """Narrows `tenants`."""

    ids: list[strawberry.ID] | None = optional("Only these.")
    search: str | None = optional("Part of a name, or nearly.")
    property_id: strawberry.ID | None = optional("With a lease in this property.")
    is_current: bool | None = optional("With, or without, a lease under which somebody lives now.")

    def conditions(self, viewer: Viewer) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind, and `Forbidden`."""
        found: list[Condition] = []
        if self.ids is not None:
            found.append(within("id", ids_of("Tenant", self.ids), "uuid"))
        if self.search:
            found.append(found_in("member", self.search, "member_id", loose=True))
        # An answer about leases that one does not see would tell of them.
        leases = LeasePolicy.seen_by(viewer)
        if self.property_id:
            check_argument(viewer, "TenantFilter.propertyId")
            found.append(renting_in(id_of("Property", self.property_id, ("filter", "propertyId")), leases))
        if self.is_current is not None:
            check_argument(viewer, "TenantFilter.isCurrent")
            found.append(renting(self.is_current, leases))
        return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class TenantOrder:
    """Orders `tenants`."""

    name: SortDirection | None = direction("By name.")
    created_at: SortDirection | None = direction("By when they were entered.")


TENANT_ORDERS = {"name": Order("name", NAME, "text"), "created_at": BY_CREATED}


async def tenants(
    info: Info, window: Window, filter: TenantFilter | None = None, order_by: TenantOrder | None = None
) -> Listed:
    """List the tenants that the viewer may see."""
    where = filter.conditions(info.context.viewer) if filter else ()
    return await root_page(info, Listing(TenantPolicy, chosen(order_by, TENANT_ORDERS, "created_at"), where), window)


@strawberry.input(description="Which leases.")
class LeaseFilter:
    """Narrows `leases`."""

    ids: list[strawberry.ID] | None = optional("Only these.")
    search: str | None = optional("Part of a number.")
    property_id: strawberry.ID | None = optional("In this property.")
    unit_id: strawberry.ID | None = optional("About this unit.")
    tenant_id: strawberry.ID | None = optional("Binding this tenant.")
    statuses: list[model.LeaseStatus] | None = optional("With one of these statuses.")
    is_current: bool | None = optional("Under which somebody lives now, or not.")
    is_mine: bool | None = optional("Binding the viewer, or not.")
    is_overdue: bool | None = optional("With something past due, or not.")
    updated_since: datetime | None = optional("Changed at or after this moment.")

    def conditions(self, context: Context) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind, and `Forbidden`."""
        if self.is_overdue is not None:
            check_argument(context.viewer, "LeaseFilter.isOverdue")
        return (*self._ids(), *self._states(), *self._people(context))

    def _ids(self) -> list[Condition]:
        found: list[Condition] = []
        if self.ids is not None:
            found.append(within("id", ids_of("Lease", self.ids), "uuid"))
        if self.search:
            found.append(contains(("number",), self.search))
        if self.property_id:
            found.append(equals("property_id", id_of("Property", self.property_id, ("filter", "propertyId"))))
        if self.unit_id:
            found.append(about_unit(id_of("Unit", self.unit_id, ("filter", "unitId"))))
        if self.updated_since is not None:
            found.append(since("updated_at", self.updated_since))
        return found

    def _states(self) -> list[Condition]:
        found: list[Condition] = []
        if self.statuses is not None:
            found.append(within("status", [str(status) for status in self.statuses]))
        if self.is_current is not None:
            wanted = [status for status in model.LeaseStatus if (status in model.CURRENT) is self.is_current]
            found.append(within("status", [str(status) for status in wanted]))
        if self.is_overdue is not None:
            found.append(owing(self.is_overdue))
        return found

    def _people(self, context: Context) -> list[Condition]:
        found: list[Condition] = []
        if self.tenant_id:
            found.append(bound_by("t.id", id_of("Tenant", self.tenant_id, ("filter", "tenantId"))))
        if self.is_mine is not None:
            found.append(bound_by("t.member_id", context.viewer.member_id, self.is_mine))
        return found


@strawberry.input(one_of=True, description="In which order.")
class LeaseOrder:
    """Orders `leases`."""

    number: SortDirection | None = direction("By number.")
    start_on: SortDirection | None = direction("By first day.")
    end_on: SortDirection | None = direction("By end; open ones last when ascending.")
    created_at: SortDirection | None = direction("By when it was entered.")
    overdue: SortDirection | None = direction("By how much is past due, in minor units of each lease's own currency.")


LEASE_ORDERS = {
    "number": Order("number", "{t}.number", "text"),
    "start_on": Order("startOn", "{t}.start_on", "date"),
    "end_on": Order("endOn", "coalesce({t}.end_on, DATE '9999-12-31')", "date"),
    "created_at": BY_CREATED,
}


async def leases(
    info: Info, window: Window, filter: LeaseFilter | None = None, order_by: LeaseOrder | None = None
) -> Listed:
    """List leases, by number unless another order is asked for."""
    where = filter.conditions(info.context) if filter else ()
    if order_by is not None and order_by.overdue:
        check_argument(info.context.viewer, "LeaseOrder.overdue")
    orders = {**LEASE_ORDERS, "overdue": by_overdue()}
    return await root_page(info, Listing(LeasePolicy, chosen(order_by, orders, "number"), where), window)
