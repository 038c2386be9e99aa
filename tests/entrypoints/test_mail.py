"""The outbox: sent if and only if it was committed, once, retried, given up, and never kept longer than needed."""

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from typing import Any

import pytest

from app import clock
from app.auth.outbox import post
from app.auth.scope import writing
from app.auth.viewer import Viewer
from app.entrypoints.jobs import send_mail
from app.entrypoints.mail import deliver, forget_mail
from app.errors import BadInput
from app.integrations.mail.smtp import SmtpMail
from app.models.mail import Letter, Template
from app.subscriptions.transaction import transaction
from tests.auth.conftest import world, world_database, world_template
from tests.support.mail import Box, listening
from tests.support.server import free_port
from tests.support.world import World

__all__ = ["world", "world_database", "world_template"]

SECRET = "https://portal.example/reset?token=s3cr3t"
AGES = timedelta(days=2)


@dataclass
class Post:
    """A mail server, and the way to it."""

    box: Box
    port: int

    @property
    def way(self) -> SmtpMail:
        return SmtpMail(f"smtp://127.0.0.1:{self.port}", Address("Nordlys", "post", "nordlys.example"))

    @property
    def taken(self) -> set[tuple[str, str]]:
        """Message-ID and recipient of what came."""
        return {(mail["Message-ID"].strip("<>").split("@")[0], mail["To"]) for mail in self.box.taken}


@pytest.fixture(autouse=True)
async def empty_outbox(world: World) -> None:
    """The world has mail of its own, which is not what these tests look at."""
    async with world.superuser() as boss:
        await boss.execute("DELETE FROM mail")


@pytest.fixture
async def post_office() -> AsyncIterator[Post]:
    box = Box()
    async with listening(box) as port:
        yield Post(box, port)


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


async def test_mail_is_sent_once_if_and_only_if_its_change_commits(world: World, post_office: Post) -> None:
    with pytest.raises(ZeroDivisionError):
        async with writing(Viewer.anonymous()) as scope:
            await post(scope, reset())
            raise ZeroDivisionError
    async with transaction(world.viewer_of("admin")) as tx:
        theirs = await tx.mail(reset("org@nordlys.example"))
    ours = await queue(reset())
    assert await send_mail(post_office.way) == 2
    assert await send_mail(post_office.way) == 0
    assert post_office.taken == {(str(ours), "ase@nordlys.example"), (str(theirs), "org@nordlys.example")}
    assert {mail["Content-Language"] for mail in post_office.box.taken} == {"nb"}
    assert {SECRET in mail.get_body(("plain",)).get_content() for mail in post_office.box.taken} == {True}


async def test_a_secret_is_forgotten_with_the_sending(world: World, post_office: Post) -> None:
    await queue(reset())
    assert "s3cr3t" in str(await rows(world))
    await send_mail(post_office.way)
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


async def test_a_server_away_for_an_hour_loses_nothing(world: World, hour: Any) -> None:
    ids = [await queue(reset(f"a{number}@nordlys.example")) for number in range(5)]
    post_office = Post(Box(), free_port())
    for _ in range(60):
        assert await send_mail(post_office.way) == 0
        hour(timedelta(minutes=1))
    waiting = await rows(world)
    assert {row["last_error"] for row in waiting} == {"SMTPConnectError: 127.0.0.1 does not take mail"}
    assert all(row["attempts"] > 2 for row in waiting)
    assert sum(row["attempts"] for row in waiting) <= 60, "one question a round"
    hour(timedelta(hours=1))
    async with listening(post_office.box, post_office.port):
        assert await send_mail(post_office.way) == 5
        assert await send_mail(post_office.way) == 0
    assert len(post_office.box.taken) == 5
    assert {id for id, _ in post_office.taken} == set(map(str, ids))


async def test_after_72_hours_it_is_given_up_and_seen(world: World, post_office: Post, hour: Any) -> None:
    await queue(reset())
    post_office.box.rcpt = "451 later"
    for _ in range(72):
        await send_mail(post_office.way)
        hour(timedelta(hours=1))
    post_office.box.rcpt = None
    assert await send_mail(post_office.way) == 0
    (row,) = await rows(world)
    assert (row["status"], row["contents"]) == ("GIVEN_UP", None)
    assert 60 < row["attempts"] < 90
    hour(timedelta(days=31))
    await forget_mail(None)
    assert await rows(world) == []


