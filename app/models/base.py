"""What every table has in common, and the light row that reads bring back."""

import os
import time
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from tortoise import fields
from tortoise.models import Model


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562, section 5.7): ids sort by the millisecond they were made in."""
    millis = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10))
    value = (millis << 80) | (7 << 76) | ((tail >> 64 & 0xFFF) << 64) | (2 << 62) | (tail & (1 << 62) - 1)
    return UUID(int=value)


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
