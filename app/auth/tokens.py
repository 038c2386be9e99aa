"""Who a partner's token belongs to. One that cannot be a token costs no statement."""

import ipaddress
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.doors import door
from app.auth.memberships import NotAMember, named
from app.auth.scope import alone, writing
from app.auth.scopes import ApiScope
from app.auth.sessions import token_hash
from app.auth.throttle import network_of
from app.auth.viewer import Grant, Viewer
from app.errors import Forbidden, TenantryError, Unauthenticated
from app.models.tokens import GRAIN, PREFIX, is_token

logger = logging.getLogger("tenantry.security")

FIND = "SELECT * FROM app.tokens_by($1, $2, $3)"
MOST_NETWORKS = 50

# Compared and set in one statement: of many who come at once, one notes it, and one is told that the network is new.
USED = """
UPDATE api_token t
   SET last_used_at = $2, last_network = $3,
       networks = CASE WHEN b.is_new THEN (array_prepend($3, b.networks))[1:$5] ELSE b.networks END
  FROM (SELECT id, networks, NOT $3 = ANY (networks) AS is_new FROM api_token WHERE id = $1 FOR UPDATE) b
 WHERE t.id = b.id AND (b.is_new OR t.last_used_at IS NULL OR t.last_used_at < $4)
RETURNING b.is_new AND cardinality(b.networks) > 0 AS is_strange
"""

Noticed = Callable[[Viewer], Awaitable[None]]


async def _nobody(_: Viewer) -> None:
    return None


class Tokens:
    """Answers who a token belongs to; `from_new_network` is told of one that comes from where it never came from."""

    def __init__(self, from_new_network: Noticed = _nobody) -> None:
        self._from_new_network = from_new_network

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer of a token.

        Raises `Unauthenticated` for one that is unknown, expired, revoked, or of another organization than the one
        that is named, and `Forbidden` for an address that the token is not for.
        """
        if credentials.carrier is not Carrier.BEARER or not is_token(credentials.token):
            raise _unknown()
        row = await _row([token_hash(credentials.token)], [])
        if credentials.organization is not None and named(credentials.organization) != row.organization_id:
            raise NotAMember("This token is of another organization.")
        if not _is_welcome(credentials.address, row.addresses):
            raise Forbidden("This token may not be used from your address.")
        viewer = replace(_viewer(row), address=credentials.address)
        await self._note_use(viewer, row, network_of(credentials.address))
        return viewer

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer as the token is now; raises `Unauthenticated` when it is good no more."""
        assert viewer.token_id is not None
        return replace(_viewer(await _row([], [viewer.token_id])), address=viewer.address)

    async def living(self, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of these tokens are still good, in one statement."""
        return {row.id for row in await _rows([], list(ids))}

    async def _note_use(self, viewer: Viewer, row: Any, network: str) -> None:
        now = clock.now()
        if network in row.networks and row.last_used_at is not None and row.last_used_at >= now - GRAIN:
            return
        try:
            async with writing(viewer) as scope:
                with door("tokens.used"):
                    noted = await scope.row(USED, row.id, now, network, now - GRAIN, MOST_NETWORKS)
            if noted is not None and noted.is_strange:
                await self._from_new_network(viewer)
        except TenantryError as error:
            # The token is good all the same.
            logger.warning("the use of token %s was not written down: %s", row.id, error.message)


def is_partner(token: str) -> bool:
    """Say whether this is meant to be a token of a partner, good or bad."""
    return token.startswith(PREFIX)


def _unknown() -> Unauthenticated:
    return Unauthenticated("This token is not good: it is unknown, has expired, or was revoked.")


async def _rows(hashes: list[bytes], ids: list[UUID]) -> list[Any]:
    with door("tokens.find"):
        return await alone(FIND, hashes, ids, clock.now())


async def _row(hashes: list[bytes], ids: list[UUID]) -> Any:
    rows = await _rows(hashes, ids)
    if not rows:
        raise _unknown()
    return rows[0]


def _viewer(row: Any) -> Viewer:
    known = [ApiScope(scope) for scope in row.scopes if scope in set(ApiScope)]
    places = row.limited_to or [None]
    return Viewer(
        organization_id=row.organization_id,
        member_id=row.member_id,
        grants=tuple(Grant(row.id, scope, place, ends_at=row.expires_at) for scope in known for place in places),
        expires_at=row.expires_at,
        token_id=row.id,
        points_per_second=row.points_per_second,
    )


def _is_welcome(address: str | None, networks: list[str]) -> bool:
    if not networks:
        return True
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in ipaddress.ip_network(network) for network in networks)
