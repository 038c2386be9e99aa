"""What is asked about rows whose ids are known, without bringing the rows back."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.lists import Table
from app.auth.rules import Rule, Sql
from app.auth.scope import current
from app.auth.viewer import Viewer

Expression = Callable[[str, Sql, datetime], str]
"""Given the table's alias, the statement's parameters and the moment, SQL of one value."""


class Answers(Table):
    """Questions to many rows at once, in one statement each."""

    @classmethod
    async def passing(cls, viewer: Viewer, rule: Rule, ids: Iterable[UUID]) -> set[UUID]:
        """Return the ids of rows that the viewer may see and do `rule` with; for rules that look beyond the row."""
        sql = Sql()
        wanted = sql.add(list(ids))
        allowed = "TRUE" if viewer.system is not None else rule.filter(viewer, "t", sql, clock.now())
        statement = (
            f"SELECT t.id FROM {cls.table()} t"
            f" WHERE t.id = ANY({wanted}::uuid[]) AND {cls._visible(viewer, sql)} AND {allowed}"
        )
        with door(f"{cls.__name__}.passing"):
            return {row["id"] for row in await current().rows(statement, *sql.args)}

    @classmethod
    async def derived(cls, viewer: Viewer, expression: Expression, ids: Iterable[UUID]) -> dict[UUID, Any]:
        """Return a value that the database derives for each of many rows that the viewer sees."""
        sql = Sql()
        wanted = sql.add(list(ids))
        value = expression("t", sql, clock.now())
        statement = (
            f"SELECT t.id, {value} AS value FROM {cls.table()} t"
            f" WHERE t.id = ANY({wanted}::uuid[]) AND {cls._organization()}"
        )
        with door(f"{cls.__name__}.derived"):
            return {row["id"]: row["value"] for row in await current().rows(statement, *sql.args)}
