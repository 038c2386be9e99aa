"""What was paid, and what happens to the money of a lease."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import strawberry

from app import clock
from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.ledger import AllocationPolicy
from app.auth.policies.payments import PaymentPolicy, RefundPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.references import reference_of
from app.auth.rules import Subject
from app.models import payments as model
from app.models.base import Row
from app.models.ids import id_of
from app.models.paging import Condition, within
from app.money import Money as Amount
from app.schema.charges.shapes import CREATED, Charge, of_home
from app.schema.context import Info
from app.schema.cost import STREAM
from app.schema.fields import FEW, GRANTS, LOCALE, PERSON, below, call, column, computed, judged, relation
from app.schema.leases.shapes import Lease
from app.schema.lines import DateRangeInput
from app.schema.money import Money, money_of
from app.schema.node import Actor, Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.papers import receipt
from app.schema.payers import reads_details, reads_payer
from app.schema.payment_words import failure
from app.schema.people import Person, actor_of
from app.schema.provider import PaymentAction, next_action
from app.schema.refunds import Refund
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.payments import topic


@dataclass(frozen=True, slots=True)
class Failed:
    """A code, and what was to be taken, with the fee."""

    code: str
    amount: Amount


def _failure(row: Any, info: Info) -> Failed | None:
    if not reads_details(info.context, row):
        return None
    shown = row.status in (model.PaymentStatus.FAILED, model.PaymentStatus.EXPIRED, *CAME_BACK)
    amount = Amount(row.amount_minor + row.fee_minor, row.currency)
    return Failed(row.failure_code, amount) if shown and row.failure_code is not None else None


CAME_BACK = (model.PaymentStatus.RETURNED, model.PaymentStatus.DISPUTED, model.PaymentStatus.CHARGED_BACK)


def _failure_text(failed: Any, info: Info) -> str:
    return failure(failed.code, failed.amount, info.context.locale)


@strawberry.type(description="Why a payment did not go through, or came back.")
class PaymentFailure:
    """Shows a `Failed`."""

    code: str = column("The provider's or the bank's code.")
    text: str = judged(_failure_text, "What happened and what to do.", LOCALE)


@strawberry.type(description="What the viewer may do with a payment, as far as its status allows it.")
class PaymentViewerCan:
    """Booleans, so that clients need not guess."""

    cancel: bool = column("Stop it before it is under way.")
    refund: bool = column("Pay it back.")
    change_status: bool = column("Say what became of money that was recorded.")


def _payment_can(row: Any, info: Info) -> PaymentViewerCan:
    viewer, subject, now = info.context.viewer, Subject(row), clock.now()
    rules = (PaymentPolicy.cancel, PaymentPolicy.refund, PaymentPolicy.record)
    cancel, refund, record = (viewer.system is None and rule.allows(viewer, subject, now) for rule in rules)
    return PaymentViewerCan(cancel=cancel, refund=refund, change_status=record)


async def _allocated(row: Any, info: Info) -> Amount:
    charge = await info.context.related(ChargePolicy, row.charge_id)
    assert charge is not None, "whoever sees a payment sees the charges of its lease"
    return Amount(row.amount_minor, charge.currency)


@strawberry.type(description="A part of a payment that settled one charge.")
class PaymentAllocation:
    """Shows an `allocation` row."""

    amount: Money = call(_allocated, "How much.", GRANTS)
    charge: Charge | None = relation(ChargePolicy, "charge_id", "Which charge.")


async def _allocations(row: Any, info: Info) -> list[Any]:
    found = await info.context.below(AllocationPolicy, "payment_id", row.id)
    return [one for one in found if one.undone_by_id is None]


async def _reference(row: Any, info: Info) -> str | None:
    if not reads_details(info.context, row):
        return None
    return await reference_of(info.context.services.security.secrets, row)


async def _payer(row: Any, info: Info) -> Row | None:
    if row.payer_id is None or not await reads_payer(info.context, row):
        return None
    return await info.context.related(MemberPolicy, row.payer_id, inherited=True)


@strawberry.type(description="Money that was paid, or is on its way.")
@of_row(PaymentPolicy)
class Payment(Node):
    """Shows a `payment` row."""

    number: str = column("The number people read.")
    method: model.PaymentMethodKind = column("How the money moves.")
    status: model.PaymentStatus = column("Where it stands.")
    amount: Money = money_of("amount_minor", "currency", "What is paid.", GRANTS)
    fee: Money = money_of("fee_minor", "currency", "Fee that the payer bears on top.", GRANTS)
    refunded: Money = money_of("refunded_minor", "currency", "How much went back.", GRANTS)
    reference: str | None = call(
        _reference, "What stood on the transfer or the cheque; for the payer and those who keep the books."
    )
    scheduled_on: date | None = column("Day on which it is begun, where it waits or waited for one.", depends=GRANTS)
    effective_on: date | None = column("Day from which it counts.")
    succeeded_at: datetime | None = column("When the money was there.")
    failure: PaymentFailure | None = judged(
        _failure, "Why it did not go through, or came back; for the payer and those who keep the books.", PERSON
    )
    next_action: PaymentAction | None = call(
        next_action, "What the payer does next; null for everybody else, and when there is nothing to do."
    )
    refunds: list[Refund] = below(RefundPolicy, "payment_id", "What was paid back, or is on its way.", inherited=True)
    allocations: list[PaymentAllocation] = call(_allocations, "What it settles now.", GRANTS, FEW)
    receipt_url: str | None = receipt()
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease it is paid toward.")
    payer: Person | None = call(
        _payer, "Who pays; null for others than the payer and the books where the payer stands unnamed in the pot."
    )
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: PaymentViewerCan = judged(_payment_can, "What the viewer may do.", PERSON)


@strawberry.input(description="Which payments.")
class PaymentFilter:
    """Narrows `payments`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Toward this lease.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="Toward leases of this property.")
    statuses: list[model.PaymentStatus] | None = strawberry.field(
        default=None, description="With one of these statuses."
    )
    methods: list[model.PaymentMethodKind] | None = strawberry.field(default=None, description="In one of these ways.")
    effective_on: DateRangeInput | None = strawberry.field(
        default=None, description="With the day from which it counts in this range; leaves out what has not come."
    )


