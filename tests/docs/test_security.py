"""The page on security: every test it names is there."""

import ast
import re

from app.auth import sieges, throttle, tries
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


COUNTED = {
    "passwords at one account": throttle.ACCOUNT,
    "passwords from one network": throttle.NETWORK,
    "passwords of everybody": throttle.EVERYBODY,
    "links by mail, from one network": throttle.LINKS_OF_NETWORK,
    "links by mail to one address": throttle.LINKS_TO_ADDRESS,
    "links by mail to the members of one organization": throttle.LINKS_OF_ORGANIZATION,
    "links by mail to everybody": throttle.LINKS_OF_EVERYBODY,
    "invitations by one organization": throttle.INVITATIONS,
}
COUNT = re.compile(r"^\| ([^|]+) \| (\d+) \| 1 (day|hour) \| (\d+) s \|$", re.MULTILINE)


def test_the_counts_are_those_of_the_program() -> None:
    page = named("docs/security.md").read_text()
    said = {
        what: (int(free), {"day": 86_400, "hour": 3_600}[span], int(longest))
        for what, free, span, longest in COUNT.findall(page)
    }
    assert len(said) == len(COUNTED)
    for begin, allowance in COUNTED.items():
        (found,) = [numbers for what, numbers in said.items() if what.startswith(begin)]
        assert found == (allowance.free, allowance.window.total_seconds(), allowance.longest_seconds), begin
    assert page.count(f"in each of {throttle.LANES} lanes") == 2
    assert f"After {throttle.ACCOUNT.locks_after} wrong passwords" in page
    assert (
        f"After {sieges.LEAST + 1:,} to {sieges.MOST:,} within an hour" in page and sieges.SPAN.total_seconds() == 3_600
    )
    assert f"one of {sieges.CROWDS} crowds" in page
    assert tries.CODES == 5 and tries.SPAN.total_seconds() == 900
