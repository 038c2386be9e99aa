"""How one gets into the demo: the password of everybody in it, and a token that stays the same between starts."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import alone, writing
from app.auth.scopes import ApiScope
from app.auth.sessions import token_hash
from app.auth.viewer import Viewer
from app.entrypoints.demo.world import demo_id
from app.models.tokens import is_token, new_token

PASSWORD = "demo-nordlys-2026"
TOKEN_FILE = "demo-token"
TOKEN_NAME = "Partner: Demo"
TOKEN_LASTS = timedelta(days=30)
TOKEN_LEFT = timedelta(days=1)
TOKEN_ID = demo_id("nordlys", "api_token", "demo")
MEMBER_ID = demo_id("nordlys", "member", "api-token")
SCOPES = [scope for scope in ApiScope if scope not in (ApiScope.PEOPLE_CONTACT, ApiScope.MESSAGES_WRITE)]
"""Everything can be read but addresses, and tickets can be changed."""


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """What the demo tells whoever starts it; `people` are address, role and organization."""

    password: str = field(repr=False)
    api_token: str = field(repr=False)
    people: tuple[tuple[str, str, str], ...]


async def api_token(folder: Path, organization_id: UUID) -> str:
    """Return a partner's token that works for at least a day; that of the last start while it can."""
    path = folder / TOKEN_FILE
    token = _kept(path)
    if token is None or not await _works(token):
        token = new_token()
        await _make(token, organization_id)
        _keep(path, token)
    return token


async def _works(token: str) -> bool:
    if not is_token(token):
        return False
    with door("demo.token"):
        return bool(
            await alone("SELECT FROM app.tokens_by($1, '{}', $2)", [token_hash(token)], clock.now() + TOKEN_LEFT)
        )


MEMBER = """
INSERT INTO member (organization_id, id, display_name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT DO NOTHING
"""
# One token for ever: a new secret takes the place of the old one, which works no longer.
TOKEN = """
INSERT INTO api_token (organization_id, id, member_id, name, token_hash, hint, scopes, points_per_second, created_at,
                       updated_at, expires_at)
VALUES ($1, $2, $3, 'Demo', $4, $5, $6, 200, $7, $7, $8)
ON CONFLICT (organization_id, id) DO UPDATE
   SET token_hash = excluded.token_hash, hint = excluded.hint, scopes = excluded.scopes, revoked_at = NULL,
       created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at
"""


async def _make(token: str, organization_id: UUID) -> None:
    now, scopes = clock.now(), [str(scope) for scope in SCOPES]
    async with writing(Viewer.system_of(organization_id, "demo")) as scope:
        with door("demo.token"):
            await scope.rows(MEMBER, organization_id, MEMBER_ID, TOKEN_NAME, now)
            mine = (organization_id, TOKEN_ID, MEMBER_ID, token_hash(token), token[-4:], scopes)
            await scope.rows(TOKEN, *mine, now, now + TOKEN_LASTS)


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
