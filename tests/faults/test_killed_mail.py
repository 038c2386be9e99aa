"""A server is killed while it hands a mail over: the mail arrives, under one Message-ID, once as far as SMTP can tell.

A mail server that has taken a mail and never said so leaves the sender no way to know: whoever sends no second copy
then loses mails. So there are two copies in that case alone; they are equal to the letter, and mail programs show one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from tests.faults.mortal import SECONDS, Mortal, looking_into
from tests.journeys.words import SOLVEIG
from tests.support.mail import Box, listening
from tests.support.server import House

GUEST = "late.guest@nordlys.example"
STATUS = "SELECT status FROM mail WHERE recipient = $1"
SIX_MINUTES_PASS = "UPDATE mail SET due_at = now() WHERE status = 'WAITING'"


class Slow(Box):
    """A mail server that holds its answer back at one place, until it is let go."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place, self.reached, self.released = place, asyncio.Event(), asyncio.Event()

    async def _hold(self, place: str, recipients: list[str]) -> None:
        if place == self.place and GUEST in recipients:
            self.reached.set()
            await self.released.wait()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        await self._hold("asked", [address])
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        said = await super().handle_DATA(server, session, envelope)
        await self._hold("taken", envelope.rcpt_tos)
        return said

    def copies(self) -> list[bytes]:
        """What came for the guest, byte by byte."""
        return [one.content for one in self.envelopes if isinstance(one.content, bytes) and one.rcpt_tos == [GUEST]]


@pytest.fixture
async def nordlys(serve: Callable[..., House]) -> AsyncIterator[Mortal]:
    """The demo, which can be killed."""
    house = serve(0)
    async with looking_into(house) as database:
        yield Mortal(house, database)


@pytest.mark.parametrize(("place", "copies"), [("asked", 1), ("taken", 2)])
async def test_killed_while_it_hands_a_mail_over(nordlys: Mortal, place: str, copies: int) -> None:
    """Before the mail is there, and when it is there and nobody has said so."""
    box = Slow(place)
    async with listening(box) as port:
        nordlys.environment = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "post@nordlys.example"}
        await nordlys.start()
        guest = {"email": GUEST, "name": "Late Guest", "role": "MANAGER", "locale": "ar"}
        await nordlys.do(SOLVEIG, "invitePerson", "invitation { id }", **guest)
        async with asyncio.timeout(SECONDS):
            await box.reached.wait()
        await nordlys.kill()
        assert await nordlys.database.fetchval(STATUS, GUEST) == "WAITING"
        assert len(box.copies()) == copies - 1
        box.place = "nowhere"
        await nordlys.database.execute(SIX_MINUTES_PASS)
        await nordlys.clock_asks("mail.sweep")
        await nordlys.start()
        await nordlys.until(STATUS, GUEST, wanted="SENT")
    assert len(box.copies()) == copies
    assert len(set(box.copies())) == 1, "one mail, and perhaps a copy of it"
    (id,) = {mail["Message-ID"] for mail in box.taken if mail["To"] == GUEST}
    row = await nordlys.database.fetchrow("SELECT id, contents FROM mail WHERE recipient = $1", GUEST)
    assert id == f"<{row['id']}@nordlys.example>" and row["contents"] is None
