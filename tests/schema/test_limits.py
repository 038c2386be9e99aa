"""The budget of an operation: what fits, what does not, and that refusing is cheap."""

import time

import pytest
from graphql import get_introspection_query

from app.schema.documents import Documents, RequestRefused
from tests.schema.toy import SCHEMA


def documents() -> Documents:
    """Return a fresh store."""
    return Documents(SCHEMA._schema, hide_suggestions=False)


def refusal(text: str) -> dict[str, object]:
    """Return the extensions of the one error that the document is refused with."""
    with pytest.raises(RequestRefused) as refused:
        documents().operation(text)
    return dict(refused.value.errors[0].extensions or {})


def thing(inside: str) -> str:
    """Put a selection inside a thing."""
    return '{ thing(paint: {text: "a"}) { ... on Thing { ' + inside + " } } }"


def nested(depth: int) -> str:
    """Return a document whose deepest field lies that deep."""
    return thing("inner { " * (depth - 2) + "id" + " }" * (depth - 2))


def fragments(names: int, body: str, last: str) -> str:
    """Return fragments f0 to fn, each with a body in which `%d` is the next one."""
    each = "".join(f"fragment f{n} on Thing {{ {body.replace('%d', str(n + 1))} }}" for n in range(names))
    return f"{each} fragment f{names} on Thing {{ {last} }}"


LIMITS = [
    (nested(12), nested(13), "depth", 12),
    (
        thing("...f0") + fragments(10, "inner { ...f%d }", "id"),
        thing("...f0") + fragments(11, "inner { ...f%d }", "id"),
        "depth",
        12,
    ),
    (
        "{ " + " ".join(f"a{n}: hello" for n in range(20)) + " }",
        "{ " + " ".join(f"a{n}: hello" for n in range(21)) + " }",
        "rootFields",
        20,
    ),
    (
        thing(" ".join(f"a{n}: id" for n in range(30))),
        thing(" ".join(f"a{n}: id" for n in range(31))),
        "aliases",
        30,
    ),
    (
        thing("id " + "...f0 " * 4) + "fragment f0 on Thing { a: id b: id c: id d: id e: id f: id g: id }",
        thing("id " + "...f0 " * 5) + "fragment f0 on Thing { a: id b: id c: id d: id e: id f: id g: id }",
        "aliases",
        30,
    ),
    (
        thing("id @skip(if: false) " + "... @skip(if: false) { id } " * 19),
        thing("id @skip(if: false) " + "... @skip(if: false) { id } " * 20),
        "directives",
        20,
    ),
    (thing("id " * 51), thing("id " * 52), "repeats", 50),
    (
        thing("...f0") + fragments(8, "...f%d ...f%d", "id colour"),
        thing("...f0") + fragments(9, "...f%d ...f%d", "id colour"),
        "fields",
        1000,
    ),
]


@pytest.mark.parametrize(("fits", "too_much", "limit", "maximum"), LIMITS)
def test_the_last_that_fits_and_the_first_that_does_not(fits: str, too_much: str, limit: str, maximum: int) -> None:
    documents().operation(fits)
    extensions = refusal(too_much)
    found = extensions.pop("found")
    assert extensions == {"code": "OPERATION_LIMIT_EXCEEDED", "limit": limit, "maximum": maximum}
    assert isinstance(found, int) and found > maximum


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{" + "a " * 2100 + "}", "tokens"),
        ("{ hello } #" + "x" * 100_000, "length"),
        ("{" + "a(b:1)" * 500 + "}", "tokens"),
    ],
)
def test_long_texts_are_refused_before_they_are_parsed_to_the_end(text: str, limit: str) -> None:
    assert refusal(text)["limit"] == limit


@pytest.mark.parametrize(
    "options",
    [
        {},
        {
            "specified_by_url": True,
            "schema_description": True,
            "directive_is_repeatable": True,
            "input_value_deprecation": True,
        },
    ],
)
def test_introspection_of_tools_fits(options: dict[str, bool]) -> None:
    assert documents().operation(get_introspection_query(**options)).introspects


def test_deeper_introspection_does_not_fit() -> None:
    assert refusal("{ __schema { types { " + "ofType { " * 14 + "name" + " }" * 17)["limit"] == "introspectionDepth"
    assert documents().operation('{ ...F } fragment F on Query { __type(name: "A") { name } }').introspects
    assert not documents().operation("{ hello __typename }").introspects


OTHERS = [" ".join(f"...f{m}" for m in range(20) if m != n) for n in range(20)]
COMPLETE_GRAPH = "".join(f"fragment f{n} on Thing {{ {OTHERS[n]} inner {{ id }} }}" for n in range(20))
BOMBS = {
    "doubling": "query { ...f0 }"
    + "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(19))
    + "fragment f19 on Query { hello }",
    "doubling in depth": thing("...f0") + fragments(30, "inner { ...f%d } b: inner { ...f%d }", "id"),
    "cycle": thing("...f0") + "fragment f0 on Thing { id ...f1 } fragment f1 on Thing { id ...f0 }",
    "cycle of one": thing("...f0") + "fragment f0 on Thing { inner { ...f0 } }",
    "every fragment spreads every other": thing("...f0") + COMPLETE_GRAPH,
    "same fragment many times": thing("...f0") + "fragment f0 on Thing { id ...f1 }" * 60,
    "not used": "{ hello }" + fragments(25, "...f%d ...f%d", "id"),
    "deep selection": "{ a" * 150 + " }" * 150,
    "deep list": "{ number(n: " + "[" * 900 + "]" * 900 + ") }",
    "repeated root": "{" + "hello " * 900 + "}",
    "repeated inside": thing("inner { id } " * 300),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_within_50_milliseconds(bomb: str) -> None:
    store = documents()
    best = 1.0
    for _ in range(3):
        # Of the processor's time: what others on the machine do meanwhile is not ours.
        started = time.thread_time()
        with pytest.raises(RequestRefused):
            store.operation(bomb)
        best = min(best, time.thread_time() - started)
    assert best < 0.05
    assert len(store) == 0


def test_a_long_chain_of_fragments_needs_no_recursion() -> None:
    chain = thing("...f0") + fragments(150, "...f%d", "id")
    assert documents().operation(chain).name is None
