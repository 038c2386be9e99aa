"""The mails that wait to be sent, and the links in them."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from app.auth.outbox import unpacked
from app.models.mail import Template


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
    """The mails that wait, the oldest first: of one kind, else all but those that only tell of a sign-in."""
    rows = await connection.fetch("SELECT * FROM mail WHERE status = 'WAITING' ORDER BY created_at, id")
    found = [Mail(row["template"], row["recipient"], row["locale"], unpacked(row["contents"])) for row in rows]
    if template is None:
        return [mail for mail in found if mail.template != Template.NEW_SIGN_IN]
    return [mail for mail in found if mail.template == f"mail-{template}"]


async def forget(connection: asyncpg.Connection) -> None:
    """Empty the outbox and the counters, as if time had passed."""
    await connection.execute("DELETE FROM mail")
    await connection.execute("DELETE FROM sign_in_throttle")
