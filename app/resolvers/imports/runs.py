"""An import that was asked for: begun by somebody, worked on by a job, told while it goes on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.policies.files import FilePolicy
from app.auth.policies.imports import ImportPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, LimitReached
from app.models.files import FileKind, FileStatus
from app.models.imports import Fault, Import, ImportEventKind, ImportStatus
from app.subscriptions.imports import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

RUN = "imports.run"
"""The job that works on one import."""

FILE = ("input", "fileId")
MOST_FAULTS = 5_000
"""So many faults are kept word for word; all are counted."""

DEFER = "SELECT app.defer($1, jsonb_build_object('organization_id', app.current_org(), 'import_id', $2::uuid))"
ADD_FAULTS = """
INSERT INTO import_fault (organization_id, import_id, place, row_number, column_name, message)
SELECT app.current_org(), $1, $2 + f.place - 1, (f.item->>0)::integer, f.item->>1, f.item->>2
  FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS f (item, place) WHERE $2 + f.place <= $4
"""
WAITING = "SELECT count(*) AS n FROM import WHERE organization_id = app.current_org() AND ended_at IS NULL"
MOST_AT_ONCE = 5
FORGET_FAULTS = "DELETE FROM import_fault WHERE organization_id = app.current_org() AND import_id = $1"
COUNTED = ("done_count", "property_count", "unit_count", "tenant_count", "lease_count")


async def start(viewer: Viewer, file_id: UUID, is_trial: bool, skips_bad: bool, once: Once | None = None) -> UUID:
    """Begin to bring in a sheet that the viewer sent; returns the import's id.

    Raises `NotFound`, `Forbidden`, `BadInput` for a file that is no sheet or has not come, `LimitReached`.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        ImportPolicy.require(viewer, ImportPolicy.start)
        file = await FilePolicy.fetch(viewer, file_id)
        if file.kind != FileKind.SHEET or file.status != FileStatus.READY:
            raise BadInput("This is no sheet that has come: send one to the organization first.", FILE)
        waiting = await tx.run(WAITING)
        if waiting is not None and waiting["n"] >= MOST_AT_ONCE:
            raise LimitReached(f"At most {MOST_AT_ONCE} imports wait or run.", FILE, maximum=MOST_AT_ONCE)
        row = await tx.create(
            Import,
            **{"file_id": file.id, "started_by": viewer.member_id, "status": ImportStatus.WAITING},
            **{"is_trial": is_trial, "skips_bad": skips_bad},
        )
        tx.announce(row, ImportEventKind.STARTED, scope_of(row))
        await tx.run(DEFER, RUN, row.id)
        return tx.done(row.id)


@dataclass(frozen=True, slots=True)
class Work:
    """An import as its worker found it."""

    id: UUID
    is_trial: bool
    skips_bad: bool
    key: str
    ending: str
    most_bytes: int


async def begin(house: Viewer, id: UUID) -> Work | None:
    """Take an import up, for the first time or again after a worker died; None for one that has ended."""
    async with transaction(house) as tx:
        row = await ImportPolicy.lock(house, id, to=ImportPolicy.see)
        if row.ended_at is not None:
            return None
        file = await FilePolicy.fetch(house, row.file_id)
        row.status, row.done_count, row.fault_count = ImportStatus.RUNNING, 0, 0
        await tx.save(row, "status", "done_count", "fault_count")
        await tx.run(FORGET_FAULTS, row.id)
        ending = file.name.rpartition(".")[2].lower()
        return Work(row.id, row.is_trial, row.skips_bad, file.stored_key, ending, file.size_bytes)


async def read(house: Viewer, id: UUID, row_count: int, faults: list[Fault]) -> None:
    """Remember what is in the list, and what is wrong with it."""
    async with transaction(house) as tx:
        row = await ImportPolicy.lock(house, id, to=ImportPolicy.see)
        row.row_count = row_count
        await _note(tx, row, faults)
        await tx.save(row, "row_count", "fault_count")
        tx.announce(row, ImportEventKind.PROGRESSED, scope_of(row))


async def progressed(house: Viewer, id: UUID, done: int, made: dict[str, int], faults: list[Fault]) -> None:
    """Remember how far the list is, what was made since the last time, and what was wrong."""
    async with transaction(house) as tx:
        row = await ImportPolicy.lock(house, id, to=ImportPolicy.see)
        row.done_count = done
        for noun, count in made.items():
            setattr(row, f"{noun}_count", getattr(row, f"{noun}_count") + count)
        await _note(tx, row, faults)
        await tx.save(row, "fault_count", *COUNTED)
        tx.announce(row, ImportEventKind.PROGRESSED, scope_of(row))


async def end(house: Viewer, id: UUID, status: ImportStatus, refusal: str | None = None) -> None:
    """Say what became of it."""
    async with transaction(house) as tx:
        row = await ImportPolicy.lock(house, id, to=ImportPolicy.see)
        row.status, row.refusal, row.ended_at = status, refusal, clock.now()
        await tx.save(row, "status", "refusal", "ended_at")
        tx.announce(row, ImportEventKind.ENDED, scope_of(row), to=status)


async def _note(tx: Transaction, row: Any, faults: list[Fault]) -> None:
    if faults:
        listed = orjson.dumps([[fault.row, fault.column, fault.message[:500]] for fault in faults[:MOST_FAULTS]])
        await tx.run(ADD_FAULTS, row.id, row.fault_count, listed.decode(), MOST_FAULTS)
        row.fault_count += len(faults)
