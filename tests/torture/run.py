"""One run: everybody at work, faults between, and the judgement at the end."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from app.auth.cursors import Cursors
from app.entrypoints.demo import organization_id
from app.models.events import FAR_BEHIND, Position
from tests.support.awake import waited
from tests.torture import log
from tests.torture.cast import TOPICS, subscribers
from tests.torture.faults import Faults
from tests.torture.grants import take
from tests.torture.oracle import CHANGING, HOUSES, Where
from tests.torture.plan import schedule
from tests.torture.processes import NotHappened
from tests.torture.subscribers import Subscriber
from tests.torture.verify import Heard, Log, Verdict, judge_screen, judge_writes, same_order
from tests.torture.world import World, persist
from tests.torture.writers import PATIENCE_SECONDS, TALKS, Book, Writer, Written, writers

LATE = ("admin", "manager", "tenant", "owner", "vendor", "changing", "tenant's talks", "elsewhere")
ARRIVAL_SECONDS = 30.0
SETTLE_SECONDS = 0.6


@dataclass
class Outcome:
    """What a run has found, for the report."""

    verdict: Verdict
    book: Book
    screens: list[Subscriber]
    late: list[Subscriber]
    faults: Counter[str]
    missing_faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    node_logs: str = ""
    starved: float = 0.0
    """The share of the time that nodes have waited for a processor: what this does to latencies is the machine's."""


