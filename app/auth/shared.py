"""A viewer without a face: only what many viewers have in common, so that one execution can serve them all."""

from typing import Any, Self
from uuid import UUID

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

    def __repr__(self) -> str:
        return f"Shared({self.organization_id})"

    @classmethod
    def of(cls, organization_id: UUID, grants: tuple[Grant, ...] | None, locale: str | None) -> Self:
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
