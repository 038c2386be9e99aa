"""Running services with the world in a database, lent to the fixtures of the tests; and copies of this process."""

import asyncio
import json
import os
import signal
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.services.embedded import Addresses
from tests.auth.guards import code, rules, statements, tokens, walls
from tests.auth.guards.mutants import Mutant
from tests.support import services, world


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

    @contextmanager
    def without(self, mutant: Mutant) -> Iterator[None]:
        """Take a guard away: from the code of this process for good, or from a copy of the database."""
        mutant.apply()
        if mutant.sql is None:
            yield
            return
        self.template = asyncio.run(self._altered(mutant.sql))
        try:
            yield
        finally:
            server = services.of_database(self.addresses.migrate_url, "postgres")
            asyncio.run(services.execute(server, f"DROP DATABASE {self.template} WITH (FORCE)"))

    async def _altered(self, sql: str) -> str:
        name = f"mutant_{uuid.uuid4().hex[:8]}"
        server = services.of_database(self.addresses.migrate_url, "postgres")
        await services.execute(server, f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        await services.execute(services.of_database(self.addresses.migrate_url, name), sql)
        return name

    def inventory(self) -> dict[str, Mutant]:
        """Every guard there is, by a name of its own."""
        rules.load()
        url = services.of_database(self.addresses.migrate_url, self.template)
        tables, policies = asyncio.run(walls.known(url))
        statements.know(tables, policies)
        found = [mutant for mutant, _ in rules.named()]
        found += [*code.of_code(), *statements.of_statements()]
        found += [*tokens.of_tokens(), *walls.of_walls(policies)]
        names = [mutant.name for mutant in found]
        assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
        return dict(zip(names, found, strict=True))


@contextmanager
def ground(given: str = "") -> Iterator[Ground]:
    """Start services and seed the world; or stand on a ground that is there already, which is told in JSON."""
    if given:
        known = json.loads(given)
        made = Ground(Addresses(**known["addresses"]), known["template"])
        made.lend()
        yield made
        return
    with services.running_services() as addresses:
        services.migrate_template(addresses)
        made = Ground(addresses, asyncio.run(world.seeded_template(addresses)))
        made.lend()
        yield made


def forked(work: Callable[[], Any], seconds: float) -> Any:
    """Return what a copy of this process makes; None when it took too long and was ended. Raises what went wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_the_copy(work, writing)
    os.close(writing)
    late = signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, late)
    if not said:
        return None
    answer = json.loads(said)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["made"]


def _be_the_copy(work: Callable[[], Any], writing: int) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    try:
        answer = {"made": work()}
    except BaseException:
        answer = {"error": traceback.format_exc()}
    with os.fdopen(writing, "w") as pipe:
        json.dump(answer, pipe)
    os._exit(0)
