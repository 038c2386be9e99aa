"""The outbox: sent if and only if it was committed, once, retried, given up, and never kept longer than needed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.auth.outbox import post
from app.auth.scope import writing
from app.auth.viewer import Viewer
from app.entrypoints.jobs import send_mail
from app.entrypoints.mail import deliver, forget_mail
from app.errors import BadInput
from app.integrations.mail.port import Message, NotNow, Refused
from app.models.mail import Letter, Template
from app.subscriptions.transaction import transaction
from tests.auth.conftest import world, world_database, world_template
from tests.support.world import World

__all__ = ["world", "world_database", "world_template"]

SECRET = "https://portal.example/reset?token=s3cr3t"
AGES = timedelta(days=2)


class Hands:
    """A mail server as its adapter shows it: takes mails, or says why not."""

    sender_name = "Nordlys"

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.trouble: Exception | None = None

    async def send(self, message: Message) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.taken.append(message)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lets time pass."""
    passed = [timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + passed[0])

    def wait(span: timedelta) -> None:
        passed[0] += span

    yield wait


def reset(recipient: str = "ase@nordlys.example", until: datetime | None = None) -> Letter:
    values = {"link": SECRET, "until": clock.now() + AGES}
    return Letter(Template.PASSWORD_RESET, recipient, "nb", values, "Europe/Oslo", until)


async def queue(letter: Letter) -> Any:
    async with writing(Viewer.anonymous()) as scope:
        return await post(scope, letter)


async def rows(world: World) -> list[Any]:
    async with world.superuser() as connection:
        return list(await connection.fetch("SELECT * FROM mail ORDER BY id"))


async def test_mail_is_sent_once_if_and_only_if_its_change_commits(world: World, hands: Hands) -> None:
    with pytest.raises(ZeroDivisionError):
        async with writing(Viewer.anonymous()) as scope:
            await post(scope, reset())
            raise ZeroDivisionError
    async with transaction(world.viewer_of("admin")) as tx:
        theirs = await tx.mail(reset("org@nordlys.example"))
    ours = await queue(reset())
    assert await send_mail(hands) == 2
    assert await send_mail(hands) == 0
    assert {(mail.message_id, mail.recipient) for mail in hands.taken} == {
        (str(ours), "ase@nordlys.example"),
        (str(theirs), "org@nordlys.example"),
    }
    assert all(SECRET in mail.text and mail.locale == "nb" for mail in hands.taken)


async def test_a_secret_is_forgotten_with_the_sending(world: World, hands: Hands) -> None:
    await queue(reset())
    assert "s3cr3t" in str(await rows(world))
    await send_mail(hands)
    assert "s3cr3t" not in str(await rows(world))
    assert [row["status"] for row in await rows(world)] == ["SENT"]


async def test_the_wall_parts_accounts_and_organizations(world: World) -> None:
    await queue(reset())
    async with transaction(world.viewer_of("admin", "A")) as tx:
        await tx.mail(reset())
    for viewer, wanted in (
        (Viewer.anonymous(), {None}),
        (world.viewer_of("admin", "A"), {world.a.organization_id}),
        (world.viewer_of("admin", "B"), set[Any]()),
    ):
        async with transaction(viewer) as tx:
            seen = await tx.run("SELECT array_agg(organization_id) AS ids FROM mail")
        assert set(seen.ids or ()) == wanted  # type: ignore[union-attr]


async def test_a_server_away_for_an_hour_loses_nothing(world: World, hands: Hands, hour: Any) -> None:
    ids = [await queue(reset(f"a{number}@nordlys.example")) for number in range(5)]
    hands.trouble = NotNow("ConnectionRefusedError: mail.example does not take mail")
    for _ in range(60):
        assert await send_mail(hands) == 0
        hour(timedelta(minutes=1))
    waiting = await rows(world)
    assert {row["last_error"] for row in waiting} == {str(hands.trouble)}
    assert {row["attempts"] for row in waiting} <= {6, 7, 8}
    hands.trouble = None
    hour(timedelta(hours=1))
    assert await send_mail(hands) == 5
    assert await send_mail(hands) == 0
    assert sorted(mail.message_id for mail in hands.taken) == sorted(map(str, ids))


async def test_after_72_hours_it_is_given_up_and_seen(world: World, hands: Hands, hour: Any) -> None:
    await queue(reset())
    hands.trouble = NotNow("421 later")
    for _ in range(72):
        await send_mail(hands)
        hour(timedelta(hours=1))
    hands.trouble = None
    assert await send_mail(hands) == 0
    (row,) = await rows(world)
    assert (row["status"], row["contents"]) == ("GIVEN_UP", None)
    assert 60 < row["attempts"] < 90
    hour(timedelta(days=31))
    await forget_mail(None)
    assert await rows(world) == []


async def test_a_link_that_has_expired_is_not_sent(world: World, hands: Hands, hour: Any) -> None:
    await queue(reset(until=clock.now() + timedelta(minutes=30)))
    hour(timedelta(minutes=31))
    assert await send_mail(hands) == 0
    (row,) = await rows(world)
    assert (row["status"], row["contents"], hands.taken) == ("GIVEN_UP", None, [])


async def test_a_recipient_who_is_refused_is_not_tried_again(world: World, hands: Hands, hour: Any) -> None:
    await queue(reset())
    hands.trouble = Refused("550 no such user")
    await send_mail(hands)
    hands.trouble = None
    hour(timedelta(hours=2))
    assert await send_mail(hands) == 0
    (row,) = await rows(world)
    assert (row["status"], row["last_error"], row["contents"]) == ("GIVEN_UP", "550 no such user", None)


async def test_one_mail_that_hangs_or_fails_does_not_stop_the_others(world: World, hands: Hands) -> None:
    await queue(reset("first@nordlys.example"))
    await queue(reset("second@nordlys.example"))
    async with world.superuser() as connection:
        await connection.execute("UPDATE mail SET template = 'mail-of-another-version' WHERE recipient LIKE 'first%'")
    assert await send_mail(hands) == 1
    assert [row["status"] for row in await rows(world)] == ["GIVEN_UP", "SENT"]


async def test_what_cannot_be_a_mail_is_refused_before_it_is_written(world: World) -> None:
    with pytest.raises(BadInput):
        await queue(reset("ase@nordlys.example\r\nBcc: all@example.com"))
    with pytest.raises(ValueError):
        await queue(Letter(Template.PASSWORD_RESET, "ase@nordlys.example", "nb", {"link": SECRET}))
    assert await rows(world) == []


async def test_a_round_ends_and_leaves_the_rest_for_the_next(
    world: World, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.entrypoints.mail.AT_ONCE", 2)
    for number in range(3):
        await queue(reset(f"a{number}@nordlys.example"))
    assert [await deliver(hands, None) for _ in range(3)] == [2, 1, 0]
