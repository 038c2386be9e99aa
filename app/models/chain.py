"""Goes through the audit of an organization from its beginning, and says where it was tampered with."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app import clock
from app.models.database import credentials
from app.models.heads import SIGNED, Head

GENESIS = bytes(32)
BATCH = 1_000
MOST_FINDINGS = 100
UNSIGNED_AFTER = timedelta(days=2)

# Written out, and not the function of the database: whoever tampers may have changed that one too.
ENTRIES = """
SELECT e.position, e.at, e.prev_hash, e.hash, e.private_hash, p.salt, p.content, jsonb_build_object(
           'organization', e.organization_id, 'position', e.position, 'id', e.id, 'action', e.action,
           'noun', e.subject_noun, 'subject', e.subject_id, 'about', e.about, 'actor', e.actor_id,
           'session', e.session_id, 'token', e.token_id, 'system', e.system, 'facts', e.facts,
           'before', encode(e.before_hash, 'hex'), 'after', encode(e.after_hash, 'hex'),
           'private', encode(e.private_hash, 'hex'),
           'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text AS canonical
  FROM app.audit_entry e
  LEFT JOIN app.audit_private p ON p.organization_id = e.organization_id AND p.position = e.position
 WHERE e.organization_id = $1 ORDER BY e.position
"""
STREAM = "SELECT audit_head, audit_hash FROM app.organization_stream WHERE organization_id = $1"
ORGANIZATIONS = "SELECT organization_id FROM app.organization_stream ORDER BY organization_id"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that does not fit; `position` is the entry's place."""

    position: int
    words: str


@dataclass(slots=True)
class Report:
    """What was found in one organization. `erased` entries have lost their personal part, as the law asks."""

    organization_id: UUID
    entries: int = 0
    erased: int = 0
    heads: int = 0
    damages: list[Damage] = field(default_factory=list)

    def found(self, position: int, words: str) -> None:
        """Remember a damage; after the first hundred the rest would say no more."""
        if len(self.damages) < MOST_FINDINGS:
            self.damages.append(Damage(position, words))

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was found."""
        return not self.damages


async def verify(
    url: str, trusted: frozenset[bytes], only: UUID | None = None, kept: Iterable[Head] = ()
) -> AsyncIterator[Report]:
    """Yield a report for each organization, or for `only` one. `kept` are heads from outside the database.

    Reads one organization at a time as any server does, so the role of the application is enough.
    """
    connection = await asyncpg.connect(**credentials(url), timeout=10)
    try:
        rows = await connection.fetch(ORGANIZATIONS)
        outside = list(kept)
        known = {row["organization_id"] for row in rows}
        # An organization whose stream is gone is still asked about by name, or by a head that was kept outside.
        wanted = {only} if only is not None else known | {head.organization_id for head in outside}
        for organization_id in sorted(wanted):
            heads = [head for head in outside if head.organization_id == organization_id]
            yield await _verify(connection, organization_id, trusted, heads)
    finally:
        connection.terminate()


async def heads_in(url: str) -> list[Head]:
    """Return every signed head of every organization."""
    connection = await asyncpg.connect(**credentials(url), timeout=10)
    try:
        return [head for row in await connection.fetch(ORGANIZATIONS) for head in await _heads(connection, row[0])]
    finally:
        connection.terminate()


async def _heads(connection: Any, organization_id: UUID) -> list[Head]:
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
        return [Head(**dict(row)) for row in await connection.fetch(SIGNED, organization_id)]


async def _verify(connection: Any, organization_id: UUID, trusted: frozenset[bytes], kept: list[Head]) -> Report:
    report = Report(organization_id)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
        stored = [Head(**dict(row)) for row in await connection.fetch(SIGNED, organization_id)]
        walk = _Walk(report, trusted, [*stored, *kept])
        async for row in connection.cursor(ENTRIES, organization_id, prefetch=BATCH):
            walk.step(row)
        walk.end(await connection.fetchrow(STREAM, organization_id))
    return report


class _Walk:
    """One pass over a chain, with the place and the hash of the entry before at hand."""

    def __init__(self, report: Report, trusted: frozenset[bytes], heads: list[Head]) -> None:
        self.report = report
        self.position, self.hash = 0, GENESIS
        self.unsigned_since: Any = None
        report.heads = len(heads)
        for head in (one for one in heads if not one.is_signed_by(trusted)):
            report.found(head.position, f"the head of {head.signed_on} is not signed by a key that is trusted")
        self.signed: dict[int, list[Head]] = {}
        for head in (one for one in heads if one.is_signed_by(trusted)):
            self.signed.setdefault(head.position, []).append(head)
        self.last_signed = max(self.signed, default=0)
        self.good_until = 0

    def step(self, row: Any) -> None:
        """Look at the next entry."""
        self.report.entries += 1
        place, found = row["position"], self.report.found
        if place != self.position + 1:
            self._gap(place)
        canonical = row["canonical"].encode()
        fits = hashlib.sha256(row["prev_hash"] + canonical).digest() == row["hash"]
        follows = row["prev_hash"] == self.hash or place != self.position + 1
        if not fits and follows:
            found(place, "was changed")
        elif not fits:
            found(place, "is not the entry that was written here: moved, exchanged or put in")
        elif not follows:
            found(place - 1, "was changed and hashed anew: the next entry remembers another")
        self._look_at_private(row)
        self._look_at_heads(place, row["hash"])
        if place > self.last_signed and self.unsigned_since is None:
            self.unsigned_since = row["at"]
        self.position, self.hash = place, row["hash"]

    def _gap(self, place: int) -> None:
        missing = range(self.position + 1, place)
        if not missing:
            self.report.found(place, "stands before the beginning: put in")
        elif len(missing) == 1:
            self.report.found(missing[0], "is missing")
        else:
            self.report.found(missing[0], f"is missing, and all up to {missing[-1]}")

    def _look_at_private(self, row: Any) -> None:
        if row["salt"] is None:
            self.report.erased += row["private_hash"] is not None
        elif hashlib.sha256(row["salt"] + row["content"].encode()).digest() != row["private_hash"]:
            self.report.found(row["position"], "has another address or reason than was written")

    def _look_at_heads(self, place: int, hash: bytes) -> None:
        for head in self.signed.pop(place, ()):
            if head.hash == hash:
                self.good_until = place
            else:
                words = (
                    f"differs from the head signed on {head.signed_on}: entries after {self.good_until} were rewritten"
                )
                self.report.found(place, words)

    def end(self, stream: Any) -> None:
        """Compare the end of the chain with what the stream and the signed heads say."""
        found = self.report.found
        head, hash = (stream["audit_head"], stream["audit_hash"]) if stream else (0, GENESIS)
        if stream is None:
            found(0, "there is no such organization, or its stream is gone")
        if head > self.position:
            found(self.position + 1, "is missing" + (f", and all up to {head}" if head > self.position + 1 else ""))
        elif head < self.position:
            found(
                head + 1,
                "was put in after the end" + (f", and all up to {self.position}" if head + 1 < self.position else ""),
            )
        elif hash != self.hash:
            found(self.position, "is not the entry that the stream ends with: changed and hashed anew")
        for place, heads in sorted(self.signed.items()):
            if place > self.position:
                found(place, f"is missing, though it was signed on {heads[0].signed_on}")
        if self.unsigned_since is not None and clock.now() - self.unsigned_since > UNSIGNED_AFTER:
            found(max(self.last_signed, 0) + 1, "and what follows has no signed head, though days have passed")
