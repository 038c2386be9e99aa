"""What is owed and what was paid."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import strawberry

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.payments import ChargePolicy, PaymentPolicy
from app.auth.policies.people import MemberPolicy
from app.models import payments as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, equals, within
from app.schema.context import Info
from app.schema.cost import STREAM
from app.schema.fields import GRANTS, NONE, PERSON, call, column, computed, relation
from app.schema.leases.shapes import Lease
from app.schema.money import Money, money_of
from app.schema.node import Actor, Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.people import Person, actor_of
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.payments import topic


@strawberry.type(description="Something owed under a lease.")
@of_row(ChargePolicy)
class Charge(Node):
    """Shows a `charge` row."""

    code: model.ChargeCode = column("What it is for.")
    status: model.ChargeStatus = column("Where it stands.")
    due_on: date = column("Day of the property on which it is due.")
    period_start: date | None = column("First day it pays for.")
    period_end: date | None = column("Day after the last one it pays for.")
    amount: Money = money_of("amount_minor", "currency", "What is owed in all.", GRANTS)
    open_amount: Money = money_of("open_minor", "currency", "What is still owed.", GRANTS)
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease it is owed under.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")


@strawberry.type(description="Money that was paid, or is on its way.")
@of_row(PaymentPolicy)
class Payment(Node):
    """Shows a `payment` row."""

    number: str = column("The number people read.")
    method: model.PaymentMethodKind = column("How the money moves.")
    status: model.PaymentStatus = column("Where it stands.")
    amount: Money = money_of("amount_minor", "currency", "What is paid.", GRANTS)
    effective_on: date | None = column("Day from which it counts.")
    succeeded_at: datetime | None = column("When the money was there.")
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease it is paid toward.")
    payer: Person | None = relation(MemberPolicy, "payer_id", "Who pays.", PERSON, inherited=True)
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")


def _of_lease(lease_id: str | None, statuses: list[Any] | None) -> tuple[Condition, ...]:
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


CHARGE_ORDERS = {
    "due_on": Order("dueOn", "{t}.due_on", "date"),
    "created_at": Order("createdAt", "{t}.created_at", "timestamptz"),
}


async def charges(
    info: Info, window: Window, filter: ChargeFilter | None = None, order_by: ChargeOrder | None = None
) -> Listed:
    """List charges, by due date unless another order is asked for."""
    where = _of_lease(filter.lease_id, filter.statuses) if filter else ()
    return await root_page(info, Listing(ChargePolicy, chosen(order_by, CHARGE_ORDERS, "due_on"), where), window)


@strawberry.input(description="Which payments.")
class PaymentFilter:
    """Narrows `payments`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Toward this lease.")
    statuses: list[model.PaymentStatus] | None = strawberry.field(
        default=None, description="With one of these statuses."
    )


@strawberry.input(one_of=True, description="In which order.")
class PaymentOrder:
    """Orders `payments`."""

    created_at: SortDirection | None = direction("By when it was entered.")


async def payments(
    info: Info, window: Window, filter: PaymentFilter | None = None, order_by: PaymentOrder | None = None
) -> Listed:
    """List payments in the order they were entered."""
    where = _of_lease(filter.lease_id, filter.statuses) if filter else ()
    order = chosen(order_by, {"created_at": CHARGE_ORDERS["created_at"]}, "created_at")
    return await root_page(info, Listing(PaymentPolicy, order, where), window)


class ToldPaymentEvent(Told):
    """The event of a charge or a payment on its way: reads like that row, besides."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _kind(told: Any) -> str:
    return f"{told.event.noun}_{told.event.kind}".upper()


@strawberry.type(description="Something that happened to the money of a lease.")
@told(ToldPaymentEvent)
class PaymentEvent(StreamMessage):
    """Shows a `ToldPaymentEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: model.PaymentEventKind = computed(
        lambda told: f"{told.event.noun}_{told.event.kind}".upper(), "What happened."
    )
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    actor: Actor | None = call(actor_of, "Who did it; null for the house itself.", NONE)
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease, whose balance is asked there.", inherited=True)
    payment: Payment | None = computed(
        lambda told: told.row if told.event.noun == "payment" else None, "The payment as it is now; null for a charge."
    )
    charge: Charge | None = computed(
        lambda told: told.row if told.event.noun == "charge" else None, "The charge as it is now; null for a payment."
    )


@strawberry.type
class PaymentSubscription:
    """The stream of charges and payments."""

    @strawberry.subscription(
        directives=[STREAM], description="What happens to the charges and payments that the viewer may see."
    )
    async def payment_events(
        self, info: Info, lease_id: strawberry.ID | None = None, after: EventCursor | None = None
    ) -> AsyncIterator[StreamMessage]:
        """Follow money."""
        only = id_of("Lease", lease_id, ("leaseId",)) if lease_id else None
        return follow(info.context, topic(only), after, ToldPaymentEvent)
