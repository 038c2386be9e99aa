"""Made-up listeners and events: everything that the hub judges in memory, without a database."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app import clock
from app.auth.rules import Subject
from app.auth.viewer import Grant, Role, Viewer
from app.models.events import Event
from app.subscriptions.messages import MESSAGES
from app.subscriptions.ports import Plan
from app.subscriptions.stream import Case, Topic
from app.subscriptions.tickets import TICKETS

ORGANIZATION = uuid4()
SCOPED = ("property_id", "building_id", "unit_id", "lease_id")


@dataclass
class Row:
    """A row with any columns."""

    columns: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return ORGANIZATION if name == "organization_id" else self.columns[name]


@dataclass
class Listener:
    """Somebody who listens, and what was heard."""

    viewer: Viewer
    heard: list[bytes] = field(default_factory=list)
    is_open: bool = True

    def tell(self, payload: bytes) -> None:
        self.heard.append(payload)

    async def tell_in_turn(self, payload: bytes) -> None:
        self.tell(payload)


def plan(text: str = "{ __typename }") -> Plan:
    """A plan that depends on nothing."""
    return Plan((text,), None, by_grants=False, by_person=False, by_locale=False)


def tenant(lease_id: UUID | None = None, property_id: UUID | None = None) -> Viewer:
    """Somebody with one lease."""
    grant = Grant(uuid4(), Role.TENANT, property_id or uuid4(), uuid4(), uuid4(), lease_id or uuid4())
    return Viewer(uuid4(), uuid4(), ORGANIZATION, uuid4(), (grant,))


class Town:
    """A few ids of each kind, so that things meet; draws viewers, topics and events from them."""

    def __init__(self, seed: int) -> None:
        self.choice = random.Random(seed)
        self.ids = {name: [self._id() for _ in range(4)] for name in (*SCOPED, "member_id", "ticket_id", "talk_id")}

    def _id(self) -> UUID:
        return UUID(int=self.choice.getrandbits(128))

    def pick(self, name: str) -> UUID:
        return self.choice.choice(self.ids[name])

    def some(self, name: str) -> UUID | None:
        return self.pick(name) if self.choice.random() < 0.5 else None

    def grant(self) -> Grant:
        depth = self.choice.randint(0, len(SCOPED))
        scope = {name: self.pick(name) for name in SCOPED[:depth]}
        now = clock.now()
        starts, ends = (now + timedelta(hours=self.choice.choice((-2, -1, 1))) for _ in range(2))
        return Grant(self._id(), self.choice.choice(list(Role)), starts_at=starts, ends_at=max(starts, ends), **scope)

    def viewer(self) -> Viewer:
        grants = tuple(self.grant() for _ in range(self.choice.randint(0, 3)))
        return Viewer(self._id(), self._id(), ORGANIZATION, self.pick("member_id"), grants)

    def topic(self) -> Topic:
        place = self.some("property_id") if self.choice.random() < 0.4 else None
        if self.choice.random() < 0.5:
            ticket = self.some("ticket_id") if self.choice.random() < 0.5 else None
            kinds = ["ASSIGNED", "COMMENTED"] if self.choice.random() < 0.3 else None
            return Topic.narrowed(TICKETS, kinds, ticket_id=ticket, property_id=place)
        return Topic.narrowed(MESSAGES, conversation_id=self.some("talk_id"))

    def case(self, topic: Topic) -> Case:
        """An event of the topic's nouns, a third of them with scope columns that it has changed."""
        return self._ticket_case() if topic.judge is TICKETS.judge else self._talk_case()

    def _ticket_case(self) -> Case:
        ticket = {name: self.pick(name) for name in ("property_id", "building_id", "unit_id")}
        ticket |= {
            "lease_id": self.some("lease_id"),
            "reporter_id": self.some("member_id"),
            "vendor_ids": self.people(),
        }
        id, inside = self.pick("ticket_id"), self.choice.random() < 0.2
        scope = {"ticket_id": id, "property_id": ticket["property_id"], "lease_id": ticket["lease_id"]}
        before = self.before({"vendor_ids": self.people(), "property_id": self.pick("property_id")})
        event = self.event("ticket", self.choice.choice(("ASSIGNED", "COMMENTED", "CREATED")), scope, before)
        parent = Subject(Row({"id": id, **ticket}))
        return self.judged(
            TICKETS, event, Subject(Row({"ticket_id": id, "is_internal": inside}), {"ticket_id": parent})
        )

    def _talk_case(self) -> Case:
        talk = {"id": self.pick("talk_id"), "property_id": self.some("property_id"), "participant_ids": self.people()}
        scope = {"conversation_id": talk["id"], "property_id": talk["property_id"]}
        event = self.event("message", "SENT", scope, self.before({"participant_ids": self.people()}))
        return self.judged(MESSAGES, event, Subject(Row(talk)))

    def people(self) -> list[UUID]:
        return self.choice.sample(self.ids["member_id"], self.choice.randint(0, 2))

    def before(self, columns: dict[str, Any]) -> dict[str, Any] | None:
        if self.choice.random() < 0.6:
            return None
        return dict([self.choice.choice(list(columns.items()))])

    def event(self, noun: str, kind: str, scope: dict[str, Any], before: dict[str, Any] | None) -> Event:
        words = {name: None if id is None else str(id) for name, id in scope.items()}
        if before is not None:
            words["before"] = {  # type: ignore[assignment]
                name: [str(id) for id in value] if isinstance(value, list) else str(value)
                for name, value in before.items()
            }
        return Event(1, self._id(), noun, kind, self._id(), words, {}, None, clock.now())

    @staticmethod
    def judged(topic: Topic, event: Event, subject: Subject) -> Case:
        return topic.judge.case(event, subject)
