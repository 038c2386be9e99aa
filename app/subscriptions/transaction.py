"""Write and announce as one act: rows, audit, events and the idempotency record commit together or not at all."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.outbox import post
from app.auth.scope import Busy, Violation, WriteScope, translated, writing
from app.auth.viewer import Viewer
from app.errors import Conflict, IdempotencyInProgress, IdempotencyKeyReused
from app.models.base import Noun, Row, Versioned, new_id
from app.models.constraints import MEANINGS, REFUSALS
from app.models.events import SEAL
from app.models.mail import Letter
from app.subscriptions.audit import Deed, Traces, entry_of, finished
from app.subscriptions.notifications import MAX_EVENTS, spread

N = TypeVar("N", bound=Noun)


class Doorbell(Protocol):
    """Says after a commit that an organization's stream has grown. It never blocks and never raises."""

    def ring(self, organization_id: UUID, head: int) -> None:
        """Wake whoever follows this organization, on any node."""


@dataclass(frozen=True, slots=True)
class Once:
    """A client's wish that one input has one effect, however often it is sent."""

    operation: str
    key: UUID
    input_hash: bytes

    @classmethod
    def of(cls, operation: str, key: UUID | None, values: Any) -> "Once | None":
        """Return the wish, or None without a key. `values` is the input without its key."""
        if key is None:
            return None
        text = orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=str)
        return cls(operation, key, hashlib.sha256(text).digest())


@dataclass(slots=True)
class Transaction:
    """One change in the making. `replayed` is the subject of the first call when this one is a repetition."""

    viewer: Viewer
    scope: WriteScope
    once: Once | None = None
    replayed: UUID | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)
    traces: Traces = field(default_factory=Traces)
    subject_id: UUID | None = None

    async def create(self, model: type[N], **values: Any) -> N:
        """Insert a row of the viewer's organization."""
        if issubclass(model, Versioned):
            now = clock.now()
            values = {"created_at": now, "updated_at": now, **values}
        with door("tx.create"), translated():
            made = await model.create(organization_id=self.viewer.organization_id, **values)
        self.traces.made(made)
        return made

    async def create_many(self, model: type[N], rows: list[dict[str, Any]]) -> list[N]:
        """Insert many rows of one table in one statement each thousand, and return them."""
        now = clock.now()
        stamps = {"created_at": now, "updated_at": now} if issubclass(model, Versioned) else {}
        made = [model(organization_id=self.viewer.organization_id, **{**stamps, **values}) for values in rows]
        with door("tx.create_many"), translated():
            await model.bulk_create(made, batch_size=1_000)
        for row in made:
            self.traces.made(row)
        return made

    async def save(self, row: Noun, *columns: str) -> None:
        """Write the named columns of a locked row and count the change."""
        changed = list(columns)
        if isinstance(row, Versioned):
            row.version += 1
            row.updated_at = clock.now()
            changed += ["version", "updated_at"]
        with door("tx.save"), translated():
            await row.save(update_fields=changed)
        self.traces.saved(row, self.scope.locked.get((row.noun, row.id)))

    async def run(self, sql: str, *args: Any, row: type[Row] = Row) -> Any | None:
        """Run one statement of this noun's own and return its first row."""
        with door("tx.run"):
            return await self.scope.row(sql, *args, row=row)

    async def rows(self, sql: str, *args: Any, row: type[Row] = Row) -> list[Any]:
        """Run one statement of this noun's own and return its rows."""
        with door("tx.rows"):
            return await self.scope.rows(sql, *args, row=row)

    async def lock(self, model: type[N], where: str, *args: Any) -> list[N]:
        """Return rows of a table as models, in the order of their ids, locked until the transaction ends.

        For verbs that a policy has let in already: `where` is SQL over the alias `t`, and nobody is asked again.
        """
        columns = ", ".join(f"t.{column}" for column in model._meta.fields_db_projection.values())
        inside = f"t.organization_id = (SELECT app.current_org()) AND ({where})"
        sql = f"SELECT {columns} FROM {model._meta.db_table} t WHERE {inside} ORDER BY t.id FOR UPDATE"
        found = await self.rows(sql, *args, row=model.row)
        for row in found:
            self.scope.locked.setdefault((model.noun, row.id), row)
        return [model._init_from_db(**dict(row.items())) for row in found]

    def announce(self, row: Noun | Row, kind: str, scope: dict[str, Any], was: Any = None, **facts: Any) -> None:
        """Tell the organization's followers, once this commits, that something happened to `row`.

        `scope` routes and narrows: ids of the row's surroundings. A change of columns that decide who sees the row
        says in `was` what they held before, by name: so whoever could see it, and cannot now, is told. `facts` must be
        visible whenever the row is; a fact named `note` is kept in the history and stays out of the event.
        """
        if was:
            scope = {**scope, "before": was}
        note = facts.pop("note", None)
        event = {"noun": row.noun, "kind": kind, "subject_id": row.id, "scope": scope, "facts": facts, "note": note}
        self.events.append({"id": new_id(), "actor_id": self.viewer.member_id, "at": clock.now(), **event})
        self.record(row, kind, note, **facts)

    def record(self, row: Noun | Row, action: str, reason: str | None = None, **facts: Any) -> None:
        """Write into the audit that something was done, without telling anybody.

        The hashes of the row before and after come by themselves. `facts` never hold a personal value: they stay.
        """
        self.witness(Deed(f"{row.noun}.{action}".upper(), row.noun, row.id, facts, reason))

    def witness(self, deed: Deed) -> None:
        """Write a deed into the audit."""
        self.audit.append(entry_of(self.viewer, deed))

    async def mail(self, letter: Letter) -> UUID:
        """Queue a mail of the viewer's organization, sent once this has committed; returns its id.

        Raises `BadInput` for an address that no mail can go to.
        """
        return await post(self.scope, letter)

    def done(self, subject_id: UUID) -> UUID:
        """Remember what a repetition of this call shall answer with."""
        self.subject_id = subject_id
        return subject_id

    async def claim(self) -> None:
        """Take the idempotency key first, so that a repetition waits here and not at some row it changes."""
        if self.once is None:
            return
        mine = (self.viewer.organization_id, self.viewer.member_id, self.once.operation, self.once.key)
        with door("tx.claim"):
            try:
                taken = await self.scope.row(CLAIM, *mine, self.once.input_hash, clock.now())
            except Busy:
                raise IdempotencyInProgress("The first call with this key has not finished.") from None
            if taken is not None:
                return
            first = await self.scope.row(FIRST, *mine)
        if first is None or first["input_hash"] != self.once.input_hash:
            raise IdempotencyKeyReused("This key was used before with another input.", ("input", "idempotencyKey"))
        self.replayed = first["subject_id"]

    async def seal(self) -> int | None:
        """The tail of every write; returns the stream's new head, or None when nothing was announced."""
        if self.replayed is not None:
            return None
        await spread(self)
        # The place of a change is that of its own last event: whom it is told to besides stands before it.
        self.events.sort(key=lambda event: event["noun"] != "notification")
        if len(self.events) > MAX_EVENTS:
            raise RuntimeError("At most 500 events a transaction: commit in batches.")
        with door("tx.seal"):
            await self.scope.rows("SET CONSTRAINTS ALL IMMEDIATE")
            if self.once is not None:
                mine = (self.viewer.organization_id, self.viewer.member_id, self.once.operation, self.once.key)
                await self.scope.rows(COMPLETE, *mine, self.subject_id)
            if not self.events and not self.audit:
                return None
            sealed = await self.scope.row(SEAL, _json(self.events), _json(finished(self.audit, self.traces)))
        return int(sealed["head"]) if sealed and self.events else None


