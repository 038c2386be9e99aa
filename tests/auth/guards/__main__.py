"""`make guards`: take every guard away in turn; ends with 1 unless a test notices each."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.auth.guards import hints
from tests.auth.guards.crew import Crew
from tests.auth.guards.notes import Notes
from tests.auth.guards.order import tests_for

LEAST = 450
"""Fewer guards than this were never there: then the list is broken, and not the program better."""

TESTS = (
    *("tests/auth", "tests/resolvers", "tests/paying", "tests/subscriptions", "tests/entrypoints"),
    *("tests/models/test_wall.py", "tests/models/test_catalogue.py"),
    *(f"tests/schema/transport/test_{name}.py" for name in ("http_access", "websocket_life", "websocket_protocol")),
)
"""The cells of the matrix, and what is tried beside them in the same process as the program."""

CHUNK = 40


def main() -> int:
    """Run as the arguments say."""
    parser = argparse.ArgumentParser(prog="guards")
    parser.add_argument("--only", default="", help="only guards with these words in their name")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="only these tests")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--resume", type=Path, default=None, help="keep what was found in this file, and go on with it")
    given = parser.parse_args()
    start, notes = time.monotonic(), Notes(given.resume)
    with Crew(given.tests, given.jobs) as crew:
        wanted = [guard for guard in crew.guards if given.only in guard]
        if not all(guard.startswith("wall ") for guard in wanted):
            record(crew, notes)
        print(f"{len(wanted)} of {len(crew.guards)} guards, {len(notes.record)} tests recorded", flush=True)
        attempt(crew, notes, wanted)
        is_whole = len(crew.guards) >= LEAST
    red = [test for test, found in notes.record.items() if found["red"]]
    alive = [guard for guard in wanted if not notes.tried[guard]["killer"]]
    hints.write({guard: notes.tried[guard]["killer"] for guard in wanted}, whole=not given.only)
    for name in alive:
        print(f"ALIVE {name}")
    print(f"{len(wanted) - len(alive)}/{len(wanted)} guards were missed when they were taken away", end="")
    print(f" ({time.monotonic() - start:.0f} s)")
    return 0 if is_whole and wanted and not alive and not red else 1


def record(crew: Crew, notes: Notes) -> None:
    """Run all tests with every guard in its place, and note which guards each comes to."""

    def done(_: Any, answer: Any) -> None:
        if answer["made"] is None or "broken" in answer["made"]:
            raise RuntimeError(f"the tests cannot be recorded: {answer['made']}")
        notes.add("record", answer["made"])
        for test, found in answer["made"].items():
            if found["red"]:
                print(f"RED without any change: {test}\n{found['red']}", flush=True)

    left = [test for test in crew.tests if test not in notes.record]
    chunks = [left[start : start + CHUNK] for start in range(0, len(left), CHUNK)]
    crew.share(({"do": "record", "tests": tests} for tests in chunks), done)


def attempt(crew: Crew, notes: Notes, wanted: list[str]) -> None:
    """Take away each guard that nobody is known to miss."""
    known = hints.read()

    def done(task: Any, answer: Any) -> None:
        made = answer["made"] or {"killer": "(it hangs)"}
        notes.add("tried", {task["guard"]: {"killer": None, "asked": 0} | made})
        said = made.get("broken") or made["killer"] or f"NOBODY NOTICED, of {made['asked']} tests"
        print(f"{answer['seconds']:>6.1f} s  {task['guard']}\n          {said}", flush=True)

    left = [guard for guard in wanted if not notes.tried.get(guard, {}).get("killer")]
    tasks = (
        {"do": "try", "guard": guard, "tests": tests_for(guard, crew.tests, notes.record, known.get(guard))}
        for guard in left
    )
    crew.share(tasks, done)


if __name__ == "__main__":
    sys.exit(main())
