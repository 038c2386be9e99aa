"""Choosing an operation, and keeping what was prepared."""

import pytest

from app.schema.documents import MAX_CACHED_DOCUMENTS, MAX_CACHED_LENGTH, Documents, RequestRefused
from tests.schema.toy import SCHEMA


def documents() -> Documents:
    """Return a fresh store."""
    return Documents(SCHEMA._schema, hide_suggestions=True)


TWO = "query A { hello } mutation B { signOut }"


@pytest.mark.parametrize(
    ("text", "name", "chosen"),
    [
        ("{ hello }", None, None),
        ("{ hello }", "", None),
        (TWO, "A", "A"),
        (TWO, "B", "B"),
        ("query A { hello }", None, "A"),
    ],
)
def test_picks_the_operation_that_was_asked_for(text: str, name: str | None, chosen: str | None) -> None:
    assert documents().operation(text, name).name == chosen


@pytest.mark.parametrize(("text", "name"), [(TWO, None), (TWO, ""), (TWO, "C"), ("{ hello }", "A")])
def test_refuses_to_guess(text: str, name: str | None) -> None:
    with pytest.raises(RequestRefused) as refused:
        documents().operation(text, name)
    assert [(error.extensions or {})["code"] for error in refused.value.errors] == ["BAD_USER_INPUT"]


def test_keeps_good_documents_of_ordinary_length_and_no_others() -> None:
    store = documents()
    first, second = store.operation(TWO, "A"), store.operation(TWO, "B")
    assert first.document is second.document
    with pytest.raises(RequestRefused):
        store.operation("{ nothing }")
    store.operation("{ hello } #" + "x" * MAX_CACHED_LENGTH)
    assert len(store) == 1


def test_forgets_what_was_not_used_for_longest() -> None:
    store = documents()
    kept = store.operation("{ hello }").document
    for number in range(MAX_CACHED_DOCUMENTS + 20):
        store.operation(f"query Q{number} {{ hello }}")
        assert store.operation("{ hello }").document is kept
    assert len(store) == MAX_CACHED_DOCUMENTS
