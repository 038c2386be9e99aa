"""What every table has in common, and the light row that reads bring back."""

import os
import time
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from tortoise import fields
from tortoise.models import Model

_made = [0, 0]
"""The millisecond of the last id, and how many were made in it."""


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562, sections 5.7 and 6.2): ids of one process sort as they were made.

    What is undone newest first, such as settlements, is often made within one millisecond.
    """
    millis = time.time_ns() // 1_000_000
    _made[:] = millis, _made[1] + 1 if millis == _made[0] else 0
    tail = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return UUID(int=(millis << 80) | (7 << 76) | (min(_made[1], 0xFFF) << 64) | (2 << 62) | tail)


class Row(asyncpg.Record):  # type: ignore[misc]
    """One row as it was read: columns as attributes, nothing to load lazily, nothing to save."""

    noun: ClassVar[str]

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Noun(Model):
    """A table of one organization. References are plain id columns: rows are reached through policies alone."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization_id = fields.UUIDField()

    noun: ClassVar[str]
    row: ClassVar[type[Row]]
    columns: ClassVar[str]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not getattr(cls._meta, "abstract", True):
            cls.noun = cls._meta.db_table
            cls.row = type(f"{cls.__name__}Row", (Row,), {"noun": cls.noun})


class Versioned(Noun):
    """A row that changes: `version` counts the changes, starting at 1."""

    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        abstract = True
