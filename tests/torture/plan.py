"""What a seed decides: which faults come when, and what each writer does next."""

import random
from dataclasses import dataclass
from uuid import UUID

KINDS = (
    "node killed",
    "node ended in good order",
    "node frozen",
    "sockets cut",
    "sockets silent",
    "lines slow",
    "redis killed",
    "redis frozen",
    "redis clients killed",
    "postgres restarted",
    "postgres stopped at once",
    "postgres backend killed",
    "postgres connections ended",
    "postgres frozen",
    "tables locked",
    "grant given",
    "grant taken",
)
FIRST_SECONDS = 1.5
CALM_SECONDS = 1.5
PAUSE_SECONDS = (0.5, 1.2)


@dataclass(frozen=True)
class Fault:
    """One fault: seconds after the start, its kind, and a number by which it picks its victims."""

    at: float
    kind: str
    choice: int


def schedule(seed: int, seconds: float) -> list[Fault]:
    """Return the faults of a run. Kinds are dealt like cards, so that a run of 20 seconds meets each of them."""
    rng = random.Random(f"{seed}:faults")
    faults: list[Fault] = []
    at, deck = FIRST_SECONDS, []
    while at < seconds - CALM_SECONDS:
        if not deck:
            deck = rng.sample(KINDS, len(KINDS))
        faults.append(Fault(round(at, 2), deck.pop(), rng.randrange(1 << 30)))
        at += rng.uniform(*PAUSE_SECONDS)
    return faults


@dataclass(frozen=True)
class Deed:
    """One write: its verb, a text that nobody else writes, the key of its repetitions, and where it happens."""

    verb: str
    text: str
    key: UUID
    place: str = ""
    ticket: int = 0
    internal: bool = False


class Choices:
    """What one writer does, deed by deed. It depends on seed and writer alone, not on what happens meanwhile."""

    def __init__(self, seed: int, writer: str, verbs: dict[str, int], places: tuple[str, ...]) -> None:
        self._rng = random.Random(f"{seed}:{writer}")
        self._writer, self._verbs, self._places = writer, verbs, places
        self._count = 0
        self._tickets = 0
        self._deck: list[str] = []

    def next(self) -> Deed:
        """Return the next deed; the first that needs a ticket makes one."""
        rng = self._rng
        self._count += 1
        verb = rng.choices(list(self._verbs), list(self._verbs.values()))[0]
        if verb in ("comment", "step") and not self._tickets:
            verb = "create"
        deed = Deed(
            verb,
            f"{self._writer}-{self._count}",
            UUID(int=rng.getrandbits(128), version=4),
            self._place(),
            rng.randrange(self._tickets) if self._tickets else 0,
            rng.random() < 0.3,
        )
        self._tickets += verb == "create"
        return deed

    def _place(self) -> str:
        """Deal the places like cards: even a short run on a slow machine comes to each."""
        if not self._deck:
            self._deck = self._rng.sample(self._places, len(self._places))
        return self._deck.pop()

    def pause(self) -> float:
        """Return the seconds before the next deed."""
        return self._rng.uniform(0.01, 0.12)
