"""A warm process: the world is seeded and the tests are collected once, and each task is done by a copy of it.

It is told one task a line, and says one answer a line: `record` runs tests as they are and says which guards each came
to; `try` takes a guard away and says which test was red.
"""

import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.auth.guards import code, rules, tokens
from tests.auth.guards.ground import Ground, forked, ground

ROOT = Path(__file__).parents[3]
A_TEST = 60
"""No test takes so many seconds: then it hangs, which is red too."""

A_TASK = 1800
OPTIONS = ("-s", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--rootdir={ROOT}")
OPTIONS += ("--tb=native", "-W", "ignore::pytest.PytestAssertRewriteWarning")


class Worker:
    """A plugin of pytest that collects the tests, and then does tasks instead of running them."""

    def __init__(self, place: Ground, listen: Callable[[], Iterator[Any]], say: Callable[[Any], None]) -> None:
        self._place, self._listen, self._say = place, listen, say
        self._mutants = place.inventory()
        code.probes()
        self._items: dict[str, pytest.Item] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Say which guards and tests there are, and do tasks until there are no more."""
        if session.testsfailed:
            raise session.Interrupted("some tests cannot be collected")
        self._items = {item.nodeid: item for item in session.items}
        self._say({"guards": list(self._mutants), "tests": list(self._items)})
        for task in self._listen():
            items = [self._items[name] for name in task["tests"]]
            work = getattr(self, f"_{task['do']}")
            start = time.monotonic()
            try:
                made = forked(lambda task=task, items=items, work=work: work(items, task), A_TASK)  # type: ignore[misc]
            except RuntimeError as error:
                made = {"broken": str(error)}
            self._say({"made": made, "seconds": time.monotonic() - start})
        return True

    def _record(self, items: list[pytest.Item], _: Any) -> dict[str, Any]:
        """Run tests as they are; for each how long it took, the guards it came to, and what was red."""
        seen: set[str] = set()
        rules.watch(seen.add)
        code.watch(seen.add)
        tokens.watch(seen.add)
        found: dict[str, Any] = {}
        for item, red, seconds in ran(items):
            red_twice = red and again(item)
            found[item.nodeid] = {"seconds": seconds, "guards": sorted(seen), "red": red_twice}
            seen.clear()
        return found

    def _try(self, items: list[pytest.Item], task: Any) -> dict[str, Any]:
        """Take a guard away, and run tests until one is red; twice, where it only waited for something in vain."""
        count = 0
        with self._place.without(self._mutants[task["guard"]]):
            for item, red, _ in ran(items):
                count += 1
                if red and (not is_late(red) or again(item)):
                    return {"killer": item.nodeid, "red": red, "asked": count}
        return {"killer": None, "red": None, "asked": count}


def ran(items: list[pytest.Item]) -> Iterator[Any]:
    """Run tests one after the other; yields each with the end of what was red, if it was, and its seconds."""
    for item, after in itertools.zip_longest(items, items[1:]):
        start = time.monotonic()
        red = run(item, after)
        yield item, red, time.monotonic() - start


def is_late(red: str) -> bool:
    """Say whether something did not come in time: that may be the machine."""
    return "TimeoutError" in red or "UNAVAILABLE" in red


def again(item: pytest.Item) -> str | None:
    """Run a test once more: what was bad luck is not red twice."""
    item._initrequest()  # type: ignore[attr-defined]
    return run(item, None)


def run(item: pytest.Item, after: pytest.Item | None) -> str | None:
    """Run one test, and return the end of what was red. What `after` needs too stays, and nothing else."""
    with limited(A_TEST):
        reports = runtestprotocol(item, log=False, nextitem=after)
    failed = [report for report in reports if report.failed]
    return f"{failed[0].when}: {str(failed[0].longrepr)[-1000:]}" if failed else None


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` in this thread after so many seconds."""

    def late(*_: Any) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(int(seconds))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def serve(given: str, *paths: str) -> int:
    """Be a warm process over these tests until the input ends; on the ground that is given, or on one of its own."""
    tasks = os.fdopen(os.dup(0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def listen() -> Iterator[Any]:
        while line := tasks.readline():
            yield json.loads(line)

    def say(answer: Any) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    with ground(given) as place:
        return int(pytest.main([*OPTIONS, *paths], plugins=[Worker(place, listen, say)]))


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))
