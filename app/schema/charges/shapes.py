"""What is owed."""

from datetime import date, datetime
from typing import Any

import strawberry

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.models import charges as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, equals, within
from app.schema.context import Info
from app.schema.fields import GRANTS, LOCALE, column, computed, judged, relation
from app.schema.leases.shapes import Lease
from app.schema.lines import Explanation
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.words.books import charge_text


def _described(row: Any, info: Info) -> str:
    return charge_text(row.description, row.code, info.context.locale)


@strawberry.type(description="Something owed under a lease.")
@of_row(ChargePolicy)
class Charge(Node):
    """Shows a `charge` row."""

    code: model.ChargeCode = column("What it is for.")
    status: model.ChargeStatus = column("Where it stands.")
    due_on: date = column("Day of the property on which it is due.")
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


def of_lease(lease_id: str | None, statuses: list[Any] | None) -> tuple[Condition, ...]:
    """Return the conditions of a filter by lease and by status."""
    found: list[Condition] = []
    if lease_id:
        found.append(equals("lease_id", id_of("Lease", lease_id, ("filter", "leaseId"))))
    if statuses is not None:
        found.append(within("status", [str(status) for status in statuses]))
    return tuple(found)


@strawberry.input(description="Which charges.")
class ChargeFilter:
    """Narrows `charges`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Under this lease.")
    statuses: list[model.ChargeStatus] | None = strawberry.field(
        default=None, description="With one of these statuses."
    )


@strawberry.input(one_of=True, description="In which order.")
class ChargeOrder:
    """Orders `charges`."""

    due_on: SortDirection | None = direction("By due date.")
    created_at: SortDirection | None = direction("By when it was entered.")


CREATED = Order("createdAt", "{t}.created_at", "timestamptz")
ORDERS = {"due_on": Order("dueOn", "{t}.due_on", "date"), "created_at": CREATED}


async def charges(
    info: Info, window: Window, filter: ChargeFilter | None = None, order_by: ChargeOrder | None = None
) -> Listed:
    """List charges, by due date unless another order is asked for."""
    where = of_lease(filter.lease_id, filter.statuses) if filter else ()
    return await root_page(info, Listing(ChargePolicy, chosen(order_by, ORDERS, "due_on"), where), window)
