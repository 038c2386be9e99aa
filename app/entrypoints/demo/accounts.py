"""How one gets into the demo: the password of everybody in it, and a token that stays the same between starts."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.sessions import token_hash
from app.auth.viewer import Viewer
from app.entrypoints.demo.world import demo_id

PASSWORD = "demo-nordlys-2026"
TOKEN_FILE = "demo-token"
TOKEN_LASTS = timedelta(days=30)
TOKEN_LEFT = timedelta(days=1)
SESSION_ID = demo_id("nordlys", "session", "api-token")


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """What the demo tells whoever starts it; `people` are address, role and organization."""

    password: str = field(repr=False)
    api_token: str = field(repr=False)
    people: tuple[tuple[str, str, str], ...]


async def api_token(folder: Path, email: str, organization_id: UUID) -> str:
    """Return a token that works as `Authorization: Bearer` for at least a day; that of the last start while it can."""
    path = folder / TOKEN_FILE
    token = _kept(path)
    if token is None or not await _works(token):
        token = secrets.token_urlsafe(32)
        await _start_session(token, email, organization_id)
        _keep(path, token)
    return token


async def _works(token: str) -> bool:
    async with reading(Viewer.anonymous()) as scope:
        with door("demo.token"):
            found = await scope.row(
                "SELECT FROM session WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2",
                *(token_hash(token), clock.now() + TOKEN_LEFT),
            )
    return found is not None


# One session for ever: a new token takes the place of the old one, which works no longer.
START = """
INSERT INTO session (id, token_hash, person_id, organization_id, created_at, expires_at)
SELECT $1, $2, p.id, $4, $5, $6 FROM person p WHERE p.email = $3
ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at,
                               expires_at = excluded.expires_at, revoked_at = NULL
"""


async def _start_session(token: str, email: str, organization_id: UUID) -> None:
    now = clock.now()
    async with writing(Viewer.anonymous()) as scope:
        with door("demo.token"):
            await scope.rows(START, SESSION_ID, token_hash(token), email, organization_id, now, now + TOKEN_LASTS)


def _kept(path: Path) -> str | None:
    try:
        return path.read_bytes().decode(errors="replace").strip() or None
    except FileNotFoundError:
        return None


def _keep(path: Path, token: str) -> None:
    # Written whole and then renamed, so that nobody ever reads half a token.
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(token + "\n")
    fresh.replace(path)
