"""The documents and the books of the second opinion on money."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.ledger.accounts import AccountKey
from app.ledger.entries import Entry, entry_id, reversal

DAY = date(2026, 3, 2)


@dataclass
class Owed:
    """A charge."""

    id: UUID
    lease: UUID
    code: str
    amount: int
    due_on: date
    open: int
    status: str = "POSTED"
    is_claim: bool = False
    """For what was given back of a deposit that is not there any more: it is waived, never taken back."""

    def settle(self, amount: int) -> None:
        self.open -= amount
        self.status = "SETTLED" if self.open == 0 else "POSTED" if self.open == self.amount else "PARTIALLY_SETTLED"


@dataclass
class Source:
    """A payment, or a credit, which may be for one charge alone."""

    id: UUID
    lease: UUID
    amount: int
    kind: str
    credited: int = 0
    allocated: int = 0
    refunded: int = 0
    on: date = DAY
    prefers: tuple[UUID, ...] = ()
    charge: UUID | None = None


@dataclass
class Piece:
    """So much of a source settles so much of a charge."""

    source: UUID
    charge: UUID
    amount: int
    key: str
    is_recovery: bool = False
    """It had been given up before the money came."""
    is_undone: bool = False


@dataclass
class Journal:
    """Every entry by its key, and what they add up to."""

    entries: dict[str, Entry] = field(default_factory=dict)
    sums: dict[AccountKey, int] = field(default_factory=lambda: defaultdict(int))

    def post(self, entry: Entry) -> None:
        """Write an entry, once."""
        if entry.key in self.entries:
            return
        self.entries[entry.key] = entry
        for line in entry.lines:
            self.sums[line.account] += line.amount

    def take_back(self, key: str) -> None:
        """Write the opposite of an entry."""
        self.post(reversal(self.entries[key], entry_id(None, key), DAY, None))
