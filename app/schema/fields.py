"""The five kinds of fields, declared where the field is declared; engine and hub read the declaration.

column: an attribute of the row. computed: a pure function of the row. relation: other rows, in one batch for all
parents, through a policy. page: a window over a list, in one statement for all parents. call: anything else that waits.

`depends` says what the value depends on besides the row: nothing, what policies answer about single rows, the viewer's
grants, the person, or the locale. A relation derives it from its policy.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policy import Policy
from app.schema.context import Info
from app.schema.cost import assumed


class Kind(StrEnum):
    """How a field gets its value."""

    COLUMN = "column"
    COMPUTED = "computed"
    RELATION = "relation"
    PAGE = "page"
    CALL = "call"


class Depends(StrEnum):
    """What a value depends on besides its row."""

    NONE = "none"
    ANSWERS = "answers"
    GRANTS = "grants"
    PERSON = "person"
    LOCALE = "locale"


NONE, ANSWERS, GRANTS, PERSON, LOCALE = Depends

FEW = 4
"""How many rows a list without arguments is priced for: buildings, parties, participants."""


def declared(kind: Kind, depends: Depends) -> dict[str, Any]:
    """Return the declaration as Strawberry carries it."""
    return {"kind": kind, "depends": depends}


def column(description: str, name: str | None = None, depends: Depends = NONE) -> Any:
    """Declare a column of the row: the one of the field's own name, or `name`."""
    if name is None:
        return strawberry.field(description=description, metadata=declared(Kind.COLUMN, depends))

    def resolve(self: Any) -> Any:
        return getattr(self, name)

    return _field(resolve, description, declared(Kind.COLUMN, depends))


def computed(function: Callable[[Any], Any], description: str, depends: Depends = NONE, rows: int | None = None) -> Any:
    """Declare a pure function of the row; `rows` is how long a list it returns is taken to be."""

    def resolve(self: Any) -> Any:
        return function(self)

    return _field(resolve, description, declared(Kind.COMPUTED, depends), rows)


def judged(function: Callable[[Any, Info], Any], description: str, depends: Depends = GRANTS) -> Any:
    """Declare a function of the row and of who asks, without a statement."""

    def resolve(self: Any, info: Info) -> Any:
        return function(self, info)

    return _field(resolve, description, declared(Kind.COMPUTED, depends))


def call(
    function: Callable[[Any, Info], Awaitable[Any]],
    description: str,
    depends: Depends = PERSON,
    rows: int | None = None,
) -> Any:
    """Declare something that waits, once for each row; a list says how many `rows` it usually has."""

    async def resolve(self: Any, info: Info) -> Any:
        return await function(self, info)

    return _field(resolve, description, declared(Kind.CALL, depends), rows)


def asked(
    function: Callable[..., Awaitable[Any]], description: str, depends: Depends = PERSON, rows: int | None = None
) -> Any:
    """Declare something that waits and takes arguments: those of the function, after the row and `info`."""
    return _field(function, description, declared(Kind.CALL, depends), rows)


def relation(
    policy: type[Policy[Any]], by: str, description: str, depends: Depends | None = None, inherited: bool = False
) -> Any:
    """Declare the row that the column `by` points to; null where the viewer may not see it.

    With `inherited`, whoever sees this row sees that one.
    """

    async def resolve(self: Any, info: Info) -> Any:
        id: UUID | None = getattr(self, by)
        return None if id is None else await info.context.related(policy, id, inherited)

    is_open = inherited and policy.within is None
    return _field(resolve, description, declared(Kind.RELATION, depends or (NONE if is_open else ANSWERS)))


def below(
    policy: type[Policy[Any]], by: str, description: str, depends: Depends | None = None, inherited: bool = False
) -> Any:
    """Declare the few rows whose column `by` points here; with `inherited`, whoever sees this row sees them.

    They are priced as `FEW` rows: what can be many is a connection.
    """

    async def resolve(self: Any, info: Info) -> Any:
        return await info.context.below(policy, by, self.id, inherited)

    is_open = inherited and policy.within is None
    return _field(resolve, description, declared(Kind.RELATION, depends or (NONE if is_open else GRANTS)), FEW)


def _field(resolve: Any, description: str, metadata: dict[str, Any], rows: int | None = None) -> Any:
    directives = [assumed(rows)] if rows is not None else []
    return strawberry.field(resolver=resolve, description=description, metadata=metadata, directives=directives)
