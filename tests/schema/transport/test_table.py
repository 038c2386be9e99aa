"""Lists as tables: paths become columns, values become text, and nothing is run by a spreadsheet."""

import csv
import io
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, build_schema, parse

from app.schema.transport.negotiation import wants_csv
from app.schema.transport.table import Columns, cell, harmless, lines

SCHEMA = build_schema(
    """
    interface Named { name: String }
    type Person implements Named { name: String, mail: String }
    type Home { label: String, owner: Named, rent: Money }
    type Money { amount: String, currency: String }
    type Query { home: Home }
    """
)


def columns(text: str) -> list[str]:
    document = parse(text)
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    (operation,) = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    assert SCHEMA.query_type is not None
    return [".".join(path) for path in Columns(SCHEMA, fragments).of(SCHEMA.query_type, operation.selection_set)]


def test_columns_are_the_leaves_in_order_and_each_once() -> None:
    assert columns("{ home { rent { amount } label short: label owner { ...N } rent { currency } label } } " + N) == [
        "home.rent.amount",
        "home.label",
        "home.short",
        "home.owner.__typename",
        "home.owner.name",
        "home.owner.mail",
        "home.rent.currency",
    ]


N = "fragment N on Named { __typename name ... on Person { mail } ... { name } }"

ROW = {"a": {"b": 1.5, "c": None}, "list": [{"n": "x"}, {"n": "y"}, {}], "yes": True, "free": {"k": [1]}, "none": None}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.b", "1.5"),
        ("a.c", ""),
        ("list.n", "x; y; "),
        ("yes", "true"),
        ("free", '{"k":[1]}'),
        ("none.below.that", ""),
        ("missing", ""),
    ],
)
def test_values_become_text(path: str, text: str) -> None:
    value: Any = ROW
    assert cell(value, tuple(path.split("."))) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+47 22 33", "-1+1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "-", "=", "-1e5"]
)
def test_formulas_are_disarmed(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "-12.50", "+3", "12", "2026-01-31", " x", "'=1"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == text


def test_rows_can_be_read_back() -> None:
    rows = [["a", 'say "no"', "two\r\nlines", "a,b", "æøå"], ["", "1", "2", "3", "4"]]
    written = lines(rows)
    assert written.count(b"\r\n") == 3 and b'"say ""no"""' in written
    assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == rows


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, False),
        ("*/*", False),
        ("text/*", False),
        ("text/csv", True),
        ("Text/CSV; charset=utf-8", True),
        ("text/csv, application/json;q=0.5", True),
        ("application/json, text/csv;q=0.5", False),
        ("text/csv;q=0", False),
        ("text/csv;charset=latin1", False),
    ],
)
def test_csv_has_to_be_asked_for_by_name(accept: str | None, wanted: bool) -> None:
    assert wants_csv(accept) is wanted
