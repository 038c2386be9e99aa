"""Attacks with a clock: what a refusal takes must not tell what is refused."""

import json
import random
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable

from app.models.ids import to_global
from tests.attack.arena import AMIRA, CASEY, INGRID, Arena
from tests.attack.signing import STRANGER, guess

TOLD_APART, LEAST_SHARE = 3.3, 0.05
NODE = "query($id: ID!) { node(id: $id) { id } }"
COMMENT = """mutation($id: ID!) { commentOnTicket(input: {ticketId: $id, body: "Hello"}) {
    comment { id } errors { code message } } }"""

Try = Callable[[bool, int], Awaitable[None]]


async def accounts(arena: Arena) -> None:
    """Thousand attempts to sign in, with known and unknown addresses."""

    async def sign_in(is_known: bool, place: int) -> None:
        email = (INGRID, AMIRA, CASEY)[place % 3] if is_known else STRANGER.format(f"{place}.{uuid.uuid4().hex[:6]}")
        end, _ = await guess(arena, email, f"wrong {place}")
        assert end == "UNAUTHENTICATED", end

    await told_apart(arena, "the times of known and unknown addresses", sign_in, arena.size(1_000, 60), forget=True)


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


async def told_apart(arena: Arena, what: str, one: Try, number: int, forget: bool = False) -> None:
    """Try both kinds in turn: the times are of one distribution (Mann-Whitney)."""
    for turn in range(3):
        times = await _timed(arena, one, number if not turn else max(60, number // 3), forget)
        z, share = mann_whitney(times[True], times[False])
        medians = [1_000 * statistics.median(times[which]) for which in (True, False)]
        words = f"{what}: medians {medians[0]:.1f} ms and {medians[1]:.1f} ms, z = {z:.2f}, guessed rightly {share:.0%}"
        arena.tell(words)
        if abs(z) < TOLD_APART or abs(share - 0.5) < LEAST_SHARE:
            return
    # Other work on the machine can make one run look so; what is in the program is there in every run.
    arena.check(what, True, words)


async def _timed(arena: Arena, one: Try, number: int, forget: bool) -> dict[bool, list[float]]:
    times: dict[bool, list[float]] = {True: [], False: []}
    turns = [True, False] * (number // 2)
    random.shuffle(turns)
    for place, which in enumerate(turns):
        if forget and place % 4 == 0:
            await arena.forget()
        start = time.perf_counter()
        await one(which, place)
        times[which].append(time.perf_counter() - start)
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
    "foreign ids told apart by time": ids,
}
