"""Mail about money: what falls due, what has come, and what did not. Days are the property's, and say so."""

from typing import Any
from urllib.parse import quote

import orjson

from app import clock
from app.auth.outbox import unpacked
from app.models.ids import to_global
from app.models.mail import Letter, Template
from app.models.notifications import NotificationKind
from app.money import Money
from app.resolvers.reminders import left
from app.words import place

K = NotificationKind
ABOUT_MONEY = {K.RENT_DUE: Template.RENT_DUE, K.RECEIPT: Template.RECEIPT, K.PAYMENT_FAILED: Template.PAYMENT_FAILED}


async def about_money(reader: Any, row: Any) -> Letter | None:
    """Return the mail about one notification of money; None for what was paid meanwhile."""
    facts = unpacked(row["facts"] if isinstance(row["facts"], str) else orjson.dumps(row["facts"]).decode())
    facts["place"] = place(facts.pop("zone"), reader["locale"])
    if row["kind"] == K.RENT_DUE:
        del facts["what"]
        minor = min(facts["amount"].minor, await left(row["subject_id"], facts["on"], clock.now()))
        if minor <= 0:
            return None
        facts |= {"amount": Money(minor, facts["amount"].currency), "link": "/pay"}
    else:
        facts["link"] = f"/pay/{quote(to_global('Payment', row['subject_id']), safe='')}"
    return Letter(ABOUT_MONEY[row["kind"]], reader["email"], reader["locale"], facts, reader["time_zone"])
