"""What the tables say that a token needs, against the rows that were written by hand."""

import csv
from pathlib import Path

from graphql import OperationDefinitionNode, get_named_type, is_leaf_type, parse

from app.schema.partners import needs_of
from tests.auth.desk import SCHEMA
from tests.auth.documents import TYPES
from tests.auth.test_matrix_tokens import ROWS, document, operations

KINDS = {
    row["type"]: row["scope"]
    for row in csv.DictReader((Path(__file__).parent / "matrix/token_types.csv").read_text().splitlines())
}


def needed_by(text: str) -> tuple[set[str], bool]:
    """The scopes that a document needs, and whether something in it is not for tokens at all."""
    node = parse(text)
    (operation,) = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
    needs = needs_of(SCHEMA._schema, node, operation)
    return {str(scope) for scope in needs.scopes}, bool(needs.closed)


def test_each_type_and_field_needs_the_scope_of_its_row() -> None:
    nodes = {name for name, kind in TYPES.items() if "Node" in {each.name for each in getattr(kind, "interfaces", ())}}
    assert nodes <= KINDS.keys(), "a missing row fails"
    for name, scope in KINDS.items():
        kind, _, field = name.partition(".")
        leaf = " { __typename }" if field and not is_leaf_type(get_named_type(TYPES[kind].fields[field].type)) else ""
        found = needed_by(f"{{ __typename }} fragment One on {kind} {{ {field or '__typename'}{leaf} }}")
        own = {KINDS[kind], scope} - {"open", "closed"}
        assert found == (own, scope == "closed"), name


def test_each_field_at_the_root_needs_the_scopes_of_its_row() -> None:
    for name, field in operations().items():
        scopes, is_closed = needed_by(document(name))
        wanted = ROWS.get(name, "closed")
        assert is_closed is (wanted == "closed"), name
        if not is_closed:
            shown = KINDS.get(get_named_type(field.type).name, "open")
            assert scopes == {*wanted.split(), shown} - {"open"}, name
