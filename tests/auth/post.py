"""The mails that wait to be sent, and the links in them."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from app.auth.outbox import unpacked


@dataclass(frozen=True)
class Mail:
    """One mail in the outbox."""

    template: str
    recipient: str
    locale: str
    values: dict[str, Any]

    @property
    def token(self) -> str:
        """The token in the fragment of its link."""
        page, _, token = self.values["link"].partition("#")
        assert page.startswith("http://localhost:8000/") and len(token) >= 43
        return str(token)


async def mails(connection: asyncpg.Connection, template: str | None = None) -> list[Mail]:
    """The mails that wait, the oldest first; perhaps of one kind."""
    rows = await connection.fetch("SELECT * FROM mail WHERE status = 'WAITING' ORDER BY created_at, id")
    found = [Mail(row["template"], row["recipient"], row["locale"], unpacked(row["contents"])) for row in rows]
    return [mail for mail in found if template is None or mail.template == f"mail-{template}"]


async def forget(connection: asyncpg.Connection) -> None:
    """Empty the outbox and the counters, as if time had passed."""
    await connection.execute("DELETE FROM mail")
    await connection.execute("DELETE FROM sign_in_throttle")
