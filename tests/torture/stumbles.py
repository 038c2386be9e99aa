"""What went wrong inside a node, as its log tells: an exception that nobody has turned into words."""

import re

RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} )", re.MULTILINE)
TRACEBACK = "Traceback (most recent call last)"


def stumbles(logs: str) -> list[str]:
    """Return one line for each record with a traceback: what was logged, and the exception that was shown last."""
    found = []
    for record in RECORD.split(logs):
        said, _, rest = record.partition(TRACEBACK)
        if rest:
            words = said.strip().partition(" ")[2] or "a node ended"
            last = [line for line in rest.splitlines() if line and not line.startswith(" ")]
            found.append(f"{words} {last[-1] if last else rest.strip()}")
    return found
