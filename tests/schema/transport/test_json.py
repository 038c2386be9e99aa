"""JSON has one reading: what two parsers could understand in two ways is refused."""

import pytest

from app.errors import BadInput
from app.schema.transport.shapes import load_json


@pytest.mark.parametrize(
    "text",
    [
        '{"query": "{ a }", "query": "{ b }"}',
        '{"variables": {"input": {"a": 1, "b": 2, "a": 3}}}',
        '[{"a": {"b": [{"c": 1, "c": 1}]}}]',
        '{"query": 1, "que\\u0072y": 2}',
    ],
)
def test_a_key_is_given_once(text: str) -> None:
    with pytest.raises(BadInput, match="twice"):
        load_json(text.encode())


def test_equal_keys_of_different_objects_and_long_numbers_are_no_matter() -> None:
    text = '{"a": {"a": [{"a": 1}, {"a": 2}]}, "b": 1' + "0" * 300 + '.5, "c": "a\\"a"}'
    assert load_json(text.encode())["a"]["a"] == [{"a": 1}, {"a": 2}]
