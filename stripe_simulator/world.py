"""Everything that the simulator holds: rows on shelves, a clock that can be moved, and what is due later."""

import heapq
import itertools
import secrets
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from stripe_simulator.errors import Refusal
from stripe_simulator.shelves import Keeper, Row, Shelves

ALPHABET = string.ascii_letters + string.digits
PLATFORM = "acct_platform"
MOST_STEPS = 100_000
"""How many due deeds one move of the clock may run."""


class World(Shelves):
    """Rows on shelves. Handlers run one after the other and never wait, so nobody sees half of one."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        super().__init__(keeper)
        self.deeds: dict[str, Callable[..., None]] = {}
        self.instant: int | None = None
        self.request: Row = {"id": None, "idempotency_key": None}
        """The request that is being answered."""
        self.carry: Callable[[str], None] = lambda _: None
        """What is told of each new delivery of a webhook, by its id."""
        self.due: list[tuple[int, int, str]] = []
        self.order = itertools.count()
        self.clock = self.shelf("clock").setdefault("clock", {"offset": 0, "frozen": None})
        self._found()

    # Time.

    def now(self) -> int:
        """The simulated time in seconds."""
        if self.instant is not None:
            return self.instant
        frozen: int | None = self.clock["frozen"]
        return frozen if frozen is not None else int(time.time()) + int(self.clock["offset"])

    def set_clock(self, at: int, frozen: bool | None = None) -> None:
        """Move the clock forward to a moment and do what has become due on the way, each at its own moment."""
        self.run_due(at)
        keep_frozen = self.clock["frozen"] is not None if frozen is None else frozen
        self.clock.update(offset=at - int(time.time()), frozen=at if keep_frozen else None)
        self.put("clock", "clock", self.clock)

    def later(self, seconds: int, deed: str, **arguments: Any) -> None:
        """Have a named deed done that many simulated seconds from now."""
        id_ = self.id("task")
        task = self.put("task", id_, {"at": self.now() + seconds, "deed": deed, "arguments": arguments})
        heapq.heappush(self.due, (task["at"], next(self.order), id_))

    def run_due(self, until: int | None = None) -> int:
        """Do what is due, in the order of time and of planning; returns how much was done."""
        limit = self.now() if until is None else until
        done = 0
        while self.due and self.due[0][0] <= limit and done < MOST_STEPS:
            at, _, id_ = heapq.heappop(self.due)
            task = self.shelf("task").get(id_)
            if task is None:
                continue
            self.drop("task", id_)
            # What is not possible any more is left alone: it must not keep the rest from being done.
            with self._at(at), suppress(Refusal):
                self.deeds[task["deed"]](self, **task["arguments"])
            done += 1
        return done

    @contextmanager
    def _at(self, moment: int) -> Iterator[None]:
        self.instant = moment
        try:
            yield
        finally:
            self.instant = None

    def deliver(self, id_: str, delivery: Row) -> None:
        """Have a webhook sent."""
        self.put("delivery", id_, delivery)
        self.carry(id_)

    # Names.

    def id(self, prefix: str) -> str:
        """Return a new id such as `pi_…`."""
        return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(24))}"

    # Objects of Stripe, which belong to an account.

    def add(self, account: str, body: Row, **hidden: Any) -> Row:
        """Put a new object there; `hidden` is what the simulator knows about it and does not tell."""
        id_: str = body["id"]
        self._index(self.put("object", id_, {"account": account, "body": body, "hidden": hidden}))
        return body

    def save(self, body: Row, **changes: Any) -> Row:
        """Change an object."""
        body.update(changes)
        row = self.shelf("object")[body["id"]]
        self.put("object", body["id"], row)
        return body

    def hide(self, id_: str, **hidden: Any) -> None:
        """Note something about an object that is not told."""
        row = self.shelf("object")[id_]
        row["hidden"].update(hidden)
        self.put("object", id_, row)

    def hidden(self, id_: str) -> Row:
        """Return what is known and not told about an object."""
        found: Row = self.shelf("object")[id_]["hidden"]
        return found

    def account_of(self, id_: str) -> str:
        """Return the account that an object belongs to."""
        return str(self.shelf("object")[id_]["account"])

    def find(self, account: str, id_: str, kind: str | None = None) -> Row | None:
        """Return an object of an account, and of a kind, or None."""
        row = self.shelf("object").get(id_)
        if row is None or row["account"] != account or (kind is not None and row["body"]["object"] != kind):
            return None
        body: Row = row["body"]
        return body

    def all(self, account: str, kind: str) -> list[Row]:
        """Return the objects of a kind, the oldest first."""
        return list(self.shelf(f"index/{account}/{kind}").values())

    def latest(self, kind: str, most: int) -> list[Row]:
        """Return the newest objects of a kind of all accounts, the newest first."""
        shelves = [
            shelf for name, shelf in self.shelves.items() if name.startswith("index/") and name.endswith(f"/{kind}")
        ]
        rows = [row for shelf in shelves for row in itertools.islice(reversed(shelf.values()), most)]
        return sorted(rows, key=lambda row: -row["created"])[:most]

    def _found(self) -> None:
        """Make what is not kept anew from the rows that were loaded."""
        for row in self.shelf("object").values():
            self._index(row)
        for id_, task in self.shelf("task").items():
            heapq.heappush(self.due, (task["at"], next(self.order), id_))

    def _index(self, row: Row) -> None:
        self.shelf(f"index/{row['account']}/{row['body']['object']}")[row["body"]["id"]] = row["body"]
