"""Tries mutants, each in a process of its own that is forked when everything is warm."""

import asyncio
import contextlib
import importlib
import io
import os
import re
import signal
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.services.embedded import Addresses
from tests.auth.guards import code, rules, walls
from tests.auth.guards.mutants import Mutant
from tests.support import services, world

ROOT = Path(__file__).parents[3]
SECONDS = 600
"""A mutant that has not been noticed by then hangs: that is noticed too, but said."""

PLAIN = {"rule", "policy", "see", "without", "part", "app", "auth", "resolvers", "viewer", "self", "cls", "none", "not"}
NOBODY = "(nobody)"


@dataclass(frozen=True)
class Result:
    """What became of one mutant: the test that noticed it, or None."""

    name: str
    killer: str | None
    seconds: float


class Killer:
    """A pytest plugin that remembers the first test that failed, and how many ran."""

    def __init__(self, words: frozenset[str]) -> None:
        self.failed: str | None = None
        self.broken: str | None = None
        self.ran = 0
        self._words = words

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Ask first what sounds like the guard that is gone."""
        items.sort(key=lambda item: -sum(word in item.nodeid.lower() for word in self._words))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.ran += report.when == "call"
        if report.failed and report.when == "call" and self.failed is None:
            self.failed = report.nodeid
        if report.failed and report.when != "call":
            self.broken = f"{report.nodeid} {report.when}: {report.longrepr}"


def words_of(name: str) -> frozenset[str]:
    """The words in the name of a mutant that may be in the name of the test that notices it."""
    found = {word.lower() for word in re.findall(r"[A-Z][a-z]+|[a-z]{3,}", name)}
    return frozenset(found | ({"list", "row"} if "see" in found else set())) - PLAIN


def ask(tests: list[str], words: frozenset[str] = frozenset()) -> tuple[str | None, int]:
    """Run tests in this process until one fails; returns it, and how many ran."""
    killer = Killer(words)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--rootdir={ROOT}"]
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
        status = pytest.main([*options, *tests], plugins=[killer])
    if killer.failed is not None:
        return killer.failed, killer.ran
    if killer.broken is not None:
        raise RuntimeError(killer.broken)
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR):
        raise RuntimeError(f"pytest ended with {status!r} over {tests}")
    return None, killer.ran


@dataclass
class Ground:
    """Running services with the world in a database."""

    addresses: Addresses
    template: str

    def lend(self) -> None:
        """Let the fixtures of the tests find these services, and the database that `template` names as the world."""

        @contextmanager
        def running() -> Iterator[Addresses]:
            yield self.addresses

        async def seeded(_: Addresses) -> str:
            return self.template

        services.running_services = running
        services.migrate_template = lambda _: None
        world.seeded_template = seeded

    def warm(self, files: Iterable[str]) -> None:
        """Import the tests once for all the processes to come."""
        self.lend()
        for file in files:
            importlib.import_module(file.removesuffix(".py").replace("/", "."))


@contextmanager
def ground() -> Iterator[Ground]:
    """Start services and seed the world."""
    with services.running_services() as addresses:
        services.migrate_template(addresses)
        yield Ground(addresses, asyncio.run(world.seeded_template(addresses)))


async def _altered(place: Ground, sql: str) -> str:
    """A copy of the world's database in which one wall is open."""
    name = f"mutant_{uuid.uuid4().hex[:8]}"
    server = services.of_database(place.addresses.migrate_url, "postgres")
    await services.execute(server, f"CREATE DATABASE {name} TEMPLATE {place.template} STRATEGY FILE_COPY")
    await services.execute(services.of_database(place.addresses.migrate_url, name), sql)
    return name


def judge(mutant: Mutant, place: Ground, hint: str | None) -> str | None:
    """Apply a mutant to this process and return the test that notices it; None when none does."""
    if mutant.sql is not None:
        place.template = asyncio.run(_altered(place, mutant.sql))
    try:
        return _noticed(mutant, hint)
    finally:
        if mutant.sql is not None:
            server = services.of_database(place.addresses.migrate_url, "postgres")
            asyncio.run(services.execute(server, f"DROP DATABASE {place.template} WITH (FORCE)"))


def _noticed(mutant: Mutant, hint: str | None) -> str | None:
    mutant.apply()
    if hint is not None and (killer := ask([hint])[0]):
        return killer
    killer, ran = ask([file for file in mutant.tests if (ROOT / file).exists()], words_of(mutant.name))
    if not ran:
        raise RuntimeError(f"no test was asked about {mutant.name}")
    return killer


def forked(work: Callable[[], str]) -> str:
    """Return what a forked copy of this process says; it is ended when it takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.setsid()
        said = "ERROR"
        try:
            said = work()
        except BaseException:
            said = "ERROR " + traceback.format_exc().replace("\n", " | ").replace("\t", " ")
        finally:
            with os.fdopen(writing, "w") as pipe:
                pipe.write(said)
            os._exit(0)
    os.close(writing)
    alarm = signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(SECONDS)
    try:
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, alarm)
    return said or "(it hangs)"


def tried(mutant: Mutant, place: Ground, hint: str | None) -> Result:
    """Try one mutant; raises `RuntimeError` when that was not possible."""
    start = time.monotonic()
    said = forked(lambda: judge(mutant, place, hint) or NOBODY)
    if said.startswith("ERROR"):
        raise RuntimeError(f"{mutant.name}: {said}")
    return Result(mutant.name, None if said == NOBODY else said, time.monotonic() - start)


def inventory(url: str) -> list[Mutant]:
    """Every guard there is, each with a name of its own."""
    rules.load()
    found = [mutant for source in rules.SOURCES for mutant in source()]
    found += [*code.of_code(), *code.of_statements(), *walls.of_walls(asyncio.run(walls.policies(url)))]
    names = [mutant.name for mutant in found]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return found
