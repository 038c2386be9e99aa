"""What things cost: IBM's two directives, and the rules by which they stand in the schema.

A type with an id is a row and costs 1; what has none is part of its row and costs 0, as every leaf does. A row reached
from another row costs 0.2, for all of a level are read in one statement. Lists say how long they can be.
"""

from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema_directive import Location

DEFINITION = "strawberry-definition"
SIZED = ("edges", "nodes")


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.ARGUMENT_DEFINITION,
        Location.ENUM,
        Location.FIELD_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.OBJECT,
        Location.SCALAR,
    ],
    description="Price of a field or type in points; objects cost 1 and leaves 0 unless it says otherwise.",
)
class Cost:
    """How much."""

    weight: str


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="How long a list can be, so that an operation is priced before it runs.",
)
class ListSize:
    """How many."""

    assumed_size: int | None = strawberry.UNSET
    slicing_arguments: list[str] | None = strawberry.UNSET
    sized_fields: list[str] | None = strawberry.UNSET
    require_one_slicing_argument: bool | None = True


FREE = Cost(weight="0")
COUNTED = Cost(weight="1")
FROM_ROW_TO_ROW = Cost(weight="0.2")
STREAM = Cost(weight="10")


def assumed(rows: int) -> ListSize:
    """Say how long a list without arguments usually is."""
    return ListSize(assumed_size=rows, require_one_slicing_argument=strawberry.UNSET)


def sliced(*arguments: str, fields: tuple[str, ...] = ()) -> ListSize:
    """Say which arguments cut the list, and below which fields its rows lie if it is a page."""
    return ListSize(
        slicing_arguments=list(arguments),
        sized_fields=list(fields) or strawberry.UNSET,
        require_one_slicing_argument=strawberry.UNSET,
    )


def declare_costs(schema: GraphQLSchema, reaching: frozenset[Any]) -> None:
    """Put `@cost` where the rules ask for it and nothing was declared; `reaching` are the kinds that reach rows."""
    for kind in _objects(schema):
        if not is_row(schema, kind):
            kind.extensions[DEFINITION].directives = [FREE]
        for field in kind.fields.values():
            declared = field.extensions[DEFINITION]
            plain = field.type.of_type if is_non_null_type(field.type) else field.type
            if declared.metadata.get("kind") not in reaching or declared.directives or is_list_type(plain):
                continue
            if is_row(schema, get_named_type(plain)):
                declared.directives = [FROM_ROW_TO_ROW]


def is_row(schema: GraphQLSchema, kind: GraphQLNamedType) -> bool:
    """Say whether a type stands for a row, or may stand for one."""
    if is_abstract_type(kind):
        return any(is_row(schema, one) for one in schema.get_possible_types(kind))
    return isinstance(kind, GraphQLObjectType) and "id" in kind.fields


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind not in roots and not kind.name.startswith("__"):
            yield kind
