"""The tour of the API: its tables are those of the code."""

import re

from app.errors import ErrorCode
from app.models.paging import MAX_PAGE
from app.schema import budget, limits, price
from app.schema.transport import body, shapes
from tests.docs.pages import named

PAGE = named("docs/api.md")


def table(heading: str) -> dict[str, int]:
    """The rows of a section's tables that end in a number."""
    section = PAGE.read_text().split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (.+) \| ([\d,]+) \|$", section, re.MULTILINE)
    return {name: int(number.replace(",", "")) for name, number in rows}


def test_the_limits_are_those_of_the_code() -> None:
    assert table("Limits") == {
        "depth": limits.MAX_DEPTH,
        "fields at the root": limits.MAX_ROOT_FIELDS,
        "fields": limits.MAX_FIELDS,
        "aliases": limits.MAX_ALIASES,
        "directives": limits.MAX_DIRECTIVES,
        "repeated names in one selection": limits.MAX_REPEATS,
        "tokens": limits.MAX_TOKENS,
        "rows on a page": MAX_PAGE,
        "bytes in a body": body.MAX_BODY_BYTES,
        "levels of JSON": shapes.MAX_JSON_DEPTH,
    }


def test_the_prices_are_those_of_the_code() -> None:
    assert table("Cost") == {
        "of one operation, at most": price.MAX_COST,
        "in the budget of a session, in one organization": budget.LIMIT,
        "restored in a second": budget.RESTORED_PER_SECOND,
    }


def test_every_code_of_the_tables_exists() -> None:
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \|", PAGE.read_text(), re.MULTILINE)
    codes = {code for row in rows for code in re.findall(r"[A-Z_]+", row)}
    assert codes <= set(ErrorCode)
    assert len(codes) > 10
