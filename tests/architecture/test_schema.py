"""The committed schema is the one that runs, every element has its words, and every field says what it is."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_client_schema,
    get_introspection_query,
    is_interface_type,
    lexicographic_sort_schema,
    print_schema,
)
from graphql import build_schema as read_sdl

from app.main import build as build_app
from app.schema import print as printer
from app.schema.fields import Depends, Kind
from app.schema.root import build
from app.settings import Settings

ROOT = Path(__file__).parents[2]
STREAM_NAMES = ("cursor", "kind", "note", "reason", "occurredAt")


def kinds() -> dict[str, GraphQLNamedType]:
    return {name: kind for name, kind in build()._schema.type_map.items() if not name.startswith("__")}


def test_the_committed_file_is_the_code() -> None:
    assert (ROOT / "schema.graphql").read_text() == printer.text(), "run scripts/schema"


async def test_the_committed_file_is_what_a_server_answers(settings: Settings) -> None:
    app = build_app(settings)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        query = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
        answer = (await client.post("/graphql", json={"query": query})).json()
    live = build_client_schema(answer["data"])
    written = read_sdl((ROOT / "schema.graphql").read_text())
    # Introspection as graphql-core asks for it does not tell of OneOf.
    shown = [print_schema(lexicographic_sort_schema(one)).replace(" @oneOf", "") for one in (live, written)]
    assert shown[0] == shown[1]


def undescribed() -> Iterator[str]:
    for name, kind in kinds().items():
        if name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        if not kind.description:
            yield name
        values = kind.values if isinstance(kind, GraphQLEnumType) else {}
        yield from (f"{name}.{key}" for key, value in values.items() if not value.description)
        for key, field in getattr(kind, "fields", {}).items():
            if not field.description:
                yield f"{name}.{key}"
            arguments = getattr(field, "args", {})
            yield from (f"{name}.{key}({one})" for one, argument in arguments.items() if not argument.description)


def test_everything_has_a_description() -> None:
    assert list(undescribed()) == []


def declarations() -> Iterator[tuple[str, object]]:
    for name, kind in kinds().items():
        if not (isinstance(kind, GraphQLObjectType) or is_interface_type(kind)):
            continue
        if name in ("Mutation", "Subscription"):
            continue
        for key, field in kind.fields.items():
            yield f"{name}.{key}", field.extensions["strawberry-definition"].metadata


def test_every_field_is_declared_in_the_one_manner() -> None:
    wrong = [
        place
        for place, declared in declarations()
        if not isinstance(declared.get("kind"), Kind) or not isinstance(declared.get("depends"), Depends)
    ]
    assert wrong == []
    assert len(list(declarations())) > 150


def test_inputs_end_in_input_or_say_that_they_narrow() -> None:
    inputs = [name for name, kind in kinds().items() if isinstance(kind, GraphQLInputObjectType)]
    assert [name for name in inputs if not name.endswith(("Input", "Filter", "Order"))] == []


@pytest.mark.parametrize("name", STREAM_NAMES)
def test_the_messages_of_a_stream_give_one_name_one_type(name: str) -> None:
    # Clients select them side by side in one subscription; two types for one name would be refused.
    schema = build()._schema
    messages = schema.get_possible_types(schema.type_map["StreamMessage"])
    found = {str(kind.fields[name].type) for kind in messages if name in kind.fields and name != "kind"}
    assert len(found) <= 1
