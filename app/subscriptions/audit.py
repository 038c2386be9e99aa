"""What a transaction writes into the audit: who did what, with hashes of the row before and after."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.viewer import Viewer
from app.models.base import Noun, Row, new_id

SALT_BYTES = 16
MAX_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done. `facts` stay for ever and hold no personal value; `reason` can be erased.

    `about` are the members whose personal data it touched.
    """

    action: str
    noun: str
    subject_id: UUID
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    about: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Traces:
    """The rows one transaction has written: as they were first, and as they are last."""

    _before: dict[tuple[str, UUID], Row | None] = field(default_factory=dict)
    _after: dict[tuple[str, UUID], Noun] = field(default_factory=dict)

    def made(self, row: Noun) -> None:
        """Remember a row that was not there before."""
        self._before[row.noun, row.id], self._after[row.noun, row.id] = None, row

    def saved(self, row: Noun, before: Row | None) -> None:
        """Remember a row that was changed; `before` is the row as it was locked."""
        self._before.setdefault((row.noun, row.id), before)
        self._after[row.noun, row.id] = row

    def hashes(self, noun: str, id: UUID, salt: bytes) -> dict[str, str | None]:
        """Return the salted hashes of a row before and after, None for what was not there or not touched."""
        before, after = self._before.get((noun, id)), self._after.get((noun, id))
        return {
            "before_hash": salted(salt, dict(before.items())) if before is not None else None,
            "after_hash": salted(salt, {name: getattr(after, name) for name in _names(after)}) if after else None,
        }


def entry_of(viewer: Viewer, deed: Deed) -> dict[str, Any]:
    """Return an entry of the audit as far as it is known when something is done."""
    return {
        "id": new_id(),
        "at": clock.now(),
        "actor_id": viewer.member_id,
        "session_id": viewer.session_id,
        "token_id": viewer.token_id,
        "system": viewer.system,
        "action": deed.action,
        "subject_noun": deed.noun,
        "subject_id": deed.subject_id,
        "about": deed.about,
        "facts": deed.facts,
        "private": {"address": viewer.address, "reason": deed.reason[:MAX_REASON] if deed.reason else None},
    }


def finished(entries: list[dict[str, Any]], traces: Traces) -> list[dict[str, Any]]:
    """Return the entries with their salts and hashes, as `app.seal` takes them; the rows are written by now."""
    return [_finished(entry, traces) for entry in entries]


def _finished(entry: dict[str, Any], traces: Traces) -> dict[str, Any]:
    salt = secrets.token_bytes(SALT_BYTES)
    hashes = traces.hashes(entry["subject_noun"], entry["subject_id"], salt)
    private = text_of({name: value for name, value in entry["private"].items() if value is not None})
    digest = hashlib.sha256(salt + private).hexdigest()
    return {**entry, **hashes, "private": private.decode(), "private_hash": digest, "salt": salt.hex()}


def salted(salt: bytes, values: Mapping[str, Any]) -> str:
    """Return the hash of a row's values that says nothing about them without its salt."""
    return hashlib.sha256(salt + text_of(values)).hexdigest()


def text_of(values: Mapping[str, Any]) -> bytes:
    """Return values as canonical JSON: keys in order, no spaces."""
    return orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS, default=str)


def _names(row: Noun) -> list[str]:
    return sorted(row._meta.fields_db_projection)
