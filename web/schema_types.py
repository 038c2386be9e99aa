"""Writes schema.graphql as what the portal needs of it: types for gql.tada, and a few facts for its cache."""

import json
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
)

HEAD = "// Written from schema.graphql by web/schema_types.py.\n"


def typescript(sdl: str) -> str:
    """Return the module: one `introspection` type that describes the whole schema."""
    schema = build_schema(sdl, assume_valid=True)
    kinds = [kind for name, kind in sorted(schema.type_map.items()) if not is_introspection_type(kind)]
    lines = [f"    '{kind.name}': {described(kind, schema)};" for kind in kinds]
    root = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
    roots = "\n".join(f"  {name}: '{kind.name}';" for name, kind in root.items() if kind)
    body = "\n".join(lines)
    return f"{HEAD}export type introspection = {{\n  name: never;\n{roots}\n  types: {{\n{body}\n  }};\n}};\n"


def facts(sdl: str) -> str:
    """Return the module that tells the cache which types stand behind an abstract one, and which have no id."""
    schema = build_schema(sdl, assume_valid=True)
    abstract, keyless = {}, []
    for name, kind in sorted(schema.type_map.items()):
        if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            abstract[name] = sorted(one.name for one in schema.get_possible_types(kind))
        elif isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind) and not is_entity(kind):
            keyless.append(name)
    lines = (
        f"export const {word} = {json.dumps(value)};" for word, value in (("POSSIBLE", abstract), ("KEYLESS", keyless))
    )
    return HEAD + "\n".join(lines) + "\n"


def is_entity(kind: GraphQLObjectType) -> bool:
    """Say whether a type is kept by its id: messages of a stream only tell of such ones."""
    return any(one.name == "Node" for one in kind.interfaces) or kind.name == "Viewer"


def write(sdl: str, folder: Path) -> None:
    """Write both modules."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schema.d.ts").write_text(typescript(sdl))
    (folder / "facts.ts").write_text(facts(sdl))


def described(kind: GraphQLNamedType, schema: Any) -> str:
    """Return what gql.tada wants to know of one type."""
    if isinstance(kind, GraphQLEnumType):
        return f"{{ name: '{kind.name}'; enumValues: {' | '.join(repr(value) for value in kind.values)}; }}"
    if isinstance(kind, GraphQLInputObjectType):
        fields = ", ".join(
            f"{{ name: '{name}'; type: {reference(field.type)}; defaultValue: {default(field)} }}"
            for name, field in kind.fields.items()
        )
        return f"{{ kind: 'INPUT_OBJECT'; name: '{kind.name}'; isOneOf: {one_of(kind)}; inputFields: [{fields}]; }}"
    if isinstance(kind, GraphQLObjectType):
        return f"{{ kind: 'OBJECT'; name: '{kind.name}'; fields: {fields_of(kind)}; }}"
    if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
        possible = " | ".join(f"'{one.name}'" for one in schema.get_possible_types(kind)) or "never"
        is_union = isinstance(kind, GraphQLUnionType)
        fields = "{}" if is_union else fields_of(kind)
        word = "UNION" if is_union else "INTERFACE"
        return f"{{ kind: '{word}'; name: '{kind.name}'; fields: {fields}; possibleTypes: {possible}; }}"
    return "unknown"


def fields_of(kind: Any) -> str:
    """Return the fields of an object or interface."""
    fields = (f"'{name}': {{ name: '{name}'; type: {reference(f.type)} }}" for name, f in kind.fields.items())
    return f"{{ {'; '.join(fields)} }}"


def reference(kind: Any) -> str:
    """Return a reference to a type, with its lists and non-nulls."""
    if isinstance(kind, GraphQLNonNull):
        return f"{{ kind: 'NON_NULL'; name: never; ofType: {reference(kind.of_type)}; }}"
    if isinstance(kind, GraphQLList):
        return f"{{ kind: 'LIST'; name: never; ofType: {reference(kind.of_type)}; }}"
    words = {GraphQLEnumType: "ENUM", GraphQLInputObjectType: "INPUT_OBJECT", GraphQLObjectType: "OBJECT"}
    words |= {GraphQLInterfaceType: "INTERFACE", GraphQLUnionType: "UNION"}
    return f"{{ kind: '{words.get(type(kind), 'SCALAR')}'; name: '{kind.name}'; ofType: null; }}"


def default(field: Any) -> str:
    """Say that there is a default; its value does not matter to types."""
    return "''" if field.ast_node is not None and field.ast_node.default_value is not None else "null"


def one_of(kind: GraphQLInputObjectType) -> str:
    """Say whether exactly one field must be given."""
    directives = (kind.ast_node and kind.ast_node.directives) or ()
    return "true" if any(one.name.value == "oneOf" for one in directives) else "false"
