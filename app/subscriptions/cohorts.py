"""Who listens to one organization's stream on this node: cohorts of listeners that are alike, found by place."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock, metrics
from app.auth.reach import Place, Reach, places, reach
from app.auth.viewer import Grant, Viewer
from app.models.events import Event
from app.subscriptions.ports import Listener, Plan, grants_key
from app.subscriptions.stream import Case, Judge, Topic

FOREVER = 1 << 63
"""A place no event will have: who is there is told nothing more."""

WIDE = {"property_id"}
"""What a topic may be narrowed to that still holds very much: what somebody may see is less."""


class Alone(Exception):
    """What ends a listener's place among the others: it goes on after `seq` by itself, and may come back."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


@dataclass(eq=False, slots=True)
class Member:
    """A listener in its cohort. `seq` is the place up to which it has been told, `told_at` when that was."""

    listener: Listener
    viewer: Viewer
    seq: int
    ended: asyncio.Future[Exception | None]
    told_at: float = field(default_factory=time.monotonic)
    cohort: "Cohort | None" = None

    def end(self, error: Exception | None) -> None:
        """End the stream of this listener: from here on nothing is told, whenever its task comes to hear of it."""
        self.seq = FOREVER
        if not self.ended.done():
            self.ended.set_result(error)


@dataclass(eq=False, slots=True)
class Cohort:
    """Listeners with one plan, one topic and equal grants: judged together, told together."""

    key: Any
    plan: Plan
    topic: Topic
    grants_end_at: datetime | None
    members: set[Member] = field(default_factory=set)


class Index:
    """Finds the cohorts and members that an event can concern at all, without asking all of them.

    A cohort stands at the places where its grants reach; a member also at those that name the person. Whose reach has
    no bounds stands everywhere. A topic about one thing stands at that thing alone.
    """

    def __init__(self) -> None:
        self._at: dict[Any, set[Cohort | Member]] = {}

    def add(self, member: Member, cohort: Cohort) -> None:
        """Stand a member of a cohort where it can be met."""
        for key, one in self._stands(member, cohort):
            self._at.setdefault(key, set()).add(one)

    def remove(self, member: Member, cohort: Cohort) -> None:
        """Take a member away, and the cohort with its last one."""
        for key, one in self._stands(member, cohort):
            if isinstance(one, Member) or not cohort.members:
                there = self._at.get(key)
                if there is not None:
                    there.discard(one)
                    if not there:
                        del self._at[key]

    def candidates(self, judge: Judge, case: Case) -> dict[Cohort, set[Member]]:
        """Return who might have to be told of an event, a set of one's own; the topic and its judge decide."""
        found: dict[Cohort, set[Member]] = {}
        alone: list[Member] = []
        for key in self._keys(judge, case):
            for one in self._at.get(key, ()):
                if isinstance(one, Member):
                    alone.append(one)
                else:
                    found[one] = set(one.members)
        for member in alone:
            if member.cohort is not None:
                found.setdefault(member.cohort, set()).add(member)
        return found

    def _stands(self, member: Member, cohort: Cohort) -> Iterator[tuple[Any, Cohort | Member]]:
        topic = cohort.topic
        where: Reach = reach(topic.judge.policy.see, member.viewer)
        name, id = topic.within[0] if topic.within else (None, None)
        if name is not None and (where is None or name not in WIDE):
            yield (topic.judge, name, str(id)), cohort
        elif where is None:
            yield topic.judge, cohort
        else:
            for column, id in where:
                yield (topic.judge, column, id), member if id == member.viewer.member_id else cohort

    @staticmethod
    def _keys(judge: Judge, case: Case) -> set[Any]:
        see = judge.policy.see
        subjects = (case.subject,) if case.before is None else (case.subject, case.before)
        where: set[Place] = {place for subject in subjects for place in places(see, subject)}
        scope = case.event.scope
        named = [*scope.items(), *(scope.get("before") or {}).items()]
        return {
            judge,
            *((judge, column, id) for column, id in where),
            *((judge, name, id) for name, id in named if isinstance(id, str)),
        }


class Room:
    """Who listens to one organization's stream on this node, by cohort."""

    def __init__(self) -> None:
        self.cohorts: dict[Any, Cohort] = {}
        self.members: set[Member] = set()
        self.index = Index()
        self._joining: dict[Member, tuple[Plan, Topic]] = {}
        self._of_person: dict[UUID | None, set[Member]] = {}
        self._following: dict[tuple[Judge, tuple[str, ...]], int] = {}

    def join(self, member: Member, plan: Plan, topic: Topic) -> None:
        """Let a listener that has been told all that the feed has seen hear what comes next."""
        self._joining[member] = (plan, topic)

    def admit(self) -> None:
        """Let in who waits; only while nothing is being prepared, so that who is told was there when it was judged."""
        for member, (plan, topic) in self._joining.items():
            self._admit(member, plan, topic)
        self._joining.clear()

    def leave(self, member: Member) -> None:
        """Forget a listener."""
        self._joining.pop(member, None)
        cohort, member.cohort = member.cohort, None
        if cohort is None:
            return
        self.members.discard(member)
        cohort.members.discard(member)
        self.index.remove(member, cohort)
        if not cohort.members:
            del self.cohorts[cohort.key]
            metrics.cohorts.dec()
            self._follow(cohort.topic, -1)
        alike = self._of_person[member.viewer.member_id]
        alike.discard(member)
        if not alike:
            del self._of_person[member.viewer.member_id]

    def judges(self, event: Event) -> list[Judge]:
        """Return the judges of the topics that follow such an event."""
        return list(dict.fromkeys(judge for judge, nouns in self._following if event.noun in nouns))

    def of_person(self, member_id: str | None) -> list[Member]:
        """Return all that one person listens with; `member_id` as events carry it."""
        return list(self._of_person.get(UUID(member_id), ())) if member_id is not None else []

    def _admit(self, member: Member, plan: Plan, topic: Topic) -> None:
        viewer = member.viewer
        key = (plan.key, topic, grants_key(viewer.grants), viewer.locale)
        cohort = self.cohorts.get(key)
        if cohort is None:
            cohort = self.cohorts[key] = Cohort(key, plan, topic, first_end(viewer.grants))
            metrics.cohorts.inc()
            self._follow(topic, 1)
        member.cohort = cohort
        cohort.members.add(member)
        self.members.add(member)
        self.index.add(member, cohort)
        self._of_person.setdefault(viewer.member_id, set()).add(member)

    def _follow(self, topic: Topic, step: int) -> None:
        key = (topic.judge, topic.nouns)
        self._following[key] = self._following.get(key, 0) + step
        if not self._following[key]:
            del self._following[key]


def by_cohort(members: Iterable[Member]) -> dict[Cohort, list[Member]]:
    """Sort members by their cohort; who has left meanwhile is left out."""
    found: dict[Cohort, list[Member]] = {}
    for member in members:
        if member.cohort is not None:
            found.setdefault(member.cohort, []).append(member)
    return found


def first_end(grants: tuple[Grant, ...]) -> datetime | None:
    """Return when the first of these grants that still counts will run out."""
    now = clock.now()
    return min((grant.ends_at for grant in grants if grant.ends_at is not None and grant.ends_at > now), default=None)
