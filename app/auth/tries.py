"""A fixed number of guesses in a fixed span, for codes so short that guessing them is thinkable."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope
from app.errors import RateLimited

CODES = 5
CHALLENGES = 300
SPAN = timedelta(minutes=15)

# Counted before it is judged, so that a hundred guesses at once are not one. `updated_at` is when the span began.
SPEND = """
INSERT INTO sign_in_throttle AS t (key, failures, updated_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.updated_at <= $3 THEN 1 ELSE t.failures + 1 END,
    updated_at = CASE WHEN t.updated_at <= $3 THEN $2 ELSE t.updated_at END
WHERE t.updated_at <= $3 OR t.failures < $4
RETURNING failures
"""


def codes_of(person_id: UUID) -> str:
    """Return the key under which a person's codes are counted."""
    return f"code:{person_id}"


async def spend(scope: WriteScope, key: str, most: int) -> None:
    """Count one guess; raises `RateLimited` when those of this span are used up."""
    now = clock.now()
    with door("tries"):
        if await scope.row(SPEND, key, now, now - SPAN, most) is not None:
            return
        began: Any = await scope.row("SELECT updated_at FROM sign_in_throttle WHERE key = $1", key)
    wait = began["updated_at"] + SPAN - now if began else SPAN
    raise RateLimited("Too many attempts; wait before the next one.", max(int(wait.total_seconds() * 1_000), 1_000))


async def give_back(scope: WriteScope, key: str) -> None:
    """Forget the guesses of somebody who was right."""
    with door("tries"):
        await scope.rows("DELETE FROM sign_in_throttle WHERE key = $1", key)
