"""What is owed."""

from datetime import date, datetime
from typing import Any

import strawberry

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.rules import Subject
from app.models import charges as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, equals, within
from app.resolvers.billing_days import today
from app.schema.context import Info
from app.schema.fields import GRANTS, LOCALE, PERSON, call, column, computed, judged, relation
from app.schema.leases.shapes import Lease
from app.schema.lines import DateRangeInput, Explanation
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.words.books import charge_text


def _described(row: Any, info: Info) -> str:
    return charge_text(row.description, row.code, info.context.locale)


async def _overdue(row: Any, info: Info) -> bool:
    if row.status not in model.OPEN or row.open_minor == 0:
        return False
    place = await info.context.related(PropertyPolicy, row.property_id, inherited=True)
    assert place is not None, "a charge always has its property"
    return bool(row.due_on < await today(info.context.viewer, place.time_zone))


@strawberry.type(description="What the viewer may do with a charge, as far as its status allows it.")
class ChargeViewerCan:
    """Booleans, so that clients need not guess."""

    reverse: bool = column("Take it back.")
    waive: bool = column("Forgive the open part.")


def _can(row: Any, info: Info) -> ChargeViewerCan:
    allowed = ChargePolicy.may(info.context.viewer, ChargePolicy.change, Subject(row))
    is_open = row.status in model.OPEN and row.open_minor > 0
    return ChargeViewerCan(reverse=allowed and row.status in model.OWED, waive=allowed and is_open)


@strawberry.type(description="Something owed under a lease.")
@of_row(ChargePolicy)
class Charge(Node):
    """Shows a `charge` row."""

    code: model.ChargeCode = column("What it is for.")
    status: model.ChargeStatus = column("Where it stands.")
    due_on: date = column("Day of the property on which it is due.")
    is_overdue: bool = call(_overdue, "Whether something is open past its due day at the property.", GRANTS)
    description: str = judged(_described, "Text for people.", LOCALE)
    explanation: Explanation = computed(lambda row: row, "Why it exists.")
    period_start: date | None = column("First day it pays for.")
    period_end: date | None = column("Day after the last one it pays for.")
    amount: Money = money_of("amount_minor", "currency", "What is owed in all.", GRANTS)
    open_amount: Money = money_of("open_minor", "currency", "What is still owed.", GRANTS)
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease it is owed under.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: ChargeViewerCan = judged(_can, "What the viewer may do.", PERSON)


def of_home(lease_id: str | None, property_id: str | None, statuses: list[Any] | None) -> list[Condition]:
    """Return the conditions of a filter by lease, by property and by status."""
    found: list[Condition] = []
    if lease_id:
        found.append(equals("lease_id", id_of("Lease", lease_id, ("filter", "leaseId"))))
    if property_id:
        found.append(equals("property_id", id_of("Property", property_id, ("filter", "propertyId"))))
    if statuses is not None:
        found.append(within("status", [str(status) for status in statuses]))
    return found


@strawberry.input(description="Which charges.")
class ChargeFilter:
    """Narrows `charges`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Under this lease.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="Under leases of this property.")
    codes: list[model.ChargeCode] | None = strawberry.field(default=None, description="For one of these.")
    statuses: list[model.ChargeStatus] | None = strawberry.field(
        default=None, description="With one of these statuses."
    )
    due_on: DateRangeInput | None = strawberry.field(default=None, description="Due in this range.")


@strawberry.input(one_of=True, description="In which order.")
class ChargeOrder:
    """Orders `charges`."""

    due_on: SortDirection | None = direction("By due date.")
    created_at: SortDirection | None = direction("By when it was entered.")


def _conditions(filter: ChargeFilter) -> tuple[Condition, ...]:
    found = of_home(filter.lease_id, filter.property_id, filter.statuses)
    if filter.codes is not None:
        found.append(within("code", [str(code) for code in filter.codes]))
    if filter.due_on is not None:
        found.append(filter.due_on.of("due_on"))
    return tuple(found)


CREATED = Order("createdAt", "{t}.created_at", "timestamptz")
ORDERS = {"due_on": Order("dueOn", "{t}.due_on", "date"), "created_at": CREATED}


async def charges(
    info: Info, window: Window, filter: ChargeFilter | None = None, order_by: ChargeOrder | None = None
) -> Listed:
    """List charges, by due date unless another order is asked for."""
    where = _conditions(filter) if filter else ()
    return await root_page(info, Listing(ChargePolicy, chosen(order_by, ORDERS, "due_on"), where), window)
