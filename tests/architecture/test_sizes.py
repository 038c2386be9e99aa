"""Files, functions and classes stay small: there is no list of exceptions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES, FUNCTION_LINES, CLASS_LINES, ARGUMENTS = 300, 40, 150, 5
NOT_COUNTED = {"self", "cls", "info"}
FORBIDDEN_NAMES = {"core", "utils", "helpers", "common"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    return sorted(path for folder in ("app", "stripe_simulator", "tests") for path in (ROOT / folder).rglob("*.py"))


def length(node: ast.AST) -> int:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return node.end_lineno - first + 1


def wide(function: Function) -> bool:
    arguments = function.args
    # The arguments of a GraphQL field are the schema's, and `Window` gathers those of every page.
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([one for one in named if one.arg not in NOT_COUNTED]) > ARGUMENTS


def faults(path: Path) -> Iterator[str]:
    text = path.read_text()
    if (lines := text.count("\n")) > FILE_LINES:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function) and length(node) > FUNCTION_LINES:
            yield f"{path}:{node.lineno}: {node.name} has {length(node)} lines"
        if isinstance(node, Function) and wide(node):
            yield f"{path}:{node.lineno}: {node.name} has too many arguments"
        if isinstance(node, ast.ClassDef) and length(node) > CLASS_LINES:
            yield f"{path}:{node.lineno}: {node.name} has {length(node)} lines"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_written_stays_small(path: Path) -> None:
    assert list(faults(path)) == []


def test_the_rule_can_fail(tmp_path: Path) -> None:
    big = tmp_path / "big.py"
    big.write_text("def f(a, b, c, d, e, f):\n" + "    print(1)\n" * 301)
    assert len(list(faults(big))) == 3


def test_nothing_is_called_by_an_empty_name() -> None:
    named = {part for path in sources() for part in (*path.relative_to(ROOT).parent.parts, path.stem)}
    assert named & FORBIDDEN_NAMES == set()


def test_every_module_says_what_it_is() -> None:
    silent = [
        path for path in sources() if "tests" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
