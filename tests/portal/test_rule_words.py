"""Whatever a rule writes of its inputs, the portal names in every language; without Node, from the sources of both."""

import ast
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from app.ledger.fees import FeeKind, FeeRepeat
from app.ledger.schedule import Frequency
from app.models.leases import ProrationMethod
from app.words.reasons import RECKONED, RULES
from tests.portal.test_sources import CLONE, LOCALES, WEB, catalogue

LIMITS = StrEnum("LIMITS", {"LAW": "LAW", "POLICY": "POLICY"})
VALUES: dict[str, type[StrEnum]] = {
    "frequency": Frequency,
    "proration": ProrationMethod,
    "fee-kind": FeeKind,
    "fee-repeat": FeeRepeat,
    "fee-limit": LIMITS,
}
"""What stands for a value in `inputs.tsx`, and the values there are."""
ENTRY = re.compile(r"^  (\w+): (null|plain|date|money|share|\(value\) => word\(\"([a-z-]+)\", value\)),$", re.M)


def kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((CLONE / "app").rglob("*.py")):
        text = path.read_text()
        if "Why(" in text or "_Entered(" in text or "def inputs_of" in text:
            yield path, ast.parse(text)


def keys(node: ast.AST | None) -> set[str]:
    if isinstance(node, ast.Name) and node.id == "inputs":
        return set()  # found where it is assigned
    assert isinstance(node, ast.Dict), "inputs are written as one literal, so that their names can be found here"
    return {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def written() -> set[str]:
    """Every name that a rule gives to something that went into it."""
    found: set[str] = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id="inputs")]) | ast.AnnAssign(target=ast.Name(id="inputs")):
                    found |= keys(node.value) if isinstance(node.value, ast.Dict) else set()
                case ast.AugAssign(target=ast.Name(id="inputs")):
                    found |= keys(node.value)
                case ast.FunctionDef(name="inputs_of"):
                    [given] = [one for one in ast.walk(node) if isinstance(one, ast.Return)]
                    found |= keys(given.value)
                case ast.Call(func=ast.Name(id="_Entered"), args=[first, *_]):
                    found |= keys(first)
                case ast.Call(func=ast.Name(id="Why"), args=[_, _, third, *_]):
                    reads = isinstance(third, ast.Call) and path.name == "lines.py"
                    assert reads or (isinstance(third, ast.Name) and third.id == "inputs"), f"{path}: {node.lineno}"
    return found


def shown() -> dict[str, str | None]:
    """Every name that the portal knows, with the beginning of the words for its values where it has some."""
    text = (WEB / "src/pages/money/inputs.tsx").read_text()
    table = text.partition("const INPUTS")[2].partition("\n};")[0]
    found = {name: (prefix or how) for name, how, prefix in ENTRY.findall(table)}
    assert len(found) == len(table.strip().splitlines()) - 1, "each line of the table is of a kind that is known here"
    return found


def test_the_portal_knows_every_name_that_a_rule_writes() -> None:
    names = written()
    assert {"daysLate", "periodDays", "agreedMinor", "feeMinor", "entry", "dueDay"} <= names
    assert names == set(shown())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_value_and_rule_has_a_word(locale: str) -> None:
    known = catalogue(locale)
    for name, how in shown().items():
        assert how == "null" or f"input-{kebab(name)}" in known, name
        values: Iterable[StrEnum] = VALUES.get(how, ())
        assert how in {*VALUES, "null", "plain", "date", "money", "share"}, name
        for value in values:
            assert f"{how}-{value.lower().replace('_', '-')}" in known, value
    for rule in (*RULES, *RECKONED, "entry"):
        assert f"rule-{rule.lower().replace('_', '-')}" in known, rule
