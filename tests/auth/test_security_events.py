"""What is noticed by itself, and what people report: an event, and mail to those who run the organization."""

from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.models.ids import to_global
from app.models.people import Member
from app.models.security import SecurityEventKind as K
from app.models.tickets import Ticket
from app.resolvers.security import LIMITS, Watch
from tests.auth.desk import Desk, codes_of
from tests.support.world import World

EVENTS = """query ($kinds: [SecurityEventKind!]) { securityEvents(first: 50, filter: { kinds: $kinds }) {
    nodes { kind count description actor { name } } } }"""
REPORT = "mutation ($input: ReportPhishingInput!) { reportPhishing(input: $input) { errors { code path } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def events(desk: Desk, viewer: Viewer, *kinds: K) -> list[dict[str, Any]]:
    """What somebody is shown of these kinds."""
    answer = await desk.ask(viewer, EVENTS, kinds=list(kinds))
    assert "errors" not in answer, answer
    return list(answer["data"]["securityEvents"]["nodes"])


async def test_ids_of_others_tried_in_a_row_are_noticed_once(desk: Desk, world: World) -> None:
    tenant, admin = world.viewer_of("tenant"), world.viewer_of("admin")
    foreign = to_global("Ticket", world.b.id(Ticket, "leak"))
    await desk.ask(tenant, NODES, ids=[foreign] * 49)
    assert await events(desk, admin, K.UNKNOWN_IDS) == []
    await desk.ask(tenant, NODES, ids=[foreign] * 2)
    await desk.ask(tenant, NODES, ids=[foreign] * 10)
    (found,) = await events(desk, admin, K.UNKNOWN_IDS)
    assert (found["count"], found["actor"]["name"]) == (51, "CANARY-A-member-tenant-name")
    assert await events(desk, world.viewer_of("admin", "B"), K.UNKNOWN_IDS) == []
    assert await events(desk, world.viewer_of("manager"), K.UNKNOWN_IDS) == []


async def test_refusals_in_a_row_are_noticed(desk: Desk, world: World) -> None:
    tenant, admin = world.viewer_of("tenant"), world.viewer_of("admin")
    ticket = to_global("Ticket", world.a.id(Ticket, "leak"))
    document = "mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { errors { code } } }"
    for _ in range(LIMITS[K.DENIED_BURST][0]):
        answer = await desk.ask(tenant, document, input={"ticketId": ticket})
        assert codes_of(answer) == ["FORBIDDEN"]
    (found,) = await events(desk, admin, K.DENIED_BURST)
    assert found["count"] == LIMITS[K.DENIED_BURST][0]


async def test_reading_the_contacts_of_very_many_is_noticed(desk: Desk, world: World) -> None:
    admin = world.viewer_of("admin")
    for _ in range(LIMITS[K.MASS_READ][0] // len(world.a.rows[Member]) + 3):
        await desk.ask(admin, "{ people(first: 50) { nodes { email } } }")
    assert len(await events(desk, admin, K.MASS_READ)) == 1


async def test_a_report_is_an_event_and_mail_to_those_who_run_it(desk: Desk, world: World) -> None:
    tenant = world.viewer_of("tenant")
    async with world.superuser() as connection:
        # The manager's address is none that mail can go to.
        await connection.execute(
            "UPDATE member SET email = 'admin@world.example' WHERE id = $1", world.a.id(Member, "admin")
        )
    key = "0192f0c5-0000-7000-8000-000000000001"
    for _ in range(2):
        values = {"description": "  They asked for my bank code ", "idempotencyKey": key}
        assert codes_of(await desk.ask(tenant, REPORT, input=values)) == []
    reports = [one["description"] for one in await events(desk, tenant, K.PHISHING_REPORTED)]
    assert reports.count("They asked for my bank code") == 1
    async with world.superuser() as connection:
        rows = await connection.fetch("SELECT * FROM mail WHERE template = 'mail-phishing-reported'")
    assert {row["organization_id"] for row in rows} == {world.a.organization_id}
    assert [row["recipient"] for row in rows] == ["admin@world.example"]


@pytest.mark.parametrize("description", ["", "   ", "x" * 4_001, "a\x00b"])
async def test_a_report_without_words_is_refused(desk: Desk, world: World, description: str) -> None:
    answer = await desk.ask(world.viewer_of("tenant"), REPORT, input={"description": description})
    assert codes_of(answer) == ["BAD_USER_INPUT"]


def test_the_watch_is_bounded_and_forgets() -> None:
    watch = Watch()
    member = Member().id
    assert watch.count(member, K.DENIED_BURST, 19) is None
    assert watch.count(member, K.DENIED_BURST, 1) == 20
    assert watch.count(member, K.DENIED_BURST, 19) is None, "counting has begun anew"
    for _ in range(10_001):
        watch.count(Member().id, K.DENIED_BURST, 1)
    assert len(watch._spans) == 10_000
    assert watch.count(member, K.DENIED_BURST, 1) is None, "the member seen longest ago is forgotten"
