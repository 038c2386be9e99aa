"""What one should know: the list, the stream, what was read, and how one wants to be told."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
import strawberry

from app.auth.policies.notifications import NotificationPolicy, own_wishes
from app.auth.policies.tickets import TicketPolicy
from app.errors import BadInput
from app.models import notifications as model
from app.models.paging import Condition, Order, equals
from app.resolvers import notifications as resolvers
from app.schema.context import Context, Info
from app.schema.cost import STREAM
from app.schema.fields import PERSON, call, column, computed
from app.schema.inputs import input_id, optional, wanted
from app.schema.node import POLICIES, Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.notifications import topic
from app.words import text
from app.words.notices import sentence

if TYPE_CHECKING:
    from app.schema.accounts import Viewer

K = model.NotificationKind
NEWEST_FIRST = Order("createdAt", "{t}.created_at", "timestamptz", descending=True)
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


async def _text(row: Any, info: Info) -> str:
    locale = info.context.viewer.locale
    if row.subject_type in POLICIES and not await _is_in_sight(row, info):
        # Told while one could see it: what it was about is no longer one's business.
        return text(locale, "notice-out-of-sight")
    return sentence(row.kind, row.facts, row.count, locale)


async def _is_in_sight(row: Any, info: Info) -> bool:
    if orjson.loads(row.facts).get("is_inside"):
        # The ticket itself may be in sight still, as whoever reported it sees it.
        return await info.context.passes(TicketPolicy, TicketPolicy.inside, row.subject_id)
    return await _target(row, info) is not None


async def _target(row: Any, info: Info) -> Any:
    policy = POLICIES.get(row.subject_type)
    return None if policy is None else await info.context.related(policy, row.subject_id)


@strawberry.type(description="Something that one should know.")
@of_row(NotificationPolicy)
class Notification(Node):
    """Shows a `notification` row."""

    kind: model.NotificationKind = column("What it is about.")
    text: str = call(
        _text, "It, in the viewer's language; of what is out of sight by now, only that there was something.", PERSON
    )
    is_read: bool = column("Whether one has read it.")
    is_emergency: bool = column("Whether it cannot wait.")
    count: int = column("How many messages it stands for; 1 for everything else.")
    created_at: datetime = column("When it happened, the last time.")
    target: Node | None = call(_target, "What it is about; null when that is out of sight.", PERSON)


@strawberry.input(description="Which notifications.")
class NotificationFilter:
    """Narrows `notifications`."""

    is_read: bool | None = strawberry.field(default=None, description="Only those that were read, or were not.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list."""
        return () if self.is_read is None else (equals("is_read", self.is_read),)


