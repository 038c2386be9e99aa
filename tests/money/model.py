"""A second opinion on money: documents and books in memory, moved by the same templates and by nothing else of ours."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from app.ledger import templates
from app.ledger.accounts import AccountKey, AccountKind, Books
from app.ledger.allocation import AllocationOrder, Credit, Debt, allocate
from app.ledger.entries import Entry, entry_id, reversal
from app.ledger.templates import Fact
from app.models.base import new_id

K = AccountKind
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
HOME = "Europe/Oslo"
ZONES = (HOME, "America/New_York", "Pacific/Auckland", "Pacific/Niue", "Pacific/Kiritimati")
"""Noon at home is another day in some, and in Auckland only while it is summer there, or winter here."""


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


@dataclass
class Course:
    """How time goes where leases lie, and what came in the place of what."""

    now: datetime = NOON
    zones: dict[UUID, ZoneInfo] = field(default_factory=dict)
    heirs: dict[UUID, UUID] = field(default_factory=dict)
    """What was charged in the place of a charge."""

    def day_of(self, lease: UUID) -> date:
        """Return what day it is where a lease lies."""
        return self.now.astimezone(self.zones[lease]).date()

    def heir_of(self, charge: UUID) -> UUID:
        """Return what stands in the place of a charge, which may be itself."""
        while charge in self.heirs:
            charge = self.heirs[charge]
        return charge


@dataclass
class Model(Course, Journal):
    """All documents."""

    books: dict[UUID, Books] = field(default_factory=dict)
    charges: dict[UUID, Owed] = field(default_factory=dict)
    sources: dict[UUID, Source] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    on_way: set[UUID] = field(default_factory=set)
    """Payments that the bank has not answered."""
    returned: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    """What was given back of deposits, by lease."""
    reclaimed: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    """What of that is owed again."""
    told: tuple[set[UUID], dict[UUID, UUID]] = field(default_factory=lambda: (set(), {}))
    """What a world says it has made by itself: such charges, and credits with the charge that each is for."""

    def owe(self, id: UUID, lease: UUID, code: str, amount: int, due_on: date) -> None:
        self.charges[id] = Owed(id, lease, code, amount, due_on, amount)
        self.post(templates.charged(self.books[lease], Fact(id, DAY, amount), code))

    def charge(self, id: UUID, lease: UUID, code: str, amount: int, due_on: date) -> None:
        """A charge is posted, and settled by what the lease has."""
        self.owe(id, lease, code, amount, due_on)
        self.settle(lease)

    def begin(self, id: UUID, lease: UUID, amount: int, prefers: tuple[UUID, ...] = ()) -> None:
        self.sources[id] = Source(id, lease, amount, "payment", prefers=prefers)

    def set_out(self, id: UUID, lease: UUID, amount: int) -> None:
        """A payment is on its way: a memo, and the debt stays."""
        self.begin(id, lease, amount)
        self.post(templates.processing(self.books[lease], Fact(id, DAY, amount)))
        self.on_way.add(id)

    def fail(self, id: UUID) -> None:
        """What was on its way does not come."""
        self.take_back(f"payment/{id}/processing")
        self.on_way.discard(id)

    def arrive(self, id: UUID) -> None:
        """A payment has come, and settles what is open."""
        if f"payment/{id}/processing" in self.entries:
            self.fail(id)
        source = self.sources[id]
        source.credited, source.on, books = source.amount, self.day_of(source.lease), self.books[source.lease]
        self.post(templates.received(books, Fact(id, DAY, source.amount), books.clearing()))
        self.settle(source.lease)

    def bring_back(self, id: UUID) -> None:
        """The bank takes back what had come: the charges are open again."""
        source = self.sources[id]
        self.unsettle([piece for piece in self.pieces if piece.source == id and not piece.is_undone])
        books = self.books[source.lease]
        self.post(templates.returned(books, Fact(id, DAY, source.credited), books.clearing()))
        source.credited = 0
        self.settle(source.lease)

    def concede(self, id: UUID, lease: UUID, amount: int) -> None:
        self.sources[id] = Source(id, lease, amount, "credit", amount, on=self.day_of(lease))
        self.post(templates.credited(self.books[lease], Fact(id, DAY, amount)))
        self.settle(lease)

    def forgive(self, id: UUID, charge: UUID, kind: str, amount: int | None = None) -> None:
        owed = self.charges[charge]
        amount, make = amount or owed.open, templates.waived if kind == "WAIVER" else templates.written_off
        self.post(make(self.books[owed.lease], Fact(id, DAY, amount), owed.code))
        self.sources[id] = Source(id, owed.lease, amount, "credit", amount, amount, charge=charge)
        self.pieces.append(Piece(id, charge, amount, f"credit/{id}/granted"))
        owed.settle(amount)

    def settle(self, lease: UUID) -> None:
        left = [one for one in self.sources.values() if one.lease == lease and one.allocated < one.credited]
        debts = [
            Debt(one.id, one.code, one.due_on, one.open)
            for one in self.charges.values()
            if one.lease == lease and one.status in ("POSTED", "PARTIALLY_SETTLED")
        ]
        credits = [
            Credit(one.id, one.credited - one.allocated, tuple(map(self.heir_of, one.prefers)))
            for one in sorted(left, key=lambda one: (one.on, one.id))
        ]
        for piece in allocate(credits, debts, AllocationOrder.OLDEST_FIRST):
            id, owed = uuid4(), self.charges[piece.charge_id]
            self.post(templates.allocated(self.books[lease], Fact(id, DAY, piece.amount), owed.code))
            owed.settle(piece.amount)
            self.sources[piece.credit_id].allocated += piece.amount
            self.pieces.append(Piece(piece.credit_id, piece.charge_id, piece.amount, f"allocation/{id}/applied"))

    def unsettle(self, pieces: list[Piece], is_void: bool = False) -> None:
        """Undo what settled charges; `is_void` when the charge itself is taken back."""
        for piece in pieces:
            self.take_back(piece.key)
            piece.is_undone = True
            self.charges[piece.charge].settle(-piece.amount)
            source = self.sources[piece.source]
            source.allocated -= piece.amount
            source.credited -= piece.amount if source.charge is not None else 0
        deposits = {piece.charge for piece in pieces if self.charges[piece.charge].code == "DEPOSIT"}
        if deposits:
            opened = [] if is_void else [self.charges[id] for id in sorted(deposits)]
            self._reclaim(opened, self.charges[pieces[0].charge].lease)

    def _reclaim(self, deposits: list[Owed], lease: UUID) -> None:
        """What was given back of a deposit and is not held is owed, and the deposit itself so much less."""
        missing = self.sums[self.books[lease].of_lease(K.DEPOSIT_HELD)]
        if missing <= 0:
            return
        charges, _ = self.told
        id = next(iter(charges - self.charges.keys()), None) or new_id()
        self.charges[id] = Owed(id, lease, "OTHER", missing, self.day_of(lease), missing, is_claim=True)
        self.post(templates.deposit_reclaimed(self.books[lease], Fact(id, DAY, missing)))
        self.reclaimed[lease] += missing
        for one in deposits:
            amount = min(missing, one.open)
            if amount:
                self.forgive(new_credit(self, one.id), one.id, "WAIVER", amount)
                missing -= amount

    def return_deposit(self, lease: UUID, amount: int) -> None:
        """A deposit, or a part of it, is paid back."""
        books, fact = self.books[lease], Fact(uuid4(), DAY, amount)
        self.post(templates.put_in_trust(books, fact, books.of_house(K.BANK_OPERATING)))
        self.post(templates.deposit_returned(books, fact))
        self.returned[lease] += amount

    def reverse(self, charge: UUID) -> None:
        owed = self.charges[charge]
        self.unsettle([one for one in self.pieces if one.charge == charge and not one.is_undone], is_void=True)
        self.take_back(f"charge/{charge}/posted")
        owed.status, owed.open = "REVERSED", 0
        self.settle(owed.lease)

    def give_back(self, id: UUID, payment: UUID, amount: int) -> None:
        """Refund a part of a payment, or all that is left of it; the newest of what it settled is undone first."""
        source = self.sources[payment]
        missing = amount - (source.credited - source.allocated)
        undone = []
        for piece in reversed([one for one in self.pieces if one.source == payment and not one.is_undone]):
            if missing > 0:
                undone.append(piece)
                missing -= piece.amount
        self.unsettle(undone)
        books = self.books[source.lease]
        source.credited -= amount
        source.refunded += amount
        self.post(templates.refunded(books, Fact(id, DAY, amount), books.clearing()))
        self.settle(source.lease)


def new_credit(model: Model, charge: UUID) -> UUID:
    """Return the id of a credit for one charge that a world has made by itself; a new one where there is none."""
    new = (id for id, of in model.told[1].items() if of == charge and id not in model.sources)
    return next(new, None) or new_id()