CLAIM = """
INSERT INTO idempotency (organization_id, member_id, operation, key, input_hash, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING key
"""
FIRST = """
SELECT input_hash, subject_id FROM idempotency
 WHERE organization_id = $1 AND member_id = $2 AND operation = $3 AND key = $4
"""
COMPLETE = """
UPDATE idempotency SET subject_id = $5 WHERE organization_id = $1 AND member_id = $2 AND operation = $3 AND key = $4
"""


def _json(items: list[dict[str, Any]]) -> str:
    return orjson.dumps(items, default=str).decode()


class _Silent:
    def ring(self, organization_id: UUID, head: int) -> None:
        """Nobody listens: a command that only writes, such as a seed."""


_doorbell: Doorbell = _Silent()


def ring_with(doorbell: Doorbell) -> None:
    """Use this doorbell from now on; called once by whoever builds the program."""
    global _doorbell
    _doorbell = doorbell


@asynccontextmanager
async def transaction(viewer: Viewer, once: Once | None = None) -> AsyncIterator[Transaction]:
    """Open one transaction in the viewer's organization and, on leaving it, seal, commit and ring.

    With `once`, the caller looks at `tx.replayed` first and answers with it when it is set.
    """
    head = None
    try:
        async with writing(viewer) as scope:
            tx = Transaction(viewer, scope, once)
            await tx.claim()
            yield tx
            head = await tx.seal()
    except Violation as violation:
        meaning = MEANINGS.get(violation.constraint or "")
        if meaning is None:
            raise RuntimeError(f"Unforeseen violation of {violation.constraint}") from violation
        raise REFUSALS.get(violation.constraint or "", Conflict)(meaning) from violation
    if head is not None and viewer.organization_id is not None:
        _doorbell.ring(viewer.organization_id, head)


async def next_number(viewer: Viewer, name: str, count: int = 1) -> int:
    """Return the next number that people read, from a short transaction of its own: gaps are allowed.

    With `count`, that many are taken, and the first of them is returned.
    """
    async with transaction(viewer) as tx:
        row = await tx.run(
            "INSERT INTO counter (organization_id, name, value) VALUES ($1, $2, $3)"
            " ON CONFLICT (organization_id, name) DO UPDATE SET value = counter.value + $3 RETURNING value",
            *(viewer.organization_id, name, count),
        )
    assert row is not None
    return int(row["value"]) - count + 1