async def notifications(info: Info, window: Window, filter: NotificationFilter | None = None) -> Listed:
    """List the viewer's own, the newest first."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(NotificationPolicy, NEWEST_FIRST, where), window)


@strawberry.type(description="Where one kind of notification is told.")
class NotificationChoice:
    """One kind with where it is told."""

    kind: model.NotificationKind = column("Which kind.")
    in_portal: bool = column("In the portal.")
    by_mail: bool = column("By mail, when it was not read for a while.")


@strawberry.type(description="How one wants to be told.")
class NotificationSettings:
    """Shows `Wishes`."""

    quiet_from: str | None = column("When quiet hours begin on one's own clock, as in 22:00; null without any.")
    quiet_until: str | None = column("When they end. In them mail waits, but for emergencies.")
    choices: list[NotificationChoice] = column("Every kind.")


async def settings(viewer: Any, _: Info) -> NotificationSettings | None:
    """Return how the viewer wants to be told; None without an organization."""
    if viewer.member_id is None:
        return None
    found = await own_wishes(viewer)
    start, end = (f"{at:%H:%M}" for at in found.quiet) if found.quiet is not None else (None, None)
    choices = [
        NotificationChoice(kind=kind, in_portal=found.of(kind).in_portal, by_mail=found.of(kind).by_mail) for kind in K
    ]
    return NotificationSettings(quiet_from=start, quiet_until=end, choices=choices)


@strawberry.input(description="Where one kind of notification shall be told.")
class NotificationChoiceInput:
    """Part of `changeNotificationSettings`."""

    kind: model.NotificationKind = wanted("Which kind.")
    in_portal: bool = wanted("In the portal.")
    by_mail: bool = wanted("By mail; of security there is always mail to the account.")


@strawberry.input(description="How one wants to be told from now on.")
class ChangeNotificationSettingsInput:
    """Input of `changeNotificationSettings`."""

    quiet_from: str | None = optional("When quiet hours begin on one's own clock, as in 22:00; left out: none.")
    quiet_until: str | None = optional("When they end, as in 07:00.")
    choices: list[NotificationChoiceInput] | None = optional("The kinds that change; the others stay as they are.")


@strawberry.input(description="How far one has read.")
class MarkNotificationsReadInput:
    """Input of `markNotificationsRead`."""

    notification_id: strawberry.ID = wanted("This one and all before it.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `markNotificationsRead`.")
class MarkNotificationsReadPayload(MutationPayload):
    """What is left to read."""

    viewer: Annotated["Viewer", strawberry.lazy("app.schema.accounts")] | None = column(
        "The reader, with the new count of unread notifications.", depends=PERSON
    )


@strawberry.type(description="Answer of `changeNotificationSettings`.")
class ChangeNotificationSettingsPayload(MutationPayload):
    """How one is told from now on."""

    viewer: Annotated["Viewer", strawberry.lazy("app.schema.accounts")] | None = column(
        "Oneself, with the new settings.", depends=PERSON
    )


@strawberry.type
class NotificationMutation:
    """The verbs of notifications."""

    @strawberry.mutation(description="Mark a notification and all before it as read, on all of one's devices.")
    async def mark_notifications_read(
        self, info: Info, input: MarkNotificationsReadInput
    ) -> MarkNotificationsReadPayload:
        """Mark them."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Notification", input.notification_id, "notificationId")
            await resolvers.mark_read(context.acting, id, once_of("markNotificationsRead", input))
            return {"viewer": context.viewer}

        return await answer(info, change)

    @strawberry.mutation(description="Say how one wants to be told in this organization.")
    async def change_notification_settings(
        self, info: Info, input: ChangeNotificationSettingsInput
    ) -> ChangeNotificationSettingsPayload:
        """Remember it."""

        async def change(context: Context) -> dict[str, Any]:
            chosen = {choice.kind: (choice.in_portal, choice.by_mail) for choice in input.choices or ()}
            quiet = _quiet(input.quiet_from, input.quiet_until)
            await resolvers.change(context.acting, resolvers.NewWishes(quiet, chosen))
            return {"viewer": context.viewer}

        return await answer(info, change)


def _quiet(start: str | None, end: str | None) -> tuple[time, time] | None:
    if start is None and end is None:
        return None
    found = []
    for name, value in (("quietFrom", start), ("quietUntil", end)):
        if value is None or not CLOCK.fullmatch(value):
            raise BadInput("A time of day is written 22:00; quiet hours have a beginning and an end.", ("input", name))
        found.append(time.fromisoformat(value))
    return found[0], found[1]


class ToldNotificationEvent(Told):
    """A notification's event on its way to its reader."""

    __slots__ = ()


async def _viewer_of(_: Any, info: Info) -> Any:
    return info.context.viewer


@strawberry.type(description="Something that happened to one's notifications.")
@told(ToldNotificationEvent)
class NotificationEvent(StreamMessage):
    """Shows a `ToldNotificationEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: model.NotificationEventKind = computed(lambda told: told.event.kind, "What happened.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    notification: Notification = computed(
        lambda told: told.row, "The new one, or the last one that was read, as it is now.", PERSON
    )
    viewer: Annotated["Viewer", strawberry.lazy("app.schema.accounts")] = call(
        _viewer_of, "Whom it is for, with the new count of unread notifications.", PERSON
    )


@strawberry.type
class NotificationSubscription:
    """The stream of notifications."""

    @strawberry.subscription(
        directives=[STREAM],
        description="One's own notifications as they come, nothing missed; what was read on another device too.",
    )
    async def notification_events(self, info: Info, after: EventCursor | None = None) -> AsyncIterator[StreamMessage]:
        """Follow notifications."""
        return follow(info.context, topic(), after, ToldNotificationEvent)
