"""Turns events into payloads: each row is loaded once, each group of equals is served by one execution."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from app import metrics
from app.auth.shared import Shared, Traced, Undeclared
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.events import Event, Position
from app.subscriptions.abreast import Late, abreast
from app.subscriptions.cohorts import Cohort, Member, Room
from app.subscriptions.ports import Executor, Plan
from app.subscriptions.stream import Case, Happened, Judge, Message, Verdict

logger = logging.getLogger("tenantry.hub")

PLAIN_KEPT = 256

A = TypeVar("A")
T = TypeVar("T")
Told = list[tuple[list[Member], bytes | None]]
"""Who is told which payload; None where none could be made, though the database answers: they go on by themselves."""

Dish = list[tuple[Cohort, set[Member]]]
"""Who has asked with one document and may have to be told."""

Parties = list[tuple[Viewer, list[Member]]]
"""Listeners who are one for all that is asked, and who stands for them."""


class Kitchen:
    """Prepares what is told about one organization's events on this node."""

    def __init__(self, organization_id: UUID, executor: Executor) -> None:
        self._organization_id = organization_id
        self._executor = executor
        self._plain: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._late = Late()

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

    async def prepare(self, event: Event, epoch: UUID, room: Room) -> Told:
        """Return who is to be told what of an event; raises when that cannot be said of anybody."""
        told: Told = []
        for judge in room.judges(event):
            case = await judge.load(self._organization_id, event)
            if case is not None:
                dishes: dict[Any, Dish] = {}
                for cohort, members in room.index.candidates(judge, case).items():
                    if cohort.topic.concerns(event):
                        dishes.setdefault(cohort.plan.key, []).append((cohort, members))
                told += await self._cook_all(judge, dishes, case, epoch)
        return told

    async def _cook_all(self, judge: Judge, dishes: dict[Any, Dish], case: Case, epoch: UUID) -> Told:
        """Serve different documents abreast, and equal ones, which may share an answer, one after the other."""
        late = self._late.among(dishes) if len(dishes) > 1 else []
        told: Told = [(list(members), None) for key in late for _, members in dishes.pop(key)]
        works = [partial(self._cook, judge, dish, case, epoch) for dish in dishes.values()]
        made = await abreast(works) if works else []
        if None in made:
            # Late because the database is away? Then all wait for it, and this raises.
            await judge.load(self._organization_id, case.event)
        for (key, dish), found in zip(dishes.items(), made, strict=True):
            if found is None:
                self._late.add(key)
            told += found if found is not None else [(list(members), None) for _, members in dish]
        return told

    async def _cook(self, judge: Judge, dish: Dish, case: Case, epoch: UUID) -> Told:
        told: Told = []
        payloads: dict[Any, Any] = {}
        for cohort, members in dish:
            found = await self._tried(judge, case.event, self._serve(cohort, members, case, epoch, payloads))
            told += [(list(members), None)] if found is None else found
        return told

    async def _tried(self, judge: Judge, event: Event, work: Awaitable[T]) -> T | None:
        """Return what was made, None where it failed by itself: one listener's document must not hold up the others.

        Raises when the database is away, so that all wait for it and nobody's stream is ended.
        """
        try:
            return await work
        except Exception as error:
            reason = error.message if isinstance(error, TenantryError) else repr(error)
            logger.warning(
                "an event could not be told to some: %s", reason, exc_info=not isinstance(error, TenantryError)
            )
            metrics.left_alone.inc()
        await judge.load(self._organization_id, event)
        return None

    async def _serve(
        self, cohort: Cohort, members: Iterable[Member], case: Case, epoch: UUID, payloads: dict[Any, Any]
    ) -> Told:
        topic = cohort.topic
        verdicts = alike_in(self._organization_id, members, lambda viewer: topic.verdict(viewer, case))
        told: Told = []
        if seen := verdicts.get(Verdict.SEEN):
            happened = Happened(Position(epoch, case.event.seq), case.event, case.subject.row)
            told += await self._run(cohort, seen, happened, payloads)
        if gone := verdicts.get(Verdict.GONE):
            told.append((gone, await self.plain(cohort.plan, topic.judge.gone(case, epoch))))
        return told

    async def serve_one(self, plan: Plan, viewer: Viewer, message: Message, payloads: dict[Any, Any]) -> bytes:
        """Return the payload of an event for somebody who may hear of it; `payloads` is as below, of this event."""
        if not plan.personal:
            try:
                runs: list[tuple[Traced, bytes]] = payloads.setdefault(plan.group(viewer), [])
                return fitting(runs, viewer) or await self._shared(plan, viewer, message, runs)
            except Undeclared as undeclared:
                make_personal(plan, undeclared)
        return await self._personal(plan, viewer, message, payloads)

    async def _run(self, cohort: Cohort, members: list[Member], message: Happened, payloads: dict[Any, Any]) -> Told:
        """Return who of a cohort is told which payload; `payloads` holds what groups alike have got already."""
        plan, judge = cohort.plan, cohort.topic.judge
        if not plan.personal:
            try:
                return await self._run_shared(plan, members, message, payloads)
            except Undeclared as undeclared:
                make_personal(plan, undeclared)
        told: Told = []
        for viewer, alike in persons(members):
            work = self._personal(plan, viewer, message, payloads)
            told.append((alike, await self._tried(judge, message.event, work)))
        return told

    async def _personal(self, plan: Plan, viewer: Viewer, message: Message, payloads: dict[Any, Any]) -> bytes:
        key = plan.group(viewer)
        if key not in payloads:
            payloads[key] = await self._executor.execute(plan, viewer, message)
        found: bytes = payloads[key]
        return found

    async def _run_shared(self, plan: Plan, members: list[Member], message: Message, payloads: dict[Any, Any]) -> Told:
        first = members[0].viewer
        runs: list[tuple[Traced, bytes]] = payloads.setdefault(plan.group(first), [])
        told: Told = []
        waiting: Parties = [(Shared.of(self._organization_id, first.grants, None), members)]
        while waiting:
            who, alike = waiting.pop()
            payload = fitting(runs, who)
            if payload is None and isinstance(who, Shared) and fitting(runs, alike[0].viewer) is not None:
                # One of them has an answer, and perhaps not all: each person is asked.
                waiting += persons(alike)
                continue
            if payload is None:
                payload = await self._shared(plan, alike[0].viewer, message, runs)
                if isinstance(who, Shared):
                    waiting.append((who, alike))
                    continue
            told.append((alike, payload))
        return told

    async def _shared(self, plan: Plan, viewer: Viewer, message: Message, runs: list[tuple[Traced, bytes]]) -> bytes:
        """Run a plan as a viewer without a person, and note for whom else the answer would be the same."""
        grants, locale = viewer.grants if plan.by_grants else None, viewer.locale if plan.by_locale else None
        traced = Traced.behind(viewer, Shared.of(self._organization_id, grants, locale))
        payload = await self._executor.execute(plan, traced, message)
        runs.append((traced, payload))
        return payload


