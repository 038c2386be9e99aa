"""Recomputes the books of an organization from what is written, and names every difference."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from app.ledger.accounts import AccountKey, AccountKind
from app.ledger.entries import Entry, EntryKind, Line, Unbalanced
from app.models.database import credentials

Fetch = Callable[..., Awaitable[Iterable[Any]]]
"""Runs one statement in the organization at work and returns its rows."""

MOST_NAMED = 100
BATCH = 1_000
ORGANIZATIONS = "SELECT organization_id FROM app.organization_stream ORDER BY organization_id"
HERE = "organization_id = (SELECT app.current_org())"

# Each statement returns what is wrong: `subject`, what it should be, and what it is.
CHECKS = {
    "M1 an entry does not add up to zero": f"""
        SELECT p.entry_id::text AS subject, '0' AS wanted, sum(p.amount_minor)::text AS found
          FROM app.posting p JOIN app.ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
         WHERE p.{HERE} GROUP BY p.entry_id, p.currency, a.account_class = 'MEMO' HAVING sum(p.amount_minor) <> 0""",
    "M2 an entry has another number of lines than it says": f"""
        SELECT j.id::text AS subject, j.lines::text AS wanted, count(p.line)::text AS found
          FROM app.journal_entry j
          LEFT JOIN app.posting p ON p.organization_id = j.organization_id AND p.entry_id = j.id
         WHERE j.{HERE} GROUP BY j.id, j.lines HAVING count(p.line) <> j.lines""",
    "M4 all postings of a currency do not add up to zero": f"""
        SELECT currency AS subject, '0' AS wanted, sum(amount_minor)::text AS found
          FROM app.posting WHERE {HERE} GROUP BY currency HAVING sum(amount_minor) <> 0""",
    "M5 a balance is not the sum of its postings": f"""
        SELECT a.id::text AS subject, coalesce(p.amount, 0)::text AS wanted, coalesce(b.amount_minor, 0)::text AS found
          FROM app.ledger_account a
          LEFT JOIN (SELECT account_id, sum(amount_minor) AS amount FROM app.posting WHERE {HERE} GROUP BY 1) p
            ON p.account_id = a.id
          LEFT JOIN app.account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
         WHERE a.{HERE} AND coalesce(p.amount, 0) <> coalesce(b.amount_minor, 0)""",
    "M6 a receivable is not what is open of the lease's charges": f"""
        SELECT coalesce(r.lease_id, c.lease_id)::text AS subject, coalesce(c.open, 0)::text AS wanted,
               coalesce(r.amount, 0)::text AS found
          FROM (SELECT a.lease_id, sum(p.amount_minor) AS amount FROM app.ledger_account a
                  JOIN app.posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
                 WHERE a.{HERE} AND a.kind = 'RECEIVABLE' GROUP BY 1) r
          FULL JOIN (SELECT lease_id, sum(open_minor) AS open FROM app.charge
                      WHERE {HERE} AND status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED') GROUP BY 1) c
            ON c.lease_id = r.lease_id
         WHERE coalesce(c.open, 0) <> coalesce(r.amount, 0)""",
    "M7 a charge is not open by its amount less what settled it": f"""
        SELECT c.id::text AS subject, (c.amount_minor - coalesce(a.settled, 0))::text AS wanted,
               c.open_minor::text AS found
          FROM app.charge c
          LEFT JOIN (SELECT charge_id, sum(amount_minor) AS settled FROM app.allocation
                      WHERE {HERE} AND undone_by_id IS NULL GROUP BY 1) a ON a.charge_id = c.id
         WHERE c.{HERE} AND CASE WHEN c.status IN ('REVERSED', 'CANCELLED')
               THEN c.open_minor <> 0 OR a.settled IS NOT NULL
               ELSE c.open_minor <> c.amount_minor - coalesce(a.settled, 0) END""",
    "M8 a lease's credit is not what is left of its payments and credits": f"""
        SELECT coalesce(u.lease_id, s.lease_id)::text AS subject, coalesce(s.remaining, 0)::text AS wanted,
               (-coalesce(u.amount, 0))::text AS found
          FROM (SELECT a.lease_id, sum(p.amount_minor) AS amount FROM app.ledger_account a
                  JOIN app.posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
                 WHERE a.{HERE} AND a.kind = 'UNAPPLIED_CREDIT' GROUP BY 1) u
          FULL JOIN (SELECT lease_id, sum(credited_minor - allocated_minor) AS remaining FROM (
                         SELECT lease_id, credited_minor, allocated_minor FROM app.payment WHERE {HERE}
                         UNION ALL SELECT lease_id, credited_minor, allocated_minor FROM app.credit WHERE {HERE}) b
                      GROUP BY 1) s ON s.lease_id = u.lease_id
         WHERE coalesce(s.remaining, 0) <> -coalesce(u.amount, 0)""",
    "M10 what is on its way is not the payments and refunds that are under way": f"""
        SELECT coalesce(t.lease_id, w.lease_id)::text AS subject, coalesce(w.amount, 0)::text AS wanted,
               coalesce(t.amount, 0)::text AS found
          FROM (SELECT a.lease_id, a.kind, sum(p.amount_minor) AS amount FROM app.ledger_account a
                  JOIN app.posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
                 WHERE a.{HERE} AND a.kind IN ('IN_TRANSIT_IN', 'IN_TRANSIT_REFUND') GROUP BY 1, 2) t
          FULL JOIN (SELECT lease_id, 'IN_TRANSIT_IN' AS kind, sum(amount_minor) AS amount FROM app.payment
                      WHERE {HERE} AND status = 'PROCESSING' AND provider_account_id IS NOT NULL GROUP BY 1
                     UNION ALL SELECT lease_id, 'IN_TRANSIT_REFUND', sum(amount_minor) FROM app.refund
                      WHERE {HERE} AND status = 'PENDING' GROUP BY 1) w
            ON w.lease_id = t.lease_id AND w.kind = t.kind
         WHERE coalesce(w.amount, 0) <> coalesce(t.amount, 0)""",
    "M12 a deposit is held below zero": f"""
        SELECT a.id::text AS subject, 'at most 0' AS wanted, sum(p.amount_minor)::text AS found
          FROM app.ledger_account a JOIN app.posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
         WHERE a.{HERE} AND a.kind IN ('DEPOSIT_HELD', 'DEPOSIT_BILLED')
         GROUP BY a.id HAVING sum(p.amount_minor) > 0""",
    "M16 a reversal is not the opposite of what it takes back": f"""
        SELECT r.id::text AS subject, '0' AS wanted, sum(p.amount_minor)::text AS found
          FROM app.journal_entry r
          JOIN app.posting p ON p.organization_id = r.organization_id AND p.entry_id IN (r.id, r.reverses_id)
         WHERE r.{HERE} AND r.reverses_id IS NOT NULL GROUP BY r.id, p.account_id HAVING sum(p.amount_minor) <> 0""",
    "M17 an entry was posted into a month that was closed": f"""
        SELECT j.id::text AS subject, 'a day in an open month' AS wanted, j.effective_on::text AS found
          FROM app.journal_entry j JOIN app.accounting_period p ON p.organization_id = j.organization_id
           AND p.first_on = date_trunc('month', j.effective_on)::date
         WHERE j.{HERE} AND p.closed_at < j.posted_at""",
    "M18 an entry touches a lease or a property that it does not name": f"""
        SELECT j.id::text AS subject, coalesce(j.lease_id::text, 'none') AS wanted, a.lease_id::text AS found
          FROM app.journal_entry j JOIN app.posting p ON p.organization_id = j.organization_id AND p.entry_id = j.id
          JOIN app.ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
         WHERE j.{HERE} AND (a.lease_id IS NOT NULL AND a.lease_id IS DISTINCT FROM j.lease_id
               OR a.property_id IS NOT NULL AND a.property_id IS DISTINCT FROM j.property_id)""",
}
CHANGED = "M3 an entry was changed after it was written"
WRITTEN = f"""
SELECT j.position, j.id, j.hash, j.kind AS entry_kind, j.effective_on, j.posted_at, j.source_type, j.source_id, j.key,
       j.reason, j.reverses_id, a.kind, a.account_class, p.currency, a.lease_id, a.property_id, a.provider_account_id,
       p.amount_minor, l.number AS lease_number
  FROM app.journal_entry j
  JOIN app.posting p ON p.organization_id = j.organization_id AND p.entry_id = j.id
  JOIN app.ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
  LEFT JOIN app.lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
 WHERE j.{HERE} AND j.position > $1 AND j.position <= (
       SELECT max(position) FROM (SELECT position FROM app.journal_entry WHERE {HERE} AND position > $1
                                   ORDER BY position LIMIT {BATCH}) next)
 ORDER BY j.position, p.line
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the books say and that does not come out when it is recomputed."""

    check: str
    subject: str
    wanted: str
    found: str


@dataclass(slots=True)
class Examined:
    """What came out for one organization."""

    organization_id: UUID
    entries: int = 0
    differences: list[Difference] = field(default_factory=list)


async def examine(organization_id: UUID, fetch: Fetch) -> Examined:
    """Recompute the books of the organization that `fetch` works in; at most 100 differences of each kind are named."""
    report = Examined(organization_id)
    for check, sql in CHECKS.items():
        rows = await fetch(f"{sql} LIMIT {MOST_NAMED}")
        report.differences += [Difference(check, row["subject"], row["wanted"], row["found"]) for row in rows]
    async for rows in written(fetch):
        report.entries += 1
        if not is_as_written(rows) and len(report.differences) < MOST_NAMED * len(CHECKS):
            head = rows[0]
            said = Difference(CHANGED, str(head["id"]), head["hash"].hex(), "another")
            report.differences.append(said)
    return report


async def written(fetch: Fetch) -> AsyncIterator[list[Any]]:
    """Yield the rows of `WRITTEN` entry by entry, in the order they were written, some thousand at a time in memory."""
    position = 0
    while rows := list(await fetch(WRITTEN, position)):
        lines: list[Any] = []
        for row in rows:
            if lines and row["position"] != lines[0]["position"]:
                yield lines
                lines = []
            lines.append(row)
        yield lines
        position = rows[-1]["position"]


def is_as_written(rows: list[Any]) -> bool:
    """Say whether an entry still says what it said when its hash was taken."""
    head = rows[0]
    try:
        return entry_of(rows).digest(head["id"]) == bytes(head["hash"])
    except (Unbalanced, ValueError):
        return False


def entry_of(rows: list[Any]) -> Entry:
    """Return the entry of these rows. Raises `Unbalanced` and `ValueError` for what is none."""
    head = rows[0]
    lines = tuple(
        Line(
            AccountKey(
                AccountKind(row["kind"]),
                row["currency"],
                row["lease_id"],
                row["property_id"],
                row["provider_account_id"],
            ),
            row["amount_minor"],
        )
        for row in rows
    )
    about = (head["source_type"], head["source_id"], head["key"], head["reason"], head["reverses_id"])
    return Entry(EntryKind(head["entry_kind"]), head["effective_on"], lines, *about)


async def thaw(url: str, organization_id: UUID) -> Examined:
    """Let the books of an organization be written again, if they come out; says what was found."""
    async with opened(url, organization_id) as fetch:
        report = await examine(organization_id, fetch)
    if not report.differences:
        connection = await asyncpg.connect(**credentials(url), timeout=10)
        try:
            async with connection.transaction():
                await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
                await connection.execute(
                    f"UPDATE app.ledger_state SET frozen_at = NULL, differences = '[]' WHERE {HERE}"
                )
        finally:
            await connection.close()
    return report


async def organizations(url: str) -> list[UUID]:
    """Return every organization of a database."""
    connection = await asyncpg.connect(**credentials(url), timeout=10)
    try:
        return [row["organization_id"] for row in await connection.fetch(ORGANIZATIONS)]
    finally:
        connection.terminate()


@asynccontextmanager
async def opened(url: str, organization_id: UUID) -> AsyncIterator[Fetch]:
    """Give what reads in an organization: all of one instant, as the application's role."""
    connection = await asyncpg.connect(**credentials(url), timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
            yield connection.fetch
    finally:
        connection.terminate()
