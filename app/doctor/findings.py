"""What the doctor found, one thing at a time, and how it is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is. Only what is wrong makes the command fail."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `words` say what to do where something is to be done."""

    name: str
    state: State
    words: str


def ok(name: str, words: str) -> Finding:
    """Make a finding that is as it should be."""
    return Finding(name, State.OK, words)


def note(name: str, words: str) -> Finding:
    """Make a finding that is worth knowing."""
    return Finding(name, State.NOTE, words)


def warning(name: str, words: str) -> Finding:
    """Make a finding that may hurt some day."""
    return Finding(name, State.WARNING, words)


def wrong(name: str, words: str) -> Finding:
    """Make a finding that has to be mended."""
    return Finding(name, State.WRONG, words)


def count_wrong(findings: Sequence[Finding]) -> int:
    """Return how many things have to be mended."""
    return sum(finding.state is State.WRONG for finding in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """Return a line each, and the sum in one sentence."""
    width = max(len(finding.name) for finding in findings)
    lines = [f"  {finding.state:<8} {finding.name:<{width}}  {finding.words}" for finding in findings]
    bad = count_wrong(findings)
    verdict = {0: "Nothing is wrong.", 1: "One thing is wrong."}.get(bad, f"{bad} things are wrong.")
    return "\n".join([*lines, "", verdict])


def as_json(findings: Sequence[Finding]) -> str:
    """Return the same for programs."""
    listed = [{"name": it.name, "state": it.state.value, "words": it.words} for it in findings]
    return json.dumps({"healthy": count_wrong(findings) == 0, "findings": listed}, indent=2, ensure_ascii=False)