def alike_in(organization_id: UUID, members: Iterable[Member], ask: Callable[[Viewer], A]) -> dict[A, list[Member]]:
    """Sort members of one cohort by an answer: asked once for all, or of each person where that matters."""
    members = list(members)
    if not members:
        return {}
    try:
        return {ask(Shared.of(organization_id, members[0].viewer.grants, None)): members}
    except Undeclared:
        pass
    found: dict[A, list[Member]] = {}
    for viewer, alike in persons(members):
        found.setdefault(ask(viewer), []).extend(alike)
    return found


def make_personal(plan: Plan, undeclared: Undeclared) -> None:
    """From here on each person gets an answer of their own."""
    logger.error("an answer could not be shared: %s", undeclared)
    metrics.unshared.inc()
    plan.is_personal = True


def persons(members: Iterable[Member]) -> Parties:
    """Sort members by the person they are."""
    found: dict[UUID | None, list[Member]] = {}
    for member in members:
        found.setdefault(member.viewer.member_id, []).append(member)
    return [(alike[0].viewer, alike) for alike in found.values()]


def fitting(runs: list[tuple[Traced, bytes]], who: Viewer) -> bytes | None:
    """Return what an execution has said that would say the same for `who`; None where only the person could tell."""
    try:
        return next((payload for traced, payload in runs if traced.suits(who)), None)
    except Undeclared:
        return None
