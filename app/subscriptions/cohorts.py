"""Listeners that are alike: judged together, and told what one execution has said."""

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.shared import Shared, Undeclared
from app.auth.viewer import Grant, Viewer
from app.models.events import Event, Position
from app.subscriptions.ports import Executor, Listener, Plan, grants_key
from app.subscriptions.stream import Happened, Message, Topic

logger = logging.getLogger("tenantry.hub")

PLAIN_KEPT = 256
FOREVER = 1 << 63
"""A place no event will have: who is there is told nothing more."""


@dataclass(eq=False, slots=True)
class Member:
    """A listener in its cohort. `seq` is the place up to which it has been told."""

    listener: Listener
    viewer: Viewer
    seq: int
    ended: asyncio.Future[Exception | None]


@dataclass(eq=False, slots=True)
class Cohort:
    """Listeners with one plan, one topic and equal grants: judged together, told together."""

    plan: Plan
    topic: Topic
    members: set[Member] = field(default_factory=set)
    grants_end_at: datetime | None = None
    filtered: int = 0
    told_at: float = field(default_factory=time.monotonic)

    def concerns(self, event: Event) -> bool:
        """Say whether the topic follows such an event; who may hear of it is asked next."""
        return event.noun in self.topic.nouns and self.topic.matches(event)

    @property
    def any(self) -> Viewer:
        """Return one of the viewers; they are alike."""
        return next(iter(self.members)).viewer


Told = list[tuple[list[Member], bytes]]


class Room:
    """Who listens to one organization's stream on this node, by cohort."""

    def __init__(self) -> None:
        self.cohorts: dict[Any, Cohort] = {}
        self._joining: dict[Member, tuple[Plan, Topic]] = {}
        self._places: dict[Member, Any] = {}

    def join(self, member: Member, plan: Plan, topic: Topic) -> None:
        """Let a listener that has been told all that the feed has seen hear what comes next."""
        self._joining[member] = (plan, topic)

    def leave(self, member: Member) -> None:
        """Forget a listener."""
        self._joining.pop(member, None)
        key = self._places.pop(member, None)
        cohort = self.cohorts.get(key)
        if cohort is not None:
            cohort.members.discard(member)
            if not cohort.members:
                del self.cohorts[key]

    def admit(self) -> None:
        """Let in who waits; only while nothing is being prepared, so that who is told was there when it was judged."""
        for member, (plan, topic) in self._joining.items():
            key = (plan.key, topic.key, grants_key(member.viewer.grants), member.viewer.locale)
            cohort = self.cohorts.get(key)
            if cohort is None:
                cohort = self.cohorts[key] = Cohort(plan, topic, grants_end_at=first_end(member.viewer.grants))
            cohort.members.add(member)
            self._places[member] = key
        self._joining.clear()


class Kitchen:
    """Turns events into payloads: each subject is loaded once, each group of equals is served by one execution."""

    def __init__(self, organization_id: UUID, executor: Executor) -> None:
        self._organization_id = organization_id
        self._executor = executor
        self._plain: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()

    async def plain(self, plan: Plan, message: Message) -> bytes:
        """Return the payload of a message that is no event: it is the same for everybody with the same document."""
        key = (plan.key, message)
        payload = self._plain.get(key)
        if payload is None:
            shared = Shared.of(self._organization_id, None, None)
            payload = self._plain[key] = await self._executor.execute(plan, shared, message)
            if len(self._plain) > PLAIN_KEPT:
                self._plain.popitem(last=False)
        return payload

    async def prepare(self, event: Event, epoch: UUID, cohorts: dict[Any, Cohort]) -> dict[Any, Told]:
        """Return, for every cohort there is, who is to be told what; nothing for those whom it does not concern."""
        concerned = {key: cohort for key, cohort in cohorts.items() if cohort.members and cohort.concerns(event)}
        prepared: dict[Any, Told] = {key: [] for key in cohorts}
        subjects: dict[Any, Any] = {}
        payloads: dict[Any, bytes] = {}
        for key, cohort in concerned.items():
            if cohort.topic.judge not in subjects:
                subjects[cohort.topic.judge] = await cohort.topic.judge.load(self._organization_id, event)
            subject = subjects[cohort.topic.judge]
            entitled = self._entitled(cohort, subject) if subject is not None else []
            if entitled:
                happened = Happened(Position(epoch, event.seq), event, subject.row)
                prepared[key] = await self.run(cohort, entitled, happened, payloads)
        return prepared

    def _entitled(self, cohort: Cohort, subject: Any) -> list[Member]:
        judge = cohort.topic.judge
        members = list(cohort.members)
        try:
            shared = Shared.of(self._organization_id, cohort.any.grants, None)
            return members if judge.allows(shared, subject) else []
        except Undeclared:
            # The rules ask who it is: then each person is judged, once.
            answers: dict[UUID | None, bool] = {}
            for member in members:
                who = member.viewer.member_id
                if who not in answers:
                    answers[who] = judge.allows(member.viewer, subject)
            return [member for member in members if answers[member.viewer.member_id]]

    async def run(self, cohort: Cohort, members: list[Member], message: Message, payloads: dict[Any, bytes]) -> Told:
        """Return who of a cohort is told which payload; `payloads` holds what groups alike have got already."""
        plan = cohort.plan
        if plan.personal:
            return await self._run_each(plan, members, message, payloads)
        viewer = cohort.any
        key = plan.group(viewer)
        if key not in payloads:
            grants = viewer.grants if plan.by_grants else None
            shared = Shared.of(self._organization_id, grants, viewer.locale if plan.by_locale else None)
            try:
                payloads[key] = await self._executor.execute(plan, shared, message)
            except Undeclared as undeclared:
                logger.error("an answer could not be shared: %s", undeclared)
                plan.is_personal = True
                return await self._run_each(plan, members, message, payloads)
        return [(members, payloads[key])]

    async def _run_each(self, plan: Plan, members: list[Member], message: Message, payloads: dict[Any, bytes]) -> Told:
        groups: dict[Any, list[Member]] = {}
        for member in members:
            groups.setdefault(plan.group(member.viewer), []).append(member)
        for key, alike in groups.items():
            if key not in payloads:
                payloads[key] = await self._executor.execute(plan, alike[0].viewer, message)
        return [(alike, payloads[key]) for key, alike in groups.items()]


def first_end(grants: tuple[Grant, ...]) -> datetime | None:
    """Return when the first of these grants that still counts will run out."""
    now = clock.now()
    return min((grant.ends_at for grant in grants if grant.ends_at is not None and grant.ends_at > now), default=None)


def end(members: list[Member], error: Exception | None) -> None:
    """End the streams of these listeners."""
    for member in members:
        member.seq = FOREVER
        if not member.ended.done():
            member.ended.set_result(error)
