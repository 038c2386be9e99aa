"""Whose socket it is: asked at `connection_init`, renewed in place, asked again as long as the socket lives."""

import asyncio
import logging
import sys
from dataclasses import replace
from time import monotonic
from typing import Any

from starlette.requests import HTTPConnection

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.viewer import Viewer
from app.errors import Forbidden, Unauthenticated, Unavailable
from app.schema.execute import Api
from app.schema.transport.frames import Close, SocketClosed
from app.schema.transport.identity import (
    MAX_ORGANIZATION_LENGTH,
    TOKEN,
    address_of,
    bearer_token,
    credentials_of,
    organization_of,
)
from app.schema.transport.origins import Origin

logger = logging.getLogger("tenantry.errors")

AUTHENTICATION_SECONDS = 10.0


class SocketSession:
    """The viewer of one socket or stream. Every method raises `SocketClosed` when it must not go on."""

    def __init__(self, api: Api, connection: HTTPConnection, origin: Origin) -> None:
        self.api = api
        self._connection: HTTPConnection | None = connection
        self._origin = origin
        self._organization: str | None = None
        self._address = address_of(connection)
        self.viewer = Viewer.anonymous()
        self.known_since: float | None = None
        """The monotonic moment after which the viewer of the first message was looked up."""

    def who(self) -> Viewer:
        """Return the viewer of this moment."""
        return self.viewer

    async def open(self, payload: dict[str, Any]) -> None:
        """Take the token of `connection_init`, else what the handshake carried, else stay anonymous."""
        try:
            assert self._connection is not None, "a socket is opened once"
            credentials = self._shown_in(payload, self._connection)
        except Unauthenticated:
            raise forbidden() from None
        # The headers of the handshake are not needed again, and thousands of sockets would keep them.
        if self._connection.scope["type"] == "websocket":
            self._connection.scope["headers"].clear()
        self._connection = None
        if credentials is not None:
            self._organization = credentials.organization
            now = monotonic()
            self.viewer = await self._ask(credentials)
            # Nobody announces that a token has changed.
            self.known_since = now if self.viewer.token_id is None else None

    async def renew(self, payload: dict[str, Any]) -> bool:
        """Replace the session by a newer one of the same person in the same organization, if there is a token."""
        token = text_in(payload, "token")
        if token is None:
            return False
        if not TOKEN.fullmatch(token):
            raise forbidden()
        viewer, before = await self._ask(self._bearer(token, self._organization)), self.viewer
        same = (viewer.person_id, viewer.organization_id) == (before.person_id, before.organization_id)
        if not same or viewer.token_id != before.token_id:
            raise forbidden()
        self.viewer = viewer
        return True

    async def recheck(self) -> None:
        """Ask whether the session still lives; a database that does not answer ends nobody's session."""
        if self.viewer.is_anonymous:
            return
        before = self.viewer
        try:
            async with asyncio.timeout(AUTHENTICATION_SECONDS):
                viewer = await self.api.authenticator.recheck(before)
        except Unauthenticated:
            # A renewal may have come in while the old session was asked about.
            if self.viewer is before:
                raise forbidden() from None
            return
        except Exception:
            logger.warning("a session could not be checked again", exc_info=traced())
            return
        if self.viewer is before:
            self.viewer = viewer

    def seconds_left(self) -> float | None:
        """Return how long the session still lives, None for one without an end."""
        expires_at = self.viewer.expires_at
        return None if expires_at is None else (expires_at - clock.now()).total_seconds()

    def _shown_in(self, payload: dict[str, Any], connection: HTTPConnection) -> Credentials | None:
        organization = text_in(payload, "organization") or organization_of(connection.headers)
        if organization is not None and len(organization) > MAX_ORGANIZATION_LENGTH:
            raise Unauthenticated("There is no such organization for you.")
        token = text_in(payload, "token")
        header = text_in(payload, "authorization") or text_in(payload, "Authorization")
        if token is None and header is None:
            shown = credentials_of(connection, self.api.settings.mode, self._origin)
            return shown and replace(shown, organization=organization)
        if token is None:
            token = bearer_token(header or "")
        if not TOKEN.fullmatch(token):
            raise Unauthenticated("This is not a token.")
        return self._bearer(token, organization)

    def _bearer(self, token: str, organization: str | None) -> Credentials:
        return Credentials(token, Carrier.BEARER, organization, self._address)

    async def _ask(self, credentials: Credentials) -> Viewer:
        try:
            async with asyncio.timeout(AUTHENTICATION_SECONDS):
                return await self.api.authenticator.authenticate(credentials)
        except (Unauthenticated, Forbidden):
            raise forbidden() from None
        except Exception:
            logger.warning("a socket could not be authenticated", exc_info=traced())
            raise SocketClosed(Close.OVERLOAD, "Try again later") from None


def text_in(payload: dict[str, Any], key: str) -> str | None:
    """Return the text under `key`, None when it is absent, null or empty."""
    value = payload.get(key)
    if value is not None and not isinstance(value, str):
        raise SocketClosed(Close.BAD_REQUEST, f"Invalid message: `{key}` must be a string")
    return value or None


def traced() -> bool:
    """Say whether the exception at hand is worth a traceback: a database that is away is not, for every socket."""
    return not isinstance(sys.exc_info()[1], Unavailable | TimeoutError)


def forbidden() -> SocketClosed:
    """Make the close for a session that is bad, expired or revoked."""
    return SocketClosed(Close.FORBIDDEN, "Forbidden")
