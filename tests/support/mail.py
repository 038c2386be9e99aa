"""A mail server of our own, over real sockets, that answers as a test wants."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Box:
    """What a mail server has taken, and what it answers."""

    def __init__(self) -> None:
        self.asked = 0
        self.taken: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.rcpt: str | None = None
        self.data: str | None = None
        self.delay = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.envelopes.append(envelope)
        return "250 OK"


@asynccontextmanager
async def listening(
    box: Box, port: int = 0, implicit: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """A mail server on a port of loopback, a free one unless it is named; `implicit` is TLS from the first byte."""
    loop = asyncio.get_running_loop()
    spoken: list[SMTP] = []

    def answer() -> SMTP:
        spoken.append(SMTP(box, **options))
        return spoken[-1]

    server = await loop.create_server(answer, "127.0.0.1", port, ssl=implicit)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in spoken:
            if one.transport is not None:
                one.transport.abort()
        await asyncio.sleep(0.01)
