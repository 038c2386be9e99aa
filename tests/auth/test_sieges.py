"""Very many wrong passwords for one organization: a password alone then opens nothing from an unknown device."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app import clock
from app.auth.sessions import Sessions
from app.auth.sieges import CROWDS, LEAST, MOST, SPAN, SPREAD, crowd_of, key_of
from app.models.security import SecurityEventKind
from tests.auth.desk import Desk, codes_of
from tests.auth.post import mails
from tests.auth.proving_schema import Person, codes
from tests.auth.test_links import do
from tests.auth.test_passwords import CHANGE, NEW
from tests.auth.test_security_events import events
from tests.auth.test_throttle import SIGN_IN, outcome
from tests.support.world import PASSWORD, World, email_of

GUESSED = SecurityEventKind.PASSWORDS_GUESSED


async def besiege(world: World, key: str = "A", failures: int = MOST, since: timedelta = timedelta(minutes=59)) -> None:
    """Let so many have been counted for an organization, from so long ago on."""
    async with world.superuser() as connection:
        await connection.execute(
            "INSERT INTO sign_in_throttle (key, failures, updated_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (key) DO UPDATE SET failures = $2, updated_at = $3",
            *(key_of(world.house(key).organization_id), failures, clock.now() - since),
        )


async def counted(world: World) -> dict[UUID, int]:
    """What was counted for organizations and crowds."""
    async with world.superuser() as connection:
        rows = await connection.fetch("SELECT key, failures FROM sign_in_throttle WHERE key LIKE 'guesses:%'")
    return {UUID(row["key"].removeprefix("guesses:")): row["failures"] for row in rows}


async def forget_accounts(world: World) -> None:
    """Forget what was counted for accounts and networks, and keep what was counted for organizations."""
    async with world.superuser() as connection:
        await connection.execute("DELETE FROM sign_in_throttle WHERE key NOT LIKE 'guesses:%'")


async def test_a_right_password_and_a_wrong_one_are_answered_alike(desk: Desk, world: World) -> None:
    await besiege(world)
    anonymous, answers = world.viewer_of("anonymous"), []
    tries = [(email_of("tenant"), PASSWORD), (email_of("tenant"), "wrong"), ("nobody@world.example", PASSWORD)]
    for email, password in tries:
        answers.append(await desk.ask(anonymous, SIGN_IN, input={"email": email, "password": password}))
        async with world.superuser() as connection:
            failed = await connection.fetchval("SELECT failures FROM sign_in_throttle WHERE key LIKE 'network:%'")
        assert failed == len(answers), "what was refused is not forgiven"
    assert all(answer == answers[0] for answer in answers), answers
    assert codes_of(answers[0]) == ["UNAUTHENTICATED"]
    assert (await counted(world))[world.a.organization_id] == MOST + 2, "each is counted, the right one too"


async def test_others_are_not_under_siege(world: World, sessions: Sessions) -> None:
    await besiege(world)
    assert await outcome(sessions, email_of("tenant"), PASSWORD) == "UNAUTHENTICATED"
    assert await outcome(sessions, email_of("tenant", "B"), PASSWORD) == "in"
    assert await outcome(sessions, email_of("shared"), PASSWORD) == "UNAUTHENTICATED", "an account of both"


async def test_a_known_device_opens_and_its_mistakes_are_not_counted(desk: Desk, world: World) -> None:
    owner = Person.of(desk, "tenant")
    await owner.sign_in()
    await besiege(world)
    again = await owner.sign_in(deviceToken=owner.device)
    assert again["errors"] == [] and again["deviceToken"] == owner.device
    wrong = await owner.do("signIn", email=owner.email, password="wrong", deviceToken=owner.device)
    assert codes(wrong) == ["UNAUTHENTICATED"]
    assert await counted(world) == {world.a.organization_id: MOST}
    stranger = Person.of(desk, "co_tenant")
    assert codes(await stranger.sign_in(deviceToken=owner.device)) == ["UNAUTHENTICATED"], "it is another's device"


async def test_a_passkey_opens(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    assert (await person.add_passkey())["errors"] == []
    await besiege(world)
    signature = await person.signature("SIGN_IN")
    person.token = None
    assert (await person.do("signInWithPasskey", passkey=signature))["errors"] == []


async def test_a_link_by_mail_opens(desk: Desk, world: World) -> None:
    await besiege(world)
    owner = Person.of(desk, "tenant")
    assert codes(await owner.sign_in()) == ["UNAUTHENTICATED"]
    assert await do(desk, "requestPasswordReset", email=owner.email) == []
    async with world.superuser() as connection:
        (mail,) = await mails(connection, "password-reset")
    assert await do(desk, "resetPassword", token=mail.token, password=NEW) == []
    assert codes(await owner.do("signIn", email=owner.email, password=PASSWORD)) == ["UNAUTHENTICATED"]
    assert (await owner.do("signIn", email=owner.email, password=NEW))["errors"] == []
    assert codes(await Person.of(desk, "co_tenant").sign_in()) == ["UNAUTHENTICATED"], "it opens the own account alone"


async def test_whoever_is_signed_in_can_change_the_password(desk: Desk, world: World) -> None:
    owner = Person.of(desk, "tenant")
    await owner.sign_in()
    await besiege(world)
    changed = await owner.ask(CHANGE, input={"currentPassword": PASSWORD, "newPassword": NEW})
    assert codes_of(changed) == []


async def test_it_ends_with_its_hour_and_counting_begins_anew(world: World, sessions: Sessions) -> None:
    await besiege(world, since=SPAN - timedelta(minutes=1))
    assert await outcome(sessions, email_of("tenant"), PASSWORD) == "UNAUTHENTICATED"
    await besiege(world, since=SPAN + timedelta(seconds=1))
    assert await outcome(sessions, email_of("tenant"), PASSWORD) == "in"
    assert await outcome(sessions, email_of("manager")) == "UNAUTHENTICATED"
    assert 1 <= (await counted(world))[world.a.organization_id] <= SPREAD
    assert await outcome(sessions, email_of("tenant"), PASSWORD) == "in"


async def test_its_admins_are_told_once(desk: Desk, world: World) -> None:
    sessions = desk.services.sessions
    await besiege(world, failures=MOST - 2)
    told: list[Any] = []
    for _ in range(4):
        told.append(await events(desk, world.viewer_of("admin"), GUESSED))
        assert await outcome(sessions, email_of("tenant")) == "UNAUTHENTICATED"
    found = {"kind": GUESSED, "count": LEAST, "description": None, "actor": None}
    assert told == [[], [], [found], [found]]
    await besiege(world, failures=MOST - 1)
    await forget_accounts(world)
    assert await outcome(sessions, email_of("manager")) == "UNAUTHENTICATED"
    assert await events(desk, world.viewer_of("admin"), GUESSED) == [found] * 2, "once for each siege"
    assert await events(desk, world.viewer_of("admin", "B"), GUESSED) == []
    assert await events(desk, world.viewer_of("tenant"), GUESSED) == []


async def test_what_nobody_has_is_counted_too_and_ends_nowhere(desk: Desk, world: World) -> None:
    sessions, nobody = desk.services.sessions, "nobody@world.example"
    async with world.superuser() as connection:
        gone = "UPDATE member SET deactivated_at = now() WHERE person_id = $1"
        await connection.execute(gone, world.a.person_id("owner"))
    for email in (nobody, email_of("owner")):
        assert await outcome(sessions, email) == await outcome(sessions, email) == "UNAUTHENTICATED"
    own = {crowd_of(nobody), crowd_of(email_of("owner"))}
    found = await counted(world)
    assert found.keys() == own and all(failures >= 2 for failures in found.values())
    async with world.superuser() as connection:
        await connection.execute("UPDATE sign_in_throttle SET failures = $1 WHERE key LIKE 'guesses:%'", MOST - 1)
    await forget_accounts(world)
    assert await outcome(sessions, nobody) == "UNAUTHENTICATED"
    assert (await counted(world))[crowd_of(nobody)] == MOST
    for key in "AB":
        assert await events(desk, world.viewer_of("admin", key), GUESSED) == []


async def test_one_of_several_is_counted_always_the_same(world: World, sessions: Sessions) -> None:
    for _ in range(3):
        assert await outcome(sessions, email_of("shared")) == "UNAUTHENTICATED"
    (home,) = await counted(world)
    assert home == min(world.a.organization_id, world.b.organization_id)


def test_crowds_are_few_and_no_organizations() -> None:
    crowds = {crowd_of(f"{number}@world.example") for number in range(2_000)}
    assert len(crowds) == CROWDS and all(crowd.int < CROWDS for crowd in crowds)
    assert crowd_of("x@world.example") == crowd_of("x@world.example")


@pytest.fixture
def sessions(desk: Desk) -> Sessions:
    """The sessions of the desk."""
    return desk.services.sessions