class Run:
    """Everybody at work in a world for some seconds."""

    def __init__(self, world: World, seed: int, seconds: float, say: Callable[[str], None]) -> None:
        self._world, self._seed, self._seconds, self._say = world, seed, seconds, say
        self._book = Book()
        self._starts: dict[str, Position] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._starved = 0.0

    async def go(self) -> Outcome:
        """Do all of it."""
        tokens = {person: await self._world.sign_in(person) for person in HOUSES}
        self._world.house.tokens.update(tokens)
        screens = subscribers(self._world, tokens)
        try:
            self._tasks += [asyncio.create_task(screen.run()) for screen in screens]
            async with asyncio.timeout(ARRIVAL_SECONDS):
                await asyncio.gather(*(screen.ready.wait() for screen in screens))
            for house in log.HOUSES:
                self._starts[house] = await log.head(self._world, house)
            faults, missing = await self._harm_while_writing(tokens)
            self._say(f"calm: {self._book.acknowledged} of {len(self._book.values)} values are acknowledged")
            verdict = await self._arrived(screens)
            self._say("the late join")
            late = await self._join_late(screens, verdict)
            self._say("the screens are compared with fresh answers")
            await self._compare_with_fresh(screens, verdict)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        said = [*self._world.said, *(node.said() for node in self._world.nodes)]
        found = (faults.happened, missing, self._seconds, "".join(said), self._starved)
        return Outcome(verdict, self._book, screens, late, *found)

    async def _harm_while_writing(self, tokens: dict[str, str]) -> tuple[Faults, list[str]]:
        team = writers(self._world, self._book, self._seed)
        writing = [asyncio.create_task(writer.run(tokens[writer.person])) for writer in team.values()]
        self._tasks += writing
        faults, missing = Faults(self._world), []
        began = asyncio.get_running_loop().time()
        before = {node.process.pid: waited(node.process.pid) for node in self._world.nodes}
        try:
            await faults.run(schedule(self._seed, self._seconds), began, self._say)
        except NotHappened as error:
            missing.append(str(error))
        await asyncio.sleep(max(0.0, began + self._seconds - asyncio.get_running_loop().time()))
        await self._calm(faults, list(team.values()), writing)
        shares = [waited(pid) - had for pid, had in before.items() if waited(pid)]
        self._starved = max(shares, default=0.0) / (asyncio.get_running_loop().time() - began)
        return faults, missing

    async def _calm(self, faults: Faults, team: list[Writer], writing: list[asyncio.Task[None]]) -> None:
        """Let everything run again, and the writers finish what they have begun."""
        await faults.mended()
        for writer in team:
            writer.stopping = True
        async with asyncio.timeout(PATIENCE_SECONDS + 5):
            await asyncio.gather(*writing)
        await take(self._world)

    async def _logs(self) -> dict[str, Log]:
        logs = {house: await log.read(self._world, house, start.seq) for house, start in self._starts.items()}
        for house, found in logs.items():
            # A receipt has no text of its own: that it is in the log is all that can be known of it.
            for entry in found.entries:
                if entry.kind == "READ" and entry.text and entry.talk:
                    where = Where(house, talk=entry.talk, people=TALKS[entry.talk][1])
                    self._book.values.setdefault(entry.text, Written("READ", where, acknowledged=True))
        return logs

    def _judged(self, screens: list[Subscriber], logs: dict[str, Log]) -> tuple[Verdict, list[Heard]]:
        verdict, all_heard = Verdict(), []
        for screen in screens:
            house = HOUSES[screen.topic.person]
            heard = log.heard(self._world, house, screen, logs[house].head)
            judge_screen(verdict, self._book.values, logs[house], heard)
            all_heard.append(heard)
            for fault in screen.faults:
                verdict.wrong("streams ended", f"{screen.name}: {fault}")
        return verdict, all_heard

    async def _arrived(self, screens: list[Subscriber]) -> Verdict:
        """Wait until nothing is missing any more, or for so long that it will not come; then for what is too much."""
        logs = await self._logs()
        await self._wait_for_all(screens, logs)
        await asyncio.sleep(SETTLE_SECONDS)
        verdict, heard = self._judged(screens, logs)
        judge_writes(verdict, self._book.values, logs)
        by_name = {each.name: each for each in heard}
        same_order(verdict, by_name["manager"], by_name["manager again"])
        same_order(verdict, by_name["manager"], by_name["admin"])
        return verdict

    async def _wait_for_all(self, screens: list[Subscriber], logs: dict[str, Log]) -> None:
        """Wait until nothing that is due is missing; whoever waits in vain finds out by judging."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ARRIVAL_SECONDS):
                await asyncio.gather(*(screen.ready.wait() for screen in screens))
                while self._judged(screens, logs)[0].count("lost"):  # noqa: ASYNC110 - the screens fill by themselves
                    await asyncio.sleep(0.3)

    async def _join_late(self, screens: list[Subscriber], verdict: Verdict) -> list[Subscriber]:
        """Read the log from its beginning as somebody who was not there; it must be what the others were told."""
        cursors = Cursors(bytes.fromhex(self._world.house.secret))
        logs = await self._logs()
        joined: list[Subscriber] = []
        for name in LATE:
            topic, house = TOPICS[name], HOUSES[TOPICS[name].person]
            late = Subscriber(self._world, f"late {name}", topic, self._world.house.tokens[topic.person])
            start = self._starts[house]
            place = Position(start.epoch, max(start.seq, logs[house].head - FAR_BEHIND + 100))
            after = cursors.seal_position(organization_id(house), place)
            self._tasks.append(asyncio.create_task(late.run(after)))
            joined.append(late)
        await self._wait_for_all(joined, logs)
        found, heard = self._judged(joined, logs)
        for kind, all_words in found.wrongs.items():
            for words in all_words:
                verdict.wrong(kind, words)
        first = {each.name: each for each in self._judged(screens, logs)[1]}
        for each in heard:
            self._same_as_live(verdict, first[each.name.removeprefix("late ")], each)
        return joined

    def _same_as_live(self, verdict: Verdict, live: Heard, late: Heard) -> None:
        if live.topic.person != CHANGING:
            start = late.spans[0].start
            spans = [
                type(span)(span.start, span.end, [told for told in span.told if told.seq > start])
                for span in live.spans
            ]
            same_order(verdict, Heard(live.name, live.topic, spans), late)

    async def _compare_with_fresh(self, screens: list[Subscriber], verdict: Verdict) -> None:
        answers = await asyncio.gather(*(persist(screen.view.fresh) for screen in screens))
        for screen, (fresh, _) in zip(screens, answers, strict=True):
            for difference in screen.view.differences(fresh):
                verdict.wrong("stale", f"{screen.name}: {difference}")
