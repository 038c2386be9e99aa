"""How the rows of a table are listed: every statement carries the rule that says who may see them."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.rules import Rule, Sql
from app.auth.scope import current
from app.auth.viewer import Viewer
from app.models.base import Row
from app.models.paging import Below, Condition, Page, Slice, window


class Table:
    """A table and the rule that says who may `see` a row of it."""

    model: ClassVar[type[Any]]
    see: ClassVar[Rule]
    within: ClassVar[Rule | None] = None
    """What still narrows the rows for whoever sees the row they belong to: an internal comment on a visible ticket."""

    @classmethod
    def table(cls) -> str:
        """Return the name of the table."""
        name: str = cls.model._meta.db_table
        return name

    @classmethod
    def _visible(cls, viewer: Viewer, sql: Sql) -> str:
        if viewer.system is not None:
            return cls._organization()
        return f"{cls._organization()} AND {cls.see.filter(viewer, 't', sql, clock.now())}"

    @classmethod
    def seen_by(cls, viewer: Viewer) -> Condition:
        """Return what narrows to the rows that the viewer may see, where another table's list asks about them."""

        def narrow(table: str, sql: Any) -> str:
            return "TRUE" if viewer.system is not None else cls.see.filter(viewer, table, sql, clock.now())

        return narrow

    @classmethod
    def _inside(cls, viewer: Viewer, sql: Sql) -> str:
        if viewer.system is not None or cls.within is None:
            return cls._organization()
        return f"{cls._organization()} AND {cls.within.filter(viewer, 't', sql, clock.now())}"

    @staticmethod
    def _organization() -> str:
        # Row-level security says so too; written out, it is the first column of every index.
        return "t.organization_id = (SELECT app.current_org())"

    @classmethod
    def _columns(cls) -> str:
        return ", ".join(f"t.{column}" for column in cls.model._meta.fields_db_projection.values())

    @classmethod
    def _word(cls) -> str:
        return cls.table().replace("_", " ")


class Lists(Table):
    """The statements that bring back rows, in the fewest round trips."""

    @classmethod
    async def page(cls, viewer: Viewer, page: Page) -> Slice:
        """Return one page of the rows the viewer may see."""
        sql = Sql()
        narrowed, tail = window(page, "t", sql)
        key = page.order.expression.format(t="t")
        statement = (
            f"SELECT {cls._columns()}, {key} AS _key FROM {cls.table()} t"
            f" WHERE {cls._visible(viewer, sql)} AND {narrowed} {tail}"
        )
        with door(f"{cls.__name__}.page"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        return Slice.cut(rows, page)

    @classmethod
    async def pages(cls, viewer: Viewer, below: str | Below, parents: list[UUID], page: Page) -> dict[UUID, Slice]:
        """Return the same page below each of many parents that the viewer sees, in one statement.

        `below` is the column that points at the parent, or what says of a table and a parent whether it belongs there.
        """
        sql = Sql()
        belongs = f"t.{below} = p.parent" if isinstance(below, str) else below("t", "p.parent", sql)
        wanted = sql.add(parents)
        narrowed, tail = window(page, "t", sql)
        key = page.order.expression.format(t="t")
        statement = (
            f"SELECT x.*, p.parent AS _parent FROM unnest({wanted}::uuid[]) AS p (parent) CROSS JOIN LATERAL ("
            f"SELECT {cls._columns()}, {key} AS _key FROM {cls.table()} t"
            f" WHERE {belongs} AND {cls._inside(viewer, sql)} AND {narrowed} {tail}) x"
        )
        with door(f"{cls.__name__}.pages"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        found: dict[UUID, list[Row]] = {parent: [] for parent in parents}
        for row in rows:
            found[row["_parent"]].append(row)
        return {parent: Slice.cut(below, page) for parent, below in found.items()}

    @classmethod
    async def count(cls, viewer: Viewer, where: Iterable[Condition] = ()) -> int:
        """Return how many rows the viewer may see of those that pass `where`."""
        sql = Sql()
        narrowed = " AND ".join(condition("t", sql) for condition in where) or "TRUE"
        statement = f"SELECT count(*) AS n FROM {cls.table()} t WHERE {cls._visible(viewer, sql)} AND {narrowed}"
        with door(f"{cls.__name__}.count"):
            row = await current().row(statement, *sql.args)
        return int(row["n"]) if row else 0

    @classmethod
    async def counts(
        cls, viewer: Viewer, column: str, parents: list[UUID], where: Iterable[Condition] = ()
    ) -> dict[UUID, int]:
        """Return how many rows the viewer may see below each of many parents that the viewer sees."""
        sql = Sql()
        wanted = sql.add(parents)
        narrowed = " AND ".join(condition("t", sql) for condition in where) or "TRUE"
        statement = (
            f"SELECT t.{column} AS parent, count(*) AS n FROM {cls.table()} t"
            f" WHERE t.{column} = ANY({wanted}::uuid[]) AND {cls._inside(viewer, sql)} AND {narrowed} GROUP BY 1"
        )
        with door(f"{cls.__name__}.counts"):
            rows = await current().rows(statement, *sql.args)
        return {row["parent"]: row["n"] for row in rows}

    @classmethod
    async def related(cls, viewer: Viewer, ids: Iterable[UUID], inherited: bool = False) -> dict[UUID, Row]:
        """Return rows by id, leaving out what the viewer may not see.

        With `inherited`, whoever sees the row that points here sees this one: an author beside a message.
        """
        sql = Sql()
        wanted = sql.add(list(ids))
        visible = cls._inside(viewer, sql) if inherited else cls._visible(viewer, sql)
        statement = f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.id = ANY({wanted}::uuid[]) AND {visible}"
        with door(f"{cls.__name__}.related"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        return {row["id"]: row for row in rows}

    @classmethod
    async def below(
        cls,
        viewer: Viewer,
        column: str,
        parents: Iterable[UUID],
        where: Iterable[Condition] = (),
        inherited: bool = False,
    ) -> dict[UUID, list[Row]]:
        """Return the few rows below each of many parents: parties of leases, participants of conversations.

        With `inherited`, whoever sees the parent sees them.
        """
        sql = Sql()
        wanted = sql.add(list(parents))
        narrowed = " AND ".join(condition("t", sql) for condition in where) or "TRUE"
        visible = cls._inside(viewer, sql) if inherited else cls._visible(viewer, sql)
        statement = (
            f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.{column} = ANY({wanted}::uuid[])"
            f" AND {visible} AND {narrowed} ORDER BY t.id"
        )
        with door(f"{cls.__name__}.below"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        found: dict[UUID, list[Row]] = {}
        for row in rows:
            found.setdefault(row[column], []).append(row)
        return found
