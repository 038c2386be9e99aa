"""Global ids and the interfaces that rows share."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from app.auth.policy import Policy
from app.errors import BadInput
from app.models.base import Row
from app.models.ids import from_global, to_global
from app.models.security import SecurityEventKind
from app.schema.context import Context, Info
from app.schema.fields import NONE, Kind, declared

T = TypeVar("T")

POLICIES: dict[str, type[Policy[Any]]] = {}
"""The policy behind each type that `node(id:)` can find."""

FINDERS: dict[str, Callable[[Context, UUID], Awaitable[Row | None]]] = {}
"""How to find what has no policy of its own."""


def _global_id(self: Any, info: Info) -> strawberry.ID:
    return strawberry.ID(to_global(info._raw_info.parent_type.name, self.id))


@strawberry.interface(description="Anything that node(id:) can find.")
class Node:
    """Gives a type its opaque id."""

    id: strawberry.ID = strawberry.field(
        resolver=_global_id, description="Opaque global id.", metadata=declared(Kind.COLUMN, NONE)
    )


@strawberry.interface(description="Whoever did something: a person, a partner's token or the system.")
class Actor:
    """Gives a type the name to show."""

    name: str = strawberry.field(description="Name to show.", metadata=declared(Kind.COLUMN, NONE))


def of_row(policy: type[Policy[Any]], *others: type) -> Callable[[type[T]], type[T]]:
    """Tie a type to the rows of a policy's table, and to what reads like one: so an interface knows its types."""
    sources = (policy.model.row, *others)

    def tie(cls: type[T]) -> type[T]:
        cls.is_type_of = classmethod(lambda _, value, __: isinstance(value, sources))  # type: ignore[attr-defined]
        POLICIES[cls.__name__] = policy
        return cls

    return tie


async def find(context: Context, id: str) -> Row | None:
    """Return the row of a global id; None for what is absent, out of sight, or no id at all."""
    try:
        name, key = from_global(id)
    except BadInput:
        return None
    if context.viewer.organization_id is None:
        return None
    if name in FINDERS:
        found = await FINDERS[name](context, key)
    else:
        found = await context.related(POLICIES[name], key) if name in POLICIES else None
    if found is None:
        context.noticed(SecurityEventKind.UNKNOWN_IDS)
    return found


def tied(source: type, find_one: Callable[[Context, UUID], Awaitable[Row | None]]) -> Callable[[type[T]], type[T]]:
    """Tie a type without a policy to the class of its rows and to the way they are found."""

    def tie(cls: type[T]) -> type[T]:
        cls.is_type_of = classmethod(lambda _, value, __: isinstance(value, source))  # type: ignore[attr-defined]
        FINDERS[cls.__name__] = find_one
        return cls

    return tie