def _conditions(filter: PaymentFilter) -> tuple[Condition, ...]:
    found = of_home(filter.lease_id, filter.property_id, filter.statuses)
    if filter.methods is not None:
        found.append(within("method", [str(method) for method in filter.methods]))
    if filter.effective_on is not None:
        found.append(filter.effective_on.of("effective_on"))
    return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class PaymentOrder:
    """Orders `payments`."""

    created_at: SortDirection | None = direction("By when it was entered.")


async def payments(
    info: Info, window: Window, filter: PaymentFilter | None = None, order_by: PaymentOrder | None = None
) -> Listed:
    """List payments in the order they were entered."""
    where = _conditions(filter) if filter else ()
    order = chosen(order_by, {"created_at": CREATED}, "created_at")
    return await root_page(info, Listing(PaymentPolicy, order, where), window)


class ToldPaymentEvent(Told):
    """The event of a charge or a payment on its way: reads like that row, besides."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _kind(told: Any) -> model.PaymentEventKind:
    if told.event.noun == "credit":
        return model.PaymentEventKind.BALANCE_CHANGED
    return model.PaymentEventKind(f"{told.event.noun}_{told.event.kind}".upper())


async def _actor(told: Any, info: Info) -> Row | None:
    hidden = told.event.noun == "payment" and told.event.actor_id == told.row.payer_id
    return None if hidden and not await reads_payer(info.context, told.row) else await actor_of(told, info)


@strawberry.type(description="Something that happened to the money of a lease.")
@told(ToldPaymentEvent)
class PaymentEvent(StreamMessage):
    """Shows a `ToldPaymentEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: model.PaymentEventKind = computed(_kind, "What happened.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    actor: Actor | None = call(_actor, "Who did it; null for the house itself, and for a payer whom one may not read.")
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
