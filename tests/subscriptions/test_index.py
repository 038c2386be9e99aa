"""An event is judged for few: whom the index leaves out would have been told nothing, and most are left out."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest

from app import clock
from app.auth.rules import Subject
from app.models.events import Event
from app.subscriptions.cohorts import Member, Room
from app.subscriptions.kitchen import Kitchen
from app.subscriptions.stream import Case, Message, Topic, Verdict
from app.subscriptions.tickets import TICKETS
from tests.subscriptions.crowd import ORGANIZATION, Listener, Row, Town, plan, tenant

VERDICT = Topic.verdict


def fill(room: Room, listeners: list[tuple[Listener, Topic]]) -> list[Member]:
    """Let listeners in."""
    members = []
    for listener, topic in listeners:
        member = Member(listener, listener.viewer, 0, asyncio.get_event_loop().create_future())
        room.join(member, plan(), topic)
        members.append(member)
    room.admit()
    return members


async def test_whom_the_index_leaves_out_would_have_been_told_nothing() -> None:
    seen: Counter[Verdict] = Counter()
    asked = there = 0
    for seed in range(150):
        town, room = Town(seed), Room()
        members = fill(room, [(Listener(town.viewer()), town.topic()) for _ in range(40)])
        for gone in town.choice.sample(members, 5):
            room.leave(gone)
        for _ in range(12):
            case = town.case(town.topic())
            found = {
                member: member.cohort.topic
                for judge in room.judges(case.event)
                for cohort, some in room.index.candidates(judge, case).items()
                for member in some
                if cohort.topic.concerns(case.event)
            }
            for member in room.members:
                assert member.cohort is not None
                topic, concerned = member.cohort.topic, member.cohort.topic.concerns(case.event)
                verdict = topic.verdict(member.viewer, case) if concerned else Verdict.NOTHING
                seen[verdict] += 1
                assert verdict is Verdict.NOTHING or member in found, (seed, member.viewer, case)
            asked, there = asked + len(found), there + len(room.members)
        for member in members:
            room.leave(member)
        assert room.index._at == room.cohorts == room._of_person == room._following == {} and not room.members
    assert seen[Verdict.SEEN] > 500 and seen[Verdict.GONE] > 50
    assert asked < there / 3


class Loud:
    """An executor that says who was asked for."""

    async def execute(self, plan: object, viewer: object, message: Message) -> bytes:
        return b"{}"


@pytest.mark.parametrize("narrowed", [False, True])
async def test_one_event_among_two_thousand_tenants_is_judged_for_its_household(
    narrowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, ticket, place = uuid4(), uuid4(), uuid4()
    listeners = [Listener(tenant(property_id=place)) for _ in range(2_000)]
    household = [Listener(tenant(lease, place)) for _ in range(3)]
    topic = Topic.narrowed(TICKETS, property_id=place if narrowed else None)
    room = Room()
    fill(room, [(listener, topic) for listener in [*listeners, *household]])
    columns = {"property_id": place, "lease_id": lease, "reporter_id": None, "vendor_ids": []}
    subject = Subject(
        Row({"ticket_id": ticket, "is_internal": False}), {"ticket_id": Subject(Row({"id": ticket, **columns}))}
    )
    scope = {"ticket_id": str(ticket), "property_id": str(place), "lease_id": str(lease)}
    event = Event(1, uuid4(), "ticket", "CREATED", ticket, scope, {}, None, clock.now())
    judged: list[object] = []

    def counted(self: Topic, viewer: object, case: Case) -> Verdict:
        judged.append(viewer)
        return VERDICT(self, viewer, case)  # type: ignore[arg-type]

    async def load(self: object, organization_id: UUID, event: Event) -> Case:
        return TICKETS.judge.case(event, subject)

    monkeypatch.setattr(Topic, "verdict", counted)
    monkeypatch.setattr(type(TICKETS.judge), "load", load)
    told = await Kitchen(ORGANIZATION, Loud()).prepare(event, uuid4(), room)
    assert {id(member.listener) for members, _ in told for member in members} == {id(one) for one in household}
    assert len(judged) <= len(household)
