"""Rows are wanted together: waiting for them one after the other would make a statement of each."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for layer in ("schema", "resolvers") for path in (ROOT / "app" / layer).rglob("*.py"))
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def waits_in_turn(source: str) -> list[int]:
    """Return the lines of comprehensions that wait for each of their elements."""
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, COMPREHENSIONS))
    return [node.lineno for node in found if any(isinstance(part, ast.Await) for part in elements(node))]


def elements(node: COMPREHENSIONS) -> list[ast.AST]:
    made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    return [part for one in made for part in ast.walk(one)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_waits_for_rows_one_by_one(path: Path) -> None:
    assert waits_in_turn(path.read_text()) == []


def test_the_rule_can_fail() -> None:
    assert waits_in_turn("async def f(ids):\n    return [await find(id) for id in ids]") == [2]
    assert waits_in_turn("async def f(ids):\n    return {id: 1 for id in await load(ids)}") == []
