"""Permissions as conditions on a row, each in two forms that must agree: a filter for SQL, a test in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.auth.scopes import ApiScope
from app.auth.shared import Undeclared
from app.auth.viewer import Grant, Role, Viewer

if TYPE_CHECKING:
    from app.auth.policy import Policy


Roles = tuple[Role | ApiScope, ...]
"""What grants are asked for: roles of people, scopes of tokens."""


class Sql:
    """Collects the parameters of one statement and names their places."""

    def __init__(self) -> None:
        self.args: list[Any] = []

    def add(self, value: Any) -> str:
        """Return the placeholder of `value`."""
        self.args.append(value)
        return f"${len(self.args)}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A row with what its policy's rules look at: parents by the column that points there, and rows that point here."""

    row: Any
    parents: dict[str, "Subject"] = field(default_factory=dict)
    children: dict[str, list["Subject"]] = field(default_factory=dict)


class Rule:
    """One condition. `|` and `&` combine both forms at once."""

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        """Return SQL that is true for the rows of `table` that pass."""
        raise NotImplementedError

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        """Say whether a loaded row passes."""
        raise NotImplementedError

    def __or__(self, other: "Rule") -> "Rule":
        return AnyOf((*_parts(self, AnyOf), *_parts(other, AnyOf)))

    def __and__(self, other: "Rule") -> "Rule":
        return AllOf((*_parts(self, AllOf), *_parts(other, AllOf)))


def _parts(rule: Rule, kind: type) -> tuple[Rule, ...]:
    return rule.parts if isinstance(rule, AnyOf | AllOf) and isinstance(rule, kind) else (rule,)


@dataclass(frozen=True, slots=True)
class AnyOf(Rule):
    """At least one part passes."""

    parts: tuple[Rule, ...]

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return "(" + " OR ".join(part.filter(viewer, table, sql, now) for part in self.parts) + ")"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return _settled(self.parts, True, viewer, subject, now)


@dataclass(frozen=True, slots=True)
class AllOf(Rule):
    """Every part passes."""

    parts: tuple[Rule, ...]

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return "(" + " AND ".join(part.filter(viewer, table, sql, now) for part in self.parts) + ")"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return _settled(self.parts, False, viewer, subject, now)


def _settled(parts: tuple[Rule, ...], by: bool, viewer: Viewer, subject: Subject, now: datetime) -> bool:
    """Ask the parts until one answers `by`. What a shared viewer cannot answer counts only if no other part settles."""
    unknown: Undeclared | None = None
    for part in parts:
        try:
            if part.allows(viewer, subject, now) is by:
                return by
        except Undeclared as undeclared:
            unknown = undeclared
    if unknown is not None:
        raise unknown
    return not by


def counting(viewer: Viewer, roles: Roles, now: datetime) -> Iterator[Grant]:
    """Yield the viewer's grants of these roles that are in force."""
    return (grant for grant in viewer.grants if grant.role in roles and grant.counts(now))


@dataclass(frozen=True, slots=True)
class Org(Rule):
    """The viewer has one of these roles over the whole organization."""

    roles: Roles

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return "TRUE" if self._holds(viewer, now) else "FALSE"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return subject.row.organization_id == viewer.organization_id and self._holds(viewer, now)

    def _holds(self, viewer: Viewer, now: datetime) -> bool:
        return any(grant.covers_organization for grant in counting(viewer, self.roles, now))


@dataclass(frozen=True, slots=True)
class Everyone(Rule):
    """The viewer has any grant in force in the organization; of a token, one of the scopes that are named."""

    roles: Roles = tuple(Role)

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return "TRUE" if any(counting(viewer, self.roles, now)) else "FALSE"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return subject.row.organization_id == viewer.organization_id and any(counting(viewer, self.roles, now))


@dataclass(frozen=True, slots=True)
class Holds(Rule):
    """The viewer has one of these roles by a grant whose `scope` is what the row's `column` names.

    With `exactly`, the grant's scope must be that wide; without it, the scope may lie inside: a grant over a lease
    also names the unit, the building and the property it belongs to.
    """

    roles: Roles
    scope: str
    column: str
    exactly: bool = True

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        ids = self._ids(viewer, now)
        return f"{table}.{self.column} = ANY({sql.add(sorted(ids))}::uuid[])" if ids else "FALSE"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        return row.organization_id == viewer.organization_id and getattr(row, self.column) in self._ids(viewer, now)

    def _ids(self, viewer: Viewer, now: datetime) -> set[UUID]:
        grants = counting(viewer, self.roles, now)
        return {
            value
            for grant in grants
            if (value := getattr(grant, self.scope)) is not None and (not self.exactly or grant.narrowest == self.scope)
        }


