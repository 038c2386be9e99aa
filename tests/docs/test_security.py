"""The page on security: every test it names is there."""

import ast
import re

from tests.docs.pages import named
from tests.support.processes import CLONE

ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+) \| `(tests/[\w/]+\.py)(?:::(\w+))?` \|$", re.MULTILINE)


def test_every_requirement_names_a_test_that_exists() -> None:
    page = named("docs/security.md").read_text()
    rows = ROW.findall(page)
    assert len(rows) >= 25
    assert len(rows) == len(re.findall(r"^\| \d+\.\d+\.\d+ ", page, re.MULTILINE)), "a row that is read differently"
    numbers = [tuple(map(int, number.split("."))) for number, *_ in rows]
    assert numbers == sorted(set(numbers))
    for number, _, file, name in rows:
        tree = ast.parse((CLONE / file).read_text())
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in names if name else any(each.startswith("test_") for each in names), (number, file, name)
