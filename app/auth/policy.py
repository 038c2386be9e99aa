"""The only door to a table: rows are fetched, locked, listed and related through the rules declared for them."""

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.rules import Rule, Sql, Subject, parents_of
from app.auth.scope import current
from app.auth.viewer import Viewer
from app.errors import Forbidden, NotFound
from app.models.base import Noun, Row
from app.models.paging import Condition, Page, Slice, window

N = TypeVar("N", bound=Noun)


class Policy(Generic[N]):
    """For one table: who may `see` a row, and who may do each verb. Subclasses only declare."""

    model: ClassVar[type[Any]]
    see: ClassVar[Rule]

    @classmethod
    def table(cls) -> str:
        """Return the name of the table."""
        name: str = cls.model._meta.db_table
        return name

    @classmethod
    async def fetch(cls, viewer: Viewer, id: UUID) -> Row:
        """Return the row; raises `NotFound` where the viewer cannot see it, which is the same as absent."""
        found = await cls.related(viewer, [id])
        if id not in found:
            raise NotFound(f"No such {cls._word()}.")
        return found[id]

    @classmethod
    async def lock(cls, viewer: Viewer, id: UUID, to: Rule) -> N:
        """Return the row as a model, locked until the transaction ends.

        Raises `NotFound` for an invisible row and `Forbidden` for a visible one that the viewer may not do `to` with.
        """
        scope = current()
        with door(f"{cls.__name__}.lock"):
            sql = f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.id = $1 AND {cls._organization()} FOR UPDATE"
            row = await scope.row(sql, id, row=cls.model.row)
            subject = await cls._subject(row) if row is not None else None
        cls.check(viewer, to, subject)
        assert row is not None
        model: N = cls.model._init_from_db(**dict(row.items()))
        return model

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
    async def pages(cls, viewer: Viewer, column: str, parents: list[UUID], page: Page) -> dict[UUID, Slice]:
        """Return the same page below each of many parents, in one statement."""
        sql = Sql()
        wanted = sql.add(parents)
        narrowed, tail = window(page, "t", sql)
        key = page.order.expression.format(t="t")
        statement = (
            f"SELECT x.*, p.parent AS _parent FROM unnest({wanted}::uuid[]) AS p (parent) CROSS JOIN LATERAL ("
            f"SELECT {cls._columns()}, {key} AS _key FROM {cls.table()} t"
            f" WHERE t.{column} = p.parent AND {cls._visible(viewer, sql)} AND {narrowed} {tail}) x"
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
        """Return how many rows the viewer may see below each of many parents."""
        sql = Sql()
        wanted = sql.add(parents)
        narrowed = " AND ".join(condition("t", sql) for condition in where) or "TRUE"
        statement = (
            f"SELECT t.{column} AS parent, count(*) AS n FROM {cls.table()} t"
            f" WHERE t.{column} = ANY({wanted}::uuid[]) AND {cls._visible(viewer, sql)} AND {narrowed} GROUP BY 1"
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
        visible = cls._organization() if inherited else cls._visible(viewer, sql)
        statement = f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.id = ANY({wanted}::uuid[]) AND {visible}"
        with door(f"{cls.__name__}.related"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        return {row["id"]: row for row in rows}

    @classmethod
    async def below(
        cls, viewer: Viewer, column: str, parents: Iterable[UUID], where: Iterable[Condition] = ()
    ) -> dict[UUID, list[Row]]:
        """Return the few rows below each of many parents: parties of leases, participants of conversations."""
        sql = Sql()
        wanted = sql.add(list(parents))
        narrowed = " AND ".join(condition("t", sql) for condition in where) or "TRUE"
        statement = (
            f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.{column} = ANY({wanted}::uuid[])"
            f" AND {cls._visible(viewer, sql)} AND {narrowed} ORDER BY t.id"
        )
        with door(f"{cls.__name__}.below"):
            rows = await current().rows(statement, *sql.args, row=cls.model.row)
        found: dict[UUID, list[Row]] = {}
        for row in rows:
            found.setdefault(row[column], []).append(row)
        return found

    @classmethod
    async def permitted(cls, viewer: Viewer, id: UUID, to: Rule) -> Row:
        """Return the row when the viewer may do `to` with it; raises `NotFound` or `Forbidden` as `lock` does."""
        subject = await cls.subject(id)
        cls.check(viewer, to, subject)
        assert subject is not None
        row: Row = subject.row
        return row

    @classmethod
    def check(cls, viewer: Viewer, to: Rule, subject: Subject | None) -> None:
        """Raise `NotFound` for what is absent or invisible, `Forbidden` for what is visible and not allowed."""
        now = clock.now()
        if subject is None or not cls._passes(viewer, cls.see, subject, now):
            raise NotFound(f"No such {cls._word()}.")
        if not cls._passes(viewer, to, subject, now):
            raise Forbidden(f"You may see this {cls._word()}, but not do this with it.")

    @classmethod
    async def subject(cls, id: UUID) -> Subject | None:
        """Return a row with the parents its rules look at, unjudged; for whoever asks `may` next."""
        with door(f"{cls.__name__}.subject"):
            sql = f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.id = $1 AND {cls._organization()}"
            row = await current().row(sql, id, row=cls.model.row)
            return await cls._subject(row) if row is not None else None

    @classmethod
    def may(cls, viewer: Viewer, rule: Rule, subject: Subject) -> bool:
        """Say whether the viewer may see the loaded row and do `rule` with it."""
        now = clock.now()
        return cls._passes(viewer, cls.see, subject, now) and cls._passes(viewer, rule, subject, now)

    @classmethod
    def _passes(cls, viewer: Viewer, rule: Rule, subject: Subject, now: Any) -> bool:
        if viewer.system is not None:
            return bool(subject.row.organization_id == viewer.organization_id)
        return rule.allows(viewer, subject, now)

    @classmethod
    async def _subject(cls, row: Row) -> Subject:
        rules = [value for name in dir(cls) if isinstance(value := getattr(cls, name), Rule)]
        wanted = {column: policy for rule in rules for column, policy in parents_of(rule).items()}
        parents = {}
        for column, policy in wanted.items():
            parent = await policy.subject(row[column]) if row[column] is not None else None
            if parent is not None:
                parents[column] = parent
        return Subject(row, parents)

    @classmethod
    def _visible(cls, viewer: Viewer, sql: Sql) -> str:
        if viewer.system is not None:
            return cls._organization()
        return f"{cls._organization()} AND {cls.see.filter(viewer, 't', sql, clock.now())}"

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
