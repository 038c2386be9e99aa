"""What is noticed by itself, and what people report: an event, and mail to those who run the organization."""

from typing import Any

import pytest

from app.auth.alerts import CONCERNS, Alert, note_alone
from app.auth.viewer import Viewer
from app.models.ids import to_global
from app.models.people import Member
from app.models.security import SecurityEventKind
from app.models.security import SecurityEventKind as K
from app.models.tickets import Ticket
from app.resolvers.security import LIMITS, Watch
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.oracle import COLUMNS, cell
from tests.auth.proving_schema import Person
from tests.support.world import PASSWORD, World

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
    for _ in range(LIMITS[K.MASS_READ][0] // len(world.a.rows[Member]) * 2):
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


ACCOUNTS = {kind for kind, _ in CONCERNS.values()}


async def test_what_happens_to_an_account_is_told_to_each_of_its_organizations(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    shared = Person.of(desk, "shared")
    await shared.sign_in()
    for key, own in (("A", {"NEW_DEVICE", "FACTOR_ADDED"}), ("B", set())):
        rows = await events(desk, world.viewer_of("admin", key), *ACCOUNTS)
        assert {row["kind"] for row in rows if "member-manager" in row["actor"]["name"]} == own
        assert [row["kind"] for row in rows if "member-shared" in row["actor"]["name"]] == ["NEW_DEVICE"], key
        assert all(row["actor"]["name"].startswith(f"CANARY-{key}-") for row in rows)
    assert person.app is not None
    mine = await events(desk, await person.viewer(), *ACCOUNTS)
    assert {row["kind"] for row in mine} == {"NEW_DEVICE", "FACTOR_ADDED"}, "the person sees it too"
    assert await events(desk, world.viewer_of("tenant"), *ACCOUNTS) == []


async def test_every_alert_that_concerns_an_organization_is_there_and_in_the_audit(desk: Desk, world: World) -> None:
    person_id = world.viewer_of("tenant").person_id
    assert person_id is not None
    for alert in Alert:
        await note_alone(person_id, alert, "192.0.2.7")
    told = await events(desk, world.viewer_of("admin"), *ACCOUNTS)
    assert {row["kind"] for row in told} == {str(kind) for kind in ACCOUNTS} and len(told) == len(CONCERNS)
    others = {
        K.TOKEN_FROM_NEW_NETWORK,
        K.PASSWORDS_GUESSED,
        K.MASS_READ,
        K.DENIED_BURST,
        K.UNKNOWN_IDS,
        K.PHISHING_REPORTED,
    }
    assert set(SecurityEventKind) == ACCOUNTS | others, "each is written somewhere"
    log = "{ auditLog(first: 50) { nodes { action actor { name } ipAddress } } }"
    entries = (await desk.ask(world.viewer_of("admin"), log))["data"]["auditLog"]["nodes"]
    wanted = sorted(action for _, action in CONCERNS.values() if action)
    assert sorted(row["action"] for row in entries if row["action"].startswith("MEMBER.")) == wanted
    foreign = await events(desk, world.viewer_of("admin", "B"), *ACCOUNTS)
    assert foreign == [], "the tenant of one is nobody's business in another"
    async with world.superuser() as connection:
        kept = await connection.fetchval("SELECT count(*) FROM security_event WHERE ip_address = '192.0.2.7'")
    assert kept == len(CONCERNS)


async def test_who_was_shut_out_is_not_told_of_any_more(desk: Desk, world: World) -> None:
    shared = world.viewer_of("shared")
    async with world.superuser() as connection:
        await connection.execute("UPDATE member SET deactivated_at = now() WHERE id = $1", shared.member_id)
    assert shared.person_id is not None
    await note_alone(shared.person_id, Alert.PASSWORD_CHANGED)
    assert await events(desk, world.viewer_of("admin"), *ACCOUNTS) == []
    assert len(await events(desk, world.viewer_of("admin", "B"), *ACCOUNTS)) == 1


async def test_a_password_that_was_guessed_at_length_is_noticed(desk: Desk, world: World) -> None:
    person = Person.of(desk, "tenant")
    async with world.superuser() as connection:
        for _ in range(11):
            await person.do("signIn", email=person.email, password="wrong")
            await connection.execute("UPDATE sign_in_throttle SET blocked_until = NULL")
    await person.sign_in()
    (found,) = await events(desk, world.viewer_of("admin"), K.SUCCESS_AFTER_FAILURES)
    assert found["count"] == 11
    await person.do("signIn", email=person.email, password="wrong")
    assert (await person.do("stepUp", password=PASSWORD))["errors"] == []
    assert len(await events(desk, world.viewer_of("admin"), K.SUCCESS_AFTER_FAILURES)) == 1


async def test_advice_is_given_to_everybody_in_their_language(still_desk: Desk, still_world: World) -> None:
    document = "query ($locale: Locale) { securityTips(locale: $locale) { title body } }"
    seen = set()
    for role in COLUMNS:
        answer = await still_desk.ask(still_world.viewer_of(role), document)
        assert cell("queries", "securityTips", role) == "allow" and len(answer["data"]["securityTips"]) == 6, role
    for locale in ("nb", "en", "ar", "ar-EG", "de"):
        tips = (await still_desk.ask(Viewer.anonymous(), document, locale=locale))["data"]["securityTips"]
        assert all(tip["title"] and tip["body"] for tip in tips)
        seen.add(tips[0]["title"])
    assert len(seen) == 3
