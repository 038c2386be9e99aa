"""Attacks with a clock: what a refusal takes must not tell what is refused."""

import json
import random
import statistics
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

from app.auth.sieges import MOST, key_of
from app.entrypoints.demo import PASSWORD
from app.models.ids import to_global
from tests.attack.arena import AMIRA, CASEY, INGRID, Arena
from tests.attack.signing import STRANGER, guess

TOLD_APART, LEAST_SHARE = 3.3, 0.05
NODE = "query($id: ID!) { node(id: $id) { id } }"
COMMENT = """mutation($id: ID!) { commentOnTicket(input: {ticketId: $id, body: "Hello"}) {
    comment { id } errors { code message } } }"""

Try = Callable[[bool, int], Awaitable[None]]
Clock = Callable[[], float]
Forget = Callable[[], Awaitable[None]]
"""Takes back what was counted, every few tries."""


async def accounts(arena: Arena) -> None:
    """Thousand attempts to sign in, with known and unknown addresses."""

    async def sign_in(is_known: bool, place: int) -> None:
        email = (INGRID, AMIRA, CASEY)[place % 3] if is_known else STRANGER.format(f"{place}.{uuid.uuid4().hex[:6]}")
        end, _ = await guess(arena, email, f"wrong {place}")
        assert end == "UNAUTHENTICATED", end

    await told_apart(arena, "the times of known and unknown addresses", sign_in, arena.size(1_000, 60), arena.forget)


async def besieged(arena: Arena) -> None:
    """Right passwords of an organization that is guessed at, and addresses that nobody has."""
    rows = await arena.boss.fetch("SELECT id FROM app.organization")

    async def besiege() -> None:
        await arena.forget()
        sql = "INSERT INTO app.sign_in_throttle (key, failures, updated_at) VALUES ($1, $2, now())"
        await arena.boss.executemany(sql, [(key_of(row["id"]), MOST) for row in rows])

    async def sign_in(is_right: bool, place: int) -> None:
        email = (INGRID, AMIRA, CASEY)[place % 3] if is_right else STRANGER.format(f"{place}.{uuid.uuid4().hex[:6]}")
        end, _ = await guess(arena, email, PASSWORD)
        assert end == "UNAUTHENTICATED", end

    await told_apart(arena, "the times of right passwords under siege", sign_in, arena.size(400, 60), besiege)


async def ids(arena: Arena) -> None:
    """Ids of the other organization and ids of nothing, in a question and in a change."""
    rows = await arena.boss.fetch(
        "SELECT t.id FROM app.ticket t JOIN app.organization o ON o.id = t.organization_id WHERE o.name LIKE 'Harbor%'"
    )
    assert rows, "the other organization has tickets"
    client = arena.client(await arena.token_of(AMIRA))
    for document in (NODE, COMMENT):
        answers: set[str] = set()

        async def ask(is_foreign: bool, place: int, document: str = document, answers: set[str] = answers) -> None:
            id = to_global("Ticket", rows[place % len(rows)]["id"] if is_foreign else uuid.uuid4())
            answers.add(json.dumps((await client.answer(document, id=id))["data"]))

        what = f"the times of foreign and absent ids in {document.split('(')[0]}"
        await told_apart(arena, what, ask, arena.size(600, 60))
        arena.check(f"{what}: the bytes", len(answers) != 1, answers)


@dataclass(frozen=True)
class Verdict:
    """How far apart the times of two kinds are: how often the first is the longer, and whether that is chance."""

    medians: tuple[float, float]
    z: float
    share: float

    @property
    def is_told_apart(self) -> bool:
        """Whether somebody with a clock learns something."""
        return abs(self.z) >= TOLD_APART and abs(self.share - 0.5) >= LEAST_SHARE

    @property
    def words(self) -> str:
        """What was measured."""
        one, other = (f"{1_000 * median:.1f} ms" for median in self.medians)
        return f"medians {one} and {other}, z = {self.z:.2f}, guessed rightly {self.share:.0%}"


async def told_apart(arena: Arena, what: str, one: Try, number: int, forget: Forget | None = None) -> None:
    """Try both kinds in turn: the times are of one distribution."""
    verdict = await measured(arena, one, number, forget)
    arena.tell(f"{what}: {verdict.words}")
    arena.check(what, verdict.is_told_apart, verdict.words)


async def measured(
    arena: Arena, one: Try, number: int, forget: Forget | None = None, watch: Clock = perf_counter
) -> Verdict:
    """Try both kinds in turn and compare (Mann-Whitney); again where they differ.

    Other work on the machine can make one run look so; what is in the program is there in every run.
    """
    for turn in range(3):
        times = await _timed(arena, one, number if not turn else max(60, number // 3), forget, watch)
        medians = statistics.median(times[True]), statistics.median(times[False])
        verdict = Verdict(medians, *mann_whitney(times[True], times[False]))
        if not verdict.is_told_apart:
            break
    return verdict


async def _timed(arena: Arena, one: Try, number: int, forget: Forget | None, watch: Clock) -> dict[bool, list[float]]:
    times: dict[bool, list[float]] = {True: [], False: []}
    turns = [True, False] * (number // 2)
    random.shuffle(turns)
    for place, which in enumerate(turns):
        if forget is not None and place % 4 == 0:
            await forget()
        start = watch()
        await one(which, place)
        times[which].append(watch() - start)
    arena.count(len(turns))
    return times


def mann_whitney(one: list[float], other: list[float]) -> tuple[float, float]:
    """The normal score of the difference, and how often a value of the first is the larger."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_, which) in enumerate(ranked, 1) if which == 0)
    n, m = len(one), len(other)
    above = ranks - n * (n + 1) / 2
    spread = (n * m * (n + m + 1) / 12) ** 0.5
    return (above - n * m / 2) / spread, above / (n * m)


ATTACKS = {
    "accounts told apart by time": accounts,
    "accounts under siege told apart by time": besieged,
    "foreign ids told apart by time": ids,
}
