"""The only way into the books: entries are posted, and taken back by their opposite; nothing is changed."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.ledger.entries import Entry, entry_id, reversal
from app.models.base import Row
from app.models.books import entry_of
from app.subscriptions.transaction import Transaction

POST = "SELECT key, id, is_new FROM app.post($1::jsonb)"
LINES = """
SELECT j.id, j.kind AS entry_kind, j.effective_on, j.source_type, j.source_id, j.key, j.reason, j.reverses_id, a.kind,
       p.currency, a.lease_id, a.property_id, a.provider_account_id, p.amount_minor
  FROM journal_entry j
  JOIN posting p ON p.organization_id = j.organization_id AND p.entry_id = j.id
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE j.organization_id = (SELECT app.current_org()) AND j.id = ANY($1::uuid[])
 ORDER BY j.id, p.line
"""
KEYED = "SELECT id FROM journal_entry WHERE organization_id = (SELECT app.current_org()) AND key = $1"
CLOSED = """
SELECT first_on FROM accounting_period
 WHERE organization_id = (SELECT app.current_org()) AND closed_at IS NOT NULL
   AND first_on >= date_trunc('month', $1::date)
"""


async def post(tx: Transaction, entry: Entry) -> UUID:
    """Write an entry; returns its id, also when one of its key is there already. Raises `PeriodClosed`, `LedgerFrozen`.

    The caller has locked the lease that it touches. Balances move when the transaction is sealed.
    """
    return (await post_all(tx, [entry]))[0]


async def post_all(tx: Transaction, entries: list[Entry]) -> list[UUID]:
    """Write entries in one statement, as `post` does; returns their ids in the same order."""
    if not entries:
        return []
    written = [_said(tx, entry) for entry in entries]
    found = {row["key"]: row["id"] for row in await tx.rows(POST, orjson.dumps(written, default=str).decode())}
    return [found[entry.key] for entry in entries]


async def reverse(tx: Transaction, entry_id: UUID, reason: str | None, on: date) -> UUID:
    """Take an entry back by its opposite, dated `on`; returns the id of that, also when it was taken back before."""
    return (await reverse_all(tx, [entry_id], reason, on))[0]


async def reverse_all(tx: Transaction, entry_ids: list[UUID], reason: str | None, on: date) -> list[UUID]:
    """Take entries back in one statement, as `reverse` does, none on a day before its own.

    Only for entries of ours: others raise `KeyError`.
    """
    found = await entries_of(tx, entry_ids)
    later = await open_days(tx, {entry.effective_on for entry in found.values() if entry.effective_on > on})
    return await post_all(
        tx, [reversal(found[id], id, later.get(found[id].effective_on, on), reason) for id in entry_ids]
    )


async def reverse_key(tx: Transaction, key: str, reason: str | None, on: date) -> UUID:
    """Take back the entry of a key of ours, as `reverse` does."""
    found = await tx.run(KEYED, key)
    assert found is not None, key
    return await reverse(tx, found["id"], reason, on)


async def entries_of(tx: Transaction, entry_ids: list[UUID]) -> dict[UUID, Entry]:
    """Return entries as they were written, by id."""
    rows: dict[UUID, list[Row]] = defaultdict(list)
    for row in await tx.rows(LINES, entry_ids):
        rows[row.id].append(row)
    return {id: entry_of(lines) for id, lines in rows.items()}


async def open_day(tx: Transaction, day: date) -> date:
    """Return the day itself, or the first one after it whose month is not closed: what posts by itself goes there."""
    return (await open_days(tx, {day}))[day]


async def open_days(tx: Transaction, days: set[date]) -> dict[date, date]:
    """Return for each day the one that `open_day` gives."""
    closed = {row["first_on"] for row in await tx.rows(CLOSED, min(days))} if days else set()
    return {day: _opened(day, closed) for day in days}


def _opened(day: date, closed: set[date]) -> date:
    while day.replace(day=1) in closed:
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day


def _said(tx: Transaction, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry_id(tx.viewer.organization_id, entry.key),
        "kind": entry.kind,
        "key": entry.key,
        "effective_on": entry.effective_on,
        "posted_at": entry.posted_at or clock.now(),
        "lease_id": entry.lease_id,
        "property_id": entry.property_id,
        "owed": entry.owed,
        "source_type": entry.source_type,
        "source_id": entry.source_id,
        "reverses_id": entry.reverses,
        "actor_id": tx.viewer.member_id,
        "reason": entry.reason,
        "lines": [
            {
                "kind": line.account.kind,
                "currency": line.account.currency,
                "lease_id": line.account.lease_id,
                "property_id": line.account.property_id,
                "provider_account_id": line.account.provider_account_id,
                "amount": line.amount,
            }
            for line in entry.lines
        ],
    }
