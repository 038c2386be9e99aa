"""Decisions are short records in one form: context, the decision in one sentence, consequences, alternatives."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import named

RECORDS = sorted(named("docs/decisions").glob("*.md"))


def test_they_are_numbered_without_gaps() -> None:
    assert [record.name[:4] for record in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_the_form_is_kept(record: Path) -> None:
    text = record.read_text()
    assert text.startswith(f"# {record.name[:4]}: ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Alternatives"]
    decision = text.split("\n## Decision\n", 1)[1].split("\n## ", 1)[0].strip()
    assert re.fullmatch(r"\*\*[^*]+\.\*\*", decision), decision
    assert ". " not in decision.replace("\n", " ")