def Staffs(*roles: Role | ApiScope, column: str = "property_id") -> Rule:  # noqa: N802 - reads as a rule
    """The viewer works with one of these roles, for the organization or for the row's property."""
    return Org(roles) | Holds(roles, "property_id", column)


def LivesIn(column: str = "lease_id") -> Rule:  # noqa: N802 - reads as a rule
    """The viewer is party to the row's lease."""
    return Holds((Role.TENANT, Role.GUARANTOR), "lease_id", column)


@dataclass(frozen=True, slots=True)
class IsPerson(Rule):
    """The row names the viewer."""

    column: str

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        if viewer.member_id is None:
            return "FALSE"
        return f"{table}.{self.column} = {sql.add(viewer.member_id)}::uuid"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        same = row.organization_id == viewer.organization_id
        return same and viewer.member_id is not None and getattr(row, self.column) == viewer.member_id


@dataclass(frozen=True, slots=True)
class InArray(Rule):
    """The row's list of people holds the viewer."""

    column: str

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        if viewer.member_id is None:
            return "FALSE"
        return f"{table}.{self.column} @> ARRAY[{sql.add(viewer.member_id)}::uuid]"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        return row.organization_id == viewer.organization_id and viewer.member_id in getattr(row, self.column)


@dataclass(frozen=True, slots=True)
class Flag(Rule):
    """A true-or-false column of the row has this value."""

    column: str
    value: bool

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return f"{table}.{self.column}" if self.value else f"NOT {table}.{self.column}"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return bool(getattr(subject.row, self.column)) is self.value


@dataclass(frozen=True, slots=True)
class Via(Rule):
    """The row's parent passes a rule of the parent's policy; `verb` names it."""

    column: str
    policy: "type[Policy[Any]]"
    verb: str = "see"

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        parent = f"{table}_{self.column}"
        condition = self._rule.filter(viewer, parent, sql, now)
        if condition in ("TRUE", "FALSE"):
            return condition
        same = f"{parent}.organization_id = {table}.organization_id AND {parent}.id = {table}.{self.column}"
        return f"EXISTS (SELECT FROM {self.policy.table()} {parent} WHERE {same} AND {condition})"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        parent = subject.parents.get(self.column)
        return parent is not None and self._rule.allows(viewer, parent, now)

    @property
    def _rule(self) -> Rule:
        rule: Rule = getattr(self.policy, self.verb)
        return rule


@dataclass(frozen=True, slots=True)
class Has(Rule):
    """At least one row of another table, whose `column` points here, passes a rule: a tenant has a lease somewhere."""

    policy: "type[Policy[Any]]"
    column: str
    rule: Rule

    @property
    def name(self) -> str:
        """Return what a subject keeps those rows under."""
        return f"{self.policy.table()}.{self.column}"

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        child = f"{table}_{self.policy.table()}"
        condition = self.rule.filter(viewer, child, sql, now)
        if condition == "FALSE":
            return condition
        same = f"{child}.organization_id = {table}.organization_id AND {child}.{self.column} = {table}.id"
        return f"EXISTS (SELECT FROM {self.policy.table()} {child} WHERE {same} AND {condition})"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return any(self.rule.allows(viewer, child, now) for child in subject.children.get(self.name, ()))


def children_of(rule: Rule) -> dict[str, Has]:
    """Return the rules about rows that point here, by the name of those rows."""
    if isinstance(rule, Has):
        return {rule.name: rule}
    if isinstance(rule, AnyOf | AllOf):
        return {name: found for part in rule.parts for name, found in children_of(part).items()}
    return {}


def parents_of(rule: Rule) -> "dict[str, type[Policy[Any]]]":
    """Return the policies of the parents that a rule looks at, by column."""
    if isinstance(rule, Via):
        return {rule.column: rule.policy}
    if isinstance(rule, AnyOf | AllOf):
        return {column: policy for part in rule.parts for column, policy in parents_of(part).items()}
    return {}
