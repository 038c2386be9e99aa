"""A viewer without a face: only what many viewers have in common, so that one execution can serve them all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

from app import clock
from app.auth.viewer import Grant, Viewer


class Undeclared(Exception):
    """A field looked at something its declaration does not name: its answer must not be shared."""


def _refused(name: str) -> Any:
    def look(_: Any) -> Any:
        raise Undeclared(f"`{name}` of a shared viewer was looked at: the field depends on more than it declares.")

    return property(look)


class Shared(Viewer):
    """What a group of viewers shares. Grants or locale are there only when the group is keyed by them."""

    __slots__ = ("_grants", "_locale")

    _grants: tuple[Grant, ...] | None
    _locale: str | None

    person_id = _refused("person_id")
    session_id = _refused("session_id")
    member_id = _refused("member_id")
    expires_at = _refused("expires_at")
    awaits = _refused("awaits")
    stepped_up_at = _refused("stepped_up_at")
    has_shown_factor = _refused("has_shown_factor")
    token_id = _refused("token_id")
    points_per_second = _refused("points_per_second")

    def __repr__(self) -> str:
        return f"Shared({self.organization_id})"

    @classmethod
    def of(cls, organization_id: UUID | None, grants: tuple[Grant, ...] | None, locale: str | None) -> Self:
        """Return the shared viewer; None leaves out what the group is not keyed by."""
        made = object.__new__(cls)
        for name, value in (("organization_id", organization_id), ("system", None)):
            object.__setattr__(made, name, value)
        object.__setattr__(made, "_grants", grants)
        object.__setattr__(made, "_locale", locale)
        return made

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Return the grants that all of the group hold."""
        if self._grants is None:
            raise Undeclared("`grants` of a shared viewer were looked at: the field declares no such dependency.")
        return self._grants

    @property
    def locale(self) -> str:
        """Return the language that all of the group speak."""
        if self._locale is None:
            raise Undeclared("`locale` of a shared viewer was looked at: the field declares no such dependency.")
        return self._locale

    @property
    def account(self) -> UUID | None:
        """Return no account: row-level security shows a group nothing that is a person's own."""
        return None


class Condition(Protocol):
    """A rule, as far as it is needed here."""

    def allows(self, viewer: Viewer, subject: Any, now: datetime) -> bool:
        """Say whether a loaded row passes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy was asked about one row, and what it answered."""

    rule: Condition
    subject: Any
    answer: bool


class Traced(Shared):
    """A shared viewer behind whom one of the group stands to answer what policies ask about single rows.

    Whatever else the execution depends on, its group is keyed by. So it says the same for everybody of whom each of the
    questions has the same answer: `suits`.
    """

    __slots__ = ("_asked", "_now", "_real")

    _asked: list[Asked]
    _now: datetime
    _real: Viewer

    @classmethod
    def behind(cls, real: Viewer, shared: Shared) -> Self:
        """Return a shared viewer like this one, with somebody to ask."""
        made = cls.of(shared.organization_id, shared._grants, shared._locale)
        for name, value in (("_asked", []), ("_now", clock.now()), ("_real", real)):
            object.__setattr__(made, name, value)
        return made

    def passes(self, rule: Condition, subject: Any) -> bool:
        """Answer a policy, and remember it."""
        answer = rule.allows(self._real, subject, self._now)
        self._asked.append(Asked(rule, subject, answer))
        return answer

    def suits(self, viewer: Viewer) -> bool:
        """Say whether the execution would have been the same for another of the group.

        Raises `Undeclared` for a shared viewer when an answer depends on the person.
        """
        return all(asked.rule.allows(viewer, asked.subject, self._now) is asked.answer for asked in self._asked)
