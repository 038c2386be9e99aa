"""Mail through a server that speaks SMTP."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from app.integrations.mail.port import Away, Message, NotNow, Refused

COMMAND_SECONDS = 10.0
SEND_SECONDS = 30.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed over: `smtps` is TLS from the first byte, `smtp` begins in clear and then turns to TLS.

    `smtp` without TLS is for loopback, and elsewhere for those who say `?starttls=no`; a password is never sent so.
    """

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    use_tls: bool
    start_tls: bool | None

    @classmethod
    def of(cls, url: str) -> "Server":
        """Read `smtp(s)://user:password@host:port`; raises `ValueError`."""
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in {"smtp", "smtps"}:
            raise ValueError("An SMTP address is smtp://host or smtps://host.")
        tls, near = parts.scheme == "smtps", parts.hostname in LOOPBACK
        without = parse_qs(parts.query).get("starttls") == ["no"]
        if without and parts.password and not near:
            raise ValueError("A password is not sent in clear: leave starttls=no out.")
        start = False if tls or without else None if near else True
        name, word = parts.username, parts.password
        account = (unquote(name) if name else None, unquote(word) if word else None)
        return cls(parts.hostname, parts.port or (465 if tls else 587), *account, tls, start)


class SmtpMail:
    """Hands each mail over in a connection of its own."""

    def __init__(self, url: str, sender: Address, trusted: ssl.SSLContext | None = None) -> None:
        self._server = Server.of(url)
        self._sender = sender
        self._trusted = trusted
        self.sender_name = sender.display_name or sender.domain

    async def send(self, message: Message) -> None:
        """Hand one mail over; raises `NotNow`, `Away` or `Refused`."""
        mime = message.mime(self._sender)
        try:
            async with self._connected() as client:
                await client.send_message(mime, sender=self._sender.addr_spec, recipients=[message.recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _judged(error.recipients[0]) from error
        except aiosmtplib.SMTPDataError as error:
            raise _judged(error) from error
        except aiosmtplib.SMTPResponseException as error:
            # Of our own address, password or manners: that can be put right, and the mail is still good.
            raise Away(_said(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Away(f"{type(error).__name__}: {self._server.host} does not take mail") from error

    async def greet(self) -> None:
        """Connect, sign in and leave; raises `NotNow`."""
        try:
            async with self._connected() as client:
                await client.noop()
        except aiosmtplib.SMTPResponseException as error:
            raise Away(_said(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Away(f"{type(error).__name__}: {error}") from error

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = self._client()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await client.connect()
                yield client
        finally:
            # Without a goodbye, which a server that hangs would let us wait for: the mail is taken, or it is not.
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.use_tls,
            start_tls=server.start_tls,
            tls_context=self._trusted,
            timeout=COMMAND_SECONDS,
        )


def _judged(error: aiosmtplib.SMTPResponseException) -> Exception:
    return Refused(_said(error)) if 500 <= error.code < 600 else NotNow(_said(error))


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    words = "".join(each if each.isprintable() else " " for each in str(error.message))
    return f"{error.code} {words}"[:300]
