"""Where a person is signed in: the sessions of one account, as their owner sees and ends them."""

import re
import secrets
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.memberships import MEMBERSHIPS, by_organization
from app.auth.scope import WriteScope, current, writing
from app.auth.sessions import span_of, token_hash
from app.auth.viewer import Viewer

LIVE = """
revoked_at IS NULL AND expires_at > $2
   AND (idle_seconds IS NULL OR last_seen_at + make_interval(secs => idle_seconds) > $2)
""".strip()
OWN = f"""
SELECT id, device, created_at, last_seen_at, expires_at FROM session
 WHERE person_id = $1 AND {LIVE} ORDER BY last_seen_at DESC, id DESC LIMIT 50
"""
ROTATE = "UPDATE session SET token_hash = $2, previous_hash = NULL, previous_until = NULL WHERE id = $1"
END = f"UPDATE session SET revoked_at = $2 WHERE person_id = $1 AND {LIVE}"

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome"}
BROWSERS |= {"Chrome": "Chrome", "Safari": "Safari"}
"""What a browser calls itself, the most particular names first: most also claim to be Chrome and Safari."""
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS"}
SYSTEMS |= {"Macintosh": "macOS", "Linux": "Linux"}


def device_of(user_agent: str | None) -> str:
    """Return a short name of the device: "Firefox on Linux", or the first word of a program that is no browser."""
    said = (user_agent or "")[:500]
    browser = next((name for word, name in BROWSERS.items() if f"{word}/" in said), None)
    system = next((name for word, name in SYSTEMS.items() if word in said), None)
    if browser is not None:
        return f"{browser} on {system}" if system else browser
    return "".join(re.findall(r"[\w.-]", said.partition("/")[0].strip()))[:40]


async def own_sessions(viewer: Viewer) -> list[Any]:
    """Return the person's sessions that live, the one used last first."""
    with door("devices.own"):
        return await current().rows(OWN, viewer.person_id, clock.now())


async def end_session(viewer: Viewer, id: UUID) -> bool:
    """End one of the person's own sessions; False when there is none such that lives."""
    async with writing(Viewer.anonymous()) as scope:
        with door("devices.end"):
            ended = await scope.rows(f"{END} AND id = $3 RETURNING id", viewer.person_id, clock.now(), id)
    return bool(ended)


async def end_others(scope: WriteScope, person_id: UUID, but: UUID | None) -> list[UUID]:
    """End the person's sessions except one; returns which, for whoever closes what is open on them."""
    with door("devices.end_others"):
        sql = f"{END} AND id IS DISTINCT FROM $3 RETURNING id"
        return [row["id"] for row in await scope.rows(sql, person_id, clock.now(), but)]


async def end_all(person_id: UUID, but: UUID | None = None) -> list[UUID]:
    """End the person's sessions except one, as a change of its own; returns which."""
    async with writing(Viewer.anonymous()) as scope:
        return await end_others(scope, person_id, but)


SHORTEN = """
UPDATE session SET expires_at = least(expires_at, created_at + make_interval(mins => $1)),
       idle_seconds = least(idle_seconds, $2::integer * 60)
 WHERE revoked_at IS NULL AND expires_at > $3 AND person_id IN (
    SELECT person_id FROM member WHERE organization_id = app.current_org() AND deactivated_at IS NULL)
"""


async def shorten(scope: WriteScope, session_minutes: int | None, idle_minutes: int | None) -> None:
    """Let the sessions of everybody in the scope's organization live no longer than this; null changes nothing."""
    with door("devices.shorten"):
        await scope.rows(SHORTEN, session_minutes, idle_minutes, clock.now())


SHORTEN_OF = """
UPDATE session SET expires_at = least(expires_at, created_at + $2::interval), idle_seconds = least(idle_seconds, $3)
 WHERE person_id = $1 AND revoked_at IS NULL AND expires_at > $4
"""


async def shorten_of(scope: WriteScope, person_id: UUID) -> None:
    """Let somebody's open sessions live no longer than what they are, by now, in the scope's organization allows."""
    with door("devices.shorten_of"):
        span = span_of(by_organization(await scope.rows(MEMBERSHIPS, person_id)).values())
        await scope.rows(SHORTEN_OF, person_id, span.lasts, int(span.idle.total_seconds()), clock.now())


async def rotate(scope: WriteScope, session_id: UUID) -> str:
    """Give a session another token and return it; the older ones open nothing any more, at once."""
    token = secrets.token_urlsafe(32)
    with door("devices.rotate"):
        await scope.rows(ROTATE, session_id, token_hash(token))
    return token
