"""Documents that ask for everything, written from the schema itself."""

from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from tests.auth.desk import SCHEMA

TYPES = SCHEMA._schema.type_map
PAGE = ("first", "after", "last", "before")
SKIPPED = {"viewer", "createdAt", "updatedAt", "version", "today"}
"""Nothing of anybody else: oneself, and moments that say nothing."""


def everything(type_name: str, depth: int = 3) -> str:
    """A selection of all fields of a type, and of what they lead to, `depth` levels down."""
    kind = TYPES[type_name]
    if isinstance(kind, GraphQLUnionType):
        return "{ __typename " + " ".join(f"... on {each.name} {{ id }}" for each in kind.types) + " }"
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    parts = [_field(name, field, depth) for name, field in kind.fields.items() if name not in SKIPPED]
    return "{ __typename " + " ".join(part for part in parts if part) + " }"


def _field(name: str, field: object, depth: int) -> str:
    inner = get_named_type(field.type)  # type: ignore[attr-defined]
    arguments = field.args  # type: ignore[attr-defined]
    if any(isinstance(argument.type, GraphQLNonNull) for argument in arguments.values()):
        return ""
    if is_leaf_type(inner):
        return name
    if depth <= 1:
        return ""
    if inner.name.endswith("Connection"):
        row = inner.name.removesuffix("Connection")
        return f"{name}(first: 9) {{ totalCount nodes {everything(row, depth - 1)} }}"
    return f"{name} {everything(inner.name, depth - 1)}"


def page_of(field: str, type_name: str, depth: int = 3) -> str:
    """A query for a page of a root list with everything below it."""
    return f"{{ {field}(first: 24) {{ totalCount nodes {everything(type_name, depth)} }} }}"


def node_of(type_name: str, depth: int = 3) -> str:
    """A query for one row by its id, with everything below it."""
    return f"query ($id: ID!) {{ node(id: $id) {{ ... on {type_name} {everything(type_name, depth)} }} }}"


def nodes_of(type_name: str, depth: int = 3) -> str:
    """The same for many rows."""
    return f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {everything(type_name, depth)} }} }}"
