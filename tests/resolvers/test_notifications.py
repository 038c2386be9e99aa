"""Who is told of what: in the portal at once, by mail once and only of what was left unread, and never at night."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from app import clock
from app.auth.viewer import Role
from app.entrypoints.notifications import forget_notifications, mail_unread
from app.models.messages import Conversation
from app.models.notifications import Notification, NotificationKind, Wishes, after_quiet
from app.models.people import Member
from app.models.tickets import Move, Ticket, TicketCategory, TicketPriority, TicketStatus
from app.resolvers import messages, tickets
from app.resolvers.messages import Said
from tests.auth.desk import Desk, Ear, codes_of
from tests.auth.matrix.oracle import COLUMNS, cell
from tests.auth.test_matrix_streams import REFUSED, ears, leaks, told, until
from tests.support.world import World

LIST = """{ notifications(first: 50) { nodes {
    kind text isRead count isEmergency target { __typename id } } } }"""
STREAM = """subscription { notificationEvents { __typename cursor ... on NotificationEvent {
    kind notification { id kind text isRead } viewer { unreadNotificationCount } } } }"""
READ = """mutation ($id: ID!) { markNotificationsRead(input: {notificationId: $id}) {
    errors { code } viewer { unreadNotificationCount } eventCursor } }"""
SET = """mutation ($input: ChangeNotificationSettingsInput!) { changeNotificationSettings(input: $input) {
    errors { code path } viewer { notificationSettings {
        quietFrom quietUntil choices { kind inPortal byMail } } } } }"""
ORIGIN = "https://portal.example"
REFUSED["notificationEvents"] = {"anonymous": "UNAUTHENTICATED", "former_tenant": "FORBIDDEN"}


@pytest.fixture(autouse=True)
async def nothing_waits(world: World) -> None:
    """The world has notifications and mail of its own, which is not what these tests look at."""
    async with world.superuser() as boss:
        await boss.execute("DELETE FROM notification; DELETE FROM mail")


async def shown(desk: Desk, world: World, role: str) -> list[dict[str, Any]]:
    answer = await desk.ask(world.viewer_of(role), LIST)
    assert "errors" not in answer, answer
    return list(answer["data"]["notifications"]["nodes"])


async def kinds(desk: Desk, world: World) -> dict[str, list[str]]:
    """Who was told, and of what."""
    found = {role: [row["kind"] for row in await shown(desk, world, role)] for role in COLUMNS}
    return {role: told for role, told in found.items() if told}


async def later(world: World, by: timedelta) -> None:
    """Let time pass for what waits to be mailed."""
    async with world.superuser() as boss:
        await boss.execute("UPDATE notification SET mail_due_at = mail_due_at - $1::interval", by)


async def mails(world: World) -> list[tuple[str, dict[str, Any]]]:
    async with world.superuser() as boss:
        rows = await boss.fetch("SELECT recipient, contents FROM mail ORDER BY recipient, created_at")
    return [(row["recipient"], json.loads(row["contents"])) for row in rows]


async def test_a_ticket_is_told_to_those_whom_it_concerns(desk: Desk, world: World) -> None:
    leak = world.a.id(Ticket, "leak")
    await tickets.change_status(world.viewer_of("manager"), leak, Move(TicketStatus.IN_PROGRESS))
    assert await kinds(desk, world) == {role: ["TICKET_CHANGED"] for role in ("tenant", "co_tenant", "maintenance")}
    (seen,) = await shown(desk, world, "tenant")
    assert "has begun" in seen["text"] and seen["target"] == {
        "__typename": "Ticket",
        "id": world.a.global_id(Ticket, "leak"),
    }
    visit = (clock.now() + timedelta(days=1), clock.now() + timedelta(days=1, hours=2))
    for words in ("visit was agreed", "visit for"):
        await tickets.change_status(world.viewer_of("manager"), leak, Move(TicketStatus.SCHEDULED, visit=visit))
        assert words in (await shown(desk, world, "tenant"))[0]["text"]
    assert "was moved" in (await shown(desk, world, "tenant"))[0]["text"]
    await tickets.comment(world.viewer_of("tenant"), leak, "It still drips", False)
    found = await kinds(desk, world)
    assert found["tenant"] == ["TICKET_CHANGED"] * 3, "whoever said it need not be told"
    assert found["co_tenant"] == ["TICKET_COMMENTED", *["TICKET_CHANGED"] * 3]
    await tickets.assign(world.viewer_of("manager"), leak, world.a.id(Member, "maintenance"))
    assert (await kinds(desk, world))["maintenance"][0] == "TICKET_ASSIGNED"
    await tickets.comment(world.viewer_of("manager"), leak, "They always say that", True)
    after = await kinds(desk, world)
    assert after.pop("maintenance") == ["TICKET_COMMENTED", "TICKET_ASSIGNED", *found.pop("maintenance")]
    assert after == found, "what is said inside stays inside"
    assert not leaks(world, "tenant", json.dumps(await shown(desk, world, "tenant")))


async def test_a_new_ticket_is_told_to_who_answers_for_the_place(desk: Desk, world: World) -> None:
    from app.models.properties import Unit

    report = tickets.NewTicket(
        "Fire", TicketCategory.OTHER, world.a.id(Unit, "north_1"), priority=TicketPriority.EMERGENCY
    )
    await tickets.create(world.viewer_of("tenant"), report)
    found = await kinds(desk, world)
    assert found == {role: ["TICKET_CREATED"] for role in ("manager", "scoped_manager")}
    assert (await shown(desk, world, "manager"))[0]["isEmergency"] is True
    # An emergency is mailed at once; anything else that is new, only to who has asked for it.
    assert await mail_unread(ORIGIN) == 2
    quiet = tickets.NewTicket("A squeak", TicketCategory.OTHER, world.a.id(Unit, "north_1"))
    await tickets.create(world.viewer_of("tenant"), quiet)
    await later(world, timedelta(hours=1))
    assert await mail_unread(ORIGIN) == 0


async def test_messages_wait_as_one_and_are_mailed_once(desk: Desk, world: World) -> None:
    home = world.a.id(Conversation, "home")
    others = [id for id in world.a.rows[Conversation]["home"].participant_ids if id != world.a.id(Member, "tenant")]
    assert others
    for words in ("Hello", "Are you there?"):
        await messages.send(world.viewer_of("scoped_manager"), home, Said(uuid.uuid4(), words))
    (seen,) = await shown(desk, world, "tenant")
    assert (seen["kind"], seen["count"]) == ("MESSAGES", 2) and "2 messages" in seen["text"]
    assert await mail_unread(ORIGIN) == 0, "it is left to be read in the portal first"
    await later(world, timedelta(minutes=11))
    assert await mail_unread(ORIGIN) >= 1
    sent = [contents for recipient, contents in await mails(world) if recipient == "tenant.a@world.example"]
    assert [contents["count"] for contents in sent] == [2]
    assert sent[0]["link"] == f"{ORIGIN}/messages/{world.a.global_id(Conversation, 'home')}"
    await messages.send(world.viewer_of("scoped_manager"), home, Said(uuid.uuid4(), "Well?"))
    await later(world, timedelta(days=1))
    await mail_unread(ORIGIN)
    assert len([1 for recipient, _ in await mails(world) if recipient == "tenant.a@world.example"]) == 1
    assert (await shown(desk, world, "tenant"))[0]["count"] == 3


async def test_what_was_read_is_neither_unread_nor_mailed(desk: Desk, world: World) -> None:
    home, tenant = world.a.id(Conversation, "home"), world.viewer_of("tenant")
    id = uuid.uuid4()
    await messages.send(world.viewer_of("scoped_manager"), home, Said(id, "Hello"))
    await messages.mark_read(tenant, home, id)
    assert [row["isRead"] for row in await shown(desk, world, "tenant")] == [True]
    await messages.send(world.viewer_of("scoped_manager"), home, Said(uuid.uuid4(), "Hello again"))
    assert [row["isRead"] for row in await shown(desk, world, "tenant")] == [False, True]
    await messages.send(tenant, home, Said(uuid.uuid4(), "Here I am"))
    assert [row["isRead"] for row in await shown(desk, world, "tenant")] == [True, True]
    await later(world, timedelta(days=1))
    await mail_unread(ORIGIN)
    assert not [1 for recipient, _ in await mails(world) if recipient == "tenant.a@world.example"]


async def test_who_lost_sight_of_it_gets_no_mail(desk: Desk, world: World) -> None:
    leak = world.a.id(Ticket, "leak")
    await tickets.assign(world.viewer_of("manager"), leak, world.a.id(Member, "vendor"))
    await tickets.assign(world.viewer_of("manager"), leak, None)
    await later(world, timedelta(days=1))
    await mail_unread(ORIGIN)
    assert "vendor.a@world.example" not in [recipient for recipient, _ in await mails(world)]


async def test_what_is_out_of_sight_by_now_is_told_in_general_words(desk: Desk, world: World) -> None:
    leak, home = world.a.id(Ticket, "leak"), world.a.id(Conversation, "home")
    await tickets.comment(world.viewer_of("manager"), leak, "They come on Friday", False)
    await messages.send(world.viewer_of("scoped_manager"), home, Said(uuid.uuid4(), "Hello"))
    before = await shown(desk, world, "tenant")
    assert world.a.text(Ticket, "leak", "title") in before[1]["text"] and before[0]["target"] is not None
    gone = replace(world.viewer_of("tenant"), grants=())
    for locale, words in (("en", "no longer"), ("nb", "ikke lenger"), ("ar", "لم يعد")):
        answer = await desk.ask(replace(gone, locale=locale), LIST)
        after = answer["data"]["notifications"]["nodes"]
        assert [(row["kind"], row["target"]) for row in after] == [(row["kind"], None) for row in before]
        assert all(words in row["text"] for row in after) and "CANARY" not in json.dumps(answer)
    assert await shown(desk, world, "tenant") == before


async def test_who_sees_no_longer_what_staff_say_among_themselves_is_not_told_who_said_it(
    desk: Desk, world: World
) -> None:
    manager = world.viewer_of("scoped_manager")
    await tickets.assign(world.viewer_of("manager"), world.a.id(Ticket, "leak"), manager.member_id)
    await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "Their third leak", True)
    told_then, _ = await shown(desk, world, "scoped_manager")
    assert world.a.text(Ticket, "leak", "title") in told_then["text"]
    owner = replace(manager, grants=tuple(replace(grant, role=Role.OWNER) for grant in manager.grants))
    answer = await desk.ask(owner, LIST)
    told_now, _ = answer["data"]["notifications"]["nodes"]
    # The ticket is in an owner's sight, the comment is not.
    assert told_now["target"] is not None and "no longer" in told_now["text"] and "CANARY" not in told_now["text"]


async def test_everybody_hears_only_their_own_live(desk: Desk, world: World) -> None:
    async with ears(desk, world, STREAM) as found:
        for role, ear in found.items():
            assert ear.code == REFUSED["notificationEvents"].get(role), role
            assert (ear.code is None) is (cell("subscriptions", "notificationEvents", role) != "deny"), role
        await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "We are coming", False)
        await tickets.comment(world.viewer_of("manager", "B"), world.b.id(Ticket, "leak"), "No", False)
        await until(lambda: all(len(found[role].heard) > 1 for role in ("tenant", "co_tenant")))
        for role, ear in found.items():
            assert not leaks(world, role, json.dumps(ear.heard)), role
        silent = {role for role, ear in found.items() if len(ear.heard) == 1}
        assert {"admin", "manager", "guarantor", "accountant"} <= silent
        await mark_all(desk, world, found["tenant"])


async def mark_all(desk: Desk, world: World, ear: Ear) -> None:
    """Read on one device what another one hears of."""
    (event,) = [message for message in told(ear, "notificationEvents") if message["__typename"] == "NotificationEvent"]
    assert (event["kind"], event["viewer"]["unreadNotificationCount"]) == ("CREATED", 1)
    answer = await desk.ask(world.viewer_of("tenant"), READ, id=event["notification"]["id"])
    assert answer["data"]["markNotificationsRead"]["viewer"] == {"unreadNotificationCount": 0}
    await until(lambda: len(ear.heard) > 2)
    assert told(ear, "notificationEvents")[-1]["kind"] == "READ"
    strange = await desk.ask(world.viewer_of("co_tenant"), READ, id=event["notification"]["id"])
    assert codes_of(strange) == ["NOT_FOUND"]


async def test_one_says_how_one_wants_to_be_told(desk: Desk, world: World) -> None:
    tenant = world.viewer_of("tenant")
    comment = {"kind": "TICKET_COMMENTED", "inPortal": False, "byMail": False}
    wanted = {"quietFrom": "22:00", "quietUntil": "07:00", "choices": [comment]}
    answer = (await desk.ask(tenant, SET, input=wanted))["data"]["changeNotificationSettings"]
    kept = answer["viewer"]["notificationSettings"]
    assert (kept["quietFrom"], kept["quietUntil"]) == ("22:00", "07:00")
    assert comment in kept["choices"] and len(kept["choices"]) == len(NotificationKind)
    await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "We are coming", False)
    assert "tenant" not in await kinds(desk, world)
    for bad in (
        {"quietFrom": "25:00", "quietUntil": "07:00"},
        {"quietFrom": "22:00"},
        {"quietFrom": "22:00", "quietUntil": "22:00"},
        {"choices": [{"kind": "SECURITY", "inPortal": False, "byMail": False}]},
    ):
        assert codes_of(await desk.ask(tenant, SET, input=bad)) == ["BAD_USER_INPUT"], bad


async def test_old_ones_are_forgotten(desk: Desk, world: World) -> None:
    await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "We are coming", False)
    async with world.superuser() as boss:
        await boss.execute("UPDATE notification SET created_at = created_at - interval '91 days'")
    await forget_notifications()
    assert await kinds(desk, world) == {}
    assert world.a.rows[Notification]


NIGHT = (time(22), time(7))


@pytest.mark.parametrize(
    ("moment", "zone", "due"),
    [
        ("2026-11-26T21:30+00:00", "Europe/Oslo", "2026-11-27T06:00+00:00"),
        ("2026-11-26T05:59+00:00", "Europe/Oslo", "2026-11-26T06:00+00:00"),
        ("2026-11-26T06:00+00:00", "Europe/Oslo", "2026-11-26T06:00+00:00"),
        ("2026-11-26T12:00+00:00", "Europe/Oslo", "2026-11-26T12:00+00:00"),
        ("2026-11-26T14:00+00:00", "Asia/Tokyo", "2026-11-26T22:00+00:00"),
        # The clock goes forward and back in such a night.
        ("2026-03-28T22:00+00:00", "Europe/Oslo", "2026-03-29T05:00+00:00"),
        ("2026-10-24T21:00+00:00", "Europe/Oslo", "2026-10-25T06:00+00:00"),
    ],
)
def test_mail_waits_for_the_morning_of_its_reader(moment: str, zone: str, due: str) -> None:
    assert after_quiet(datetime.fromisoformat(moment), zone, NIGHT) == datetime.fromisoformat(due)


def test_quiet_hours_may_lie_in_one_day() -> None:
    noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert after_quiet(noon, "UTC", (time(11), time(13))) == noon + timedelta(hours=1)
    assert after_quiet(noon, "UTC", (time(13), time(11))) == noon


def test_an_emergency_wakes_people_and_nothing_else_does() -> None:
    kind = NotificationKind
    night, wishes = datetime(2026, 11, 26, 23, tzinfo=UTC), Wishes(NIGHT)
    assert wishes.mail_at(kind.TICKET_CREATED, night, "UTC", True) == night
    assert wishes.mail_at(kind.TICKET_CHANGED, night, "UTC", False) == datetime(2026, 11, 27, 7, tzinfo=UTC)
    assert Wishes(None, {"TICKET_CREATED": (True, False)}).mail_at(kind.TICKET_CREATED, night, "UTC", True) is None
    assert wishes.mail_at(kind.SECURITY, night, "UTC", True) is None, "the account has mail of its own"