async def test_a_link_that_has_expired_is_not_sent(world: World, post_office: Post, hour: Any) -> None:
    await queue(reset(until=clock.now() + timedelta(minutes=30)))
    hour(timedelta(minutes=31))
    assert await send_mail(post_office.way) == 0
    (row,) = await rows(world)
    assert (row["status"], row["contents"], post_office.box.asked) == ("GIVEN_UP", None, 0)


async def test_a_recipient_who_is_refused_is_not_tried_again(world: World, post_office: Post, hour: Any) -> None:
    await queue(reset())
    post_office.box.rcpt = "550 no such user"
    await send_mail(post_office.way)
    post_office.box.rcpt = None
    hour(timedelta(hours=2))
    assert await send_mail(post_office.way) == 0
    (row,) = await rows(world)
    assert (row["status"], row["last_error"], row["contents"]) == ("GIVEN_UP", "550 no such user", None)


async def test_one_mail_that_hangs_or_fails_does_not_stop_the_others(world: World, post_office: Post) -> None:
    await queue(reset("first@nordlys.example"))
    await queue(reset("second@nordlys.example"))
    async with world.superuser() as connection:
        await connection.execute("UPDATE mail SET template = 'mail-of-another-version' WHERE recipient LIKE 'first%'")
    assert await send_mail(post_office.way) == 1
    assert [row["status"] for row in await rows(world)] == ["GIVEN_UP", "SENT"]


async def test_what_cannot_be_a_mail_is_refused_before_it_is_written(world: World) -> None:
    with pytest.raises(BadInput):
        await queue(reset("ase@nordlys.example\r\nBcc: all@example.com"))
    with pytest.raises(ValueError):
        await queue(Letter(Template.PASSWORD_RESET, "ase@nordlys.example", "nb", {"link": SECRET}))
    assert await rows(world) == []


async def test_a_round_ends_and_leaves_the_rest_for_the_next(
    world: World, post_office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.entrypoints.mail.AT_ONCE", 2)
    for number in range(3):
        await queue(reset(f"a{number}@nordlys.example"))
    assert [await deliver(post_office.way, None) for _ in range(3)] == [2, 1, 0]


KILLED = """
    import asyncio, os, sys
    from app.auth.backend import open_database
    from app.entrypoints import mail
    from app.integrations.mail.smtp import SmtpMail
    from email.headerregistry import Address

    class Dies(SmtpMail):
        async def send(self, message):
            await super().send(message)
            os.kill(os.getpid(), 9)

    async def main():
        await open_database(sys.argv[1], 2)
        await mail.deliver(Dies(sys.argv[2], Address("", "post", "nordlys.example")), None)

    asyncio.run(main())
"""


async def test_a_worker_killed_between_sending_and_noting_sends_the_same_mail_again(
    world: World, post_office: Post, hour: Any
) -> None:
    id = await queue(reset())
    command = [sys.executable, "-c", textwrap.dedent(KILLED), world.database.app_url]
    address = f"smtp://127.0.0.1:{post_office.port}"
    killed = await asyncio.to_thread(subprocess.run, [*command, address], timeout=30, check=False)
    assert killed.returncode == -9
    assert await send_mail(post_office.way) == 0, "somebody may still be trying"
    hour(timedelta(minutes=6))
    assert await send_mail(post_office.way) == 1
    assert [mail["Message-ID"] for mail in post_office.box.taken] == [f"<{id}@nordlys.example>"] * 2
    assert [row["status"] for row in await rows(world)] == ["SENT"]


async def test_two_workers_at_once_send_each_mail_once(world: World, post_office: Post) -> None:
    ids = {str(await queue(reset(f"a{number}@nordlys.example"))) for number in range(20)}
    sent = await asyncio.gather(*(deliver(post_office.way, None) for _ in range(3)))
    assert sum(sent) == 20 == len(post_office.box.taken)
    assert {id for id, _ in post_office.taken} == ids
