"""The only door to a table: rows are fetched, locked, listed and related through the rules declared for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from app import clock
from app.auth.answers import Answers
from app.auth.doors import door
from app.auth.lists import Lists
from app.auth.rules import Rule, Subject, children_of, parents_of
from app.auth.scope import WriteScope, current
from app.auth.shared import Traced
from app.auth.viewer import Viewer
from app.errors import Forbidden, NotFound
from app.models.base import Noun, Row

N = TypeVar("N", bound=Noun)


@dataclass(frozen=True, slots=True)
class Unmade:
    """A row that is still to be made, of which only the organization is known."""

    organization_id: UUID | None


class Policy(Lists, Answers, Generic[N]):
    """For one table: who may `see` a row, and who may do each verb. Subclasses only declare."""

    @classmethod
    async def fetch(cls, viewer: Viewer, id: UUID) -> Row:
        """Return the row; raises `NotFound` where the viewer cannot see it, which is the same as absent."""
        found = await cls.related(viewer, [id])
        if id not in found:
            raise NotFound(f"No such {cls._word()}.")
        return found[id]

    @classmethod
    async def related(cls, viewer: Viewer, ids: Iterable[UUID], inherited: bool = False) -> dict[UUID, Row]:
        """Return rows by id, leaving out what the viewer may not see; see `Lists.related`."""
        rule = cls.within if inherited else cls.see
        if not isinstance(viewer, Traced) or rule is None:
            return await super().related(viewer, ids, inherited)
        subjects = [await cls.subject(id) for id in ids]
        return {one.row.id: one.row for one in subjects if one is not None and viewer.passes(rule, one)}

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
        if isinstance(scope, WriteScope):
            # As it was first seen: the audit keeps a hash of the row before and after.
            scope.locked.setdefault((cls.model.noun, id), row)
        model: N = cls.model._init_from_db(**dict(row.items()))
        return model

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
    def require(cls, viewer: Viewer, rule: Rule) -> None:
        """Raise `Forbidden` unless the viewer may do what needs no row yet, by a rule on the organization alone."""
        unmade = Subject(Unmade(viewer.organization_id))
        if viewer.system is None and not rule.allows(viewer, unmade, clock.now()):
            raise Forbidden("This is not yours to do here.")

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
        if isinstance(viewer, Traced):
            return viewer.passes(rule, subject)
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
        pointing = {name: has for rule in rules for name, has in children_of(rule).items()}
        children = {name: await has.policy.children(has.column, row.id, has.rule) for name, has in pointing.items()}
        return Subject(row, parents, children)

    @classmethod
    async def children(cls, column: str, parent: UUID, rule: Rule) -> list[Subject]:
        """Return the rows whose column points at a parent, unjudged, with the rows below them that `rule` looks at."""
        with door(f"{cls.__name__}.children"):
            sql = f"SELECT {cls._columns()} FROM {cls.table()} t WHERE t.{column} = $1 AND {cls._organization()}"
            rows = await current().rows(sql, parent, row=cls.model.row)
        below = children_of(rule)
        return [
            Subject(
                row, {}, {name: await has.policy.children(has.column, row.id, has.rule) for name, has in below.items()}
            )
            for row in rows
        ]
