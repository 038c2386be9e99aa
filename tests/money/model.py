"""A second opinion on money: documents and books in memory, moved by the same templates and by nothing else of ours."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from app.ledger import templates
from app.ledger.accounts import SHAPES, AccountClass, AccountKey, AccountKind, Books
from app.ledger.allocation import AllocationOrder, Credit, Debt, allocate
from app.ledger.entries import Entry, EntryKind, reversal
from app.ledger.templates import Fact

K = AccountKind
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
class Model:
    """All documents, and every entry by its key."""

    books: dict[UUID, Books] = field(default_factory=dict)
    charges: dict[UUID, Owed] = field(default_factory=dict)
    sources: dict[UUID, Source] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    sums: dict[AccountKey, int] = field(default_factory=lambda: defaultdict(int))

    def post(self, entry: Entry) -> None:
        if entry.key in self.entries:
            return
        self.entries[entry.key] = entry
        for line in entry.lines:
            self.sums[line.account] += line.amount

    def take_back(self, key: str) -> None:
        self.post(reversal(self.entries[key], templates_id(key), DAY, None))

    def charge(self, id: UUID, lease: UUID, code: str, amount: int, due_on: date) -> None:
        self.charges[id] = Owed(id, lease, code, amount, due_on, amount)
        self.post(templates.charged(self.books[lease], Fact(id, DAY, amount), code))
        self.settle(lease)

    def begin(self, id: UUID, lease: UUID, amount: int, prefers: tuple[UUID, ...] = ()) -> None:
        """A payment is begun: nothing has moved yet."""
        self.sources[id] = Source(id, lease, amount, "payment", prefers=prefers)

    def set_out(self, id: UUID, lease: UUID, amount: int) -> None:
        """A payment is on its way: a memo, and the debt stays."""
        self.begin(id, lease, amount)
        self.post(templates.processing(self.books[lease], Fact(id, DAY, amount)))

    def fail(self, id: UUID) -> None:
        """What was on its way does not come."""
        self.take_back(f"payment/{id}/processing")

    def arrive(self, id: UUID) -> None:
        """A payment has come, and settles what is open."""
        if f"payment/{id}/processing" in self.entries:
            self.fail(id)
        source = self.sources[id]
        source.credited, books = source.amount, self.books[source.lease]
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
        self.sources[id] = Source(id, lease, amount, "credit", amount)
        self.post(templates.credited(self.books[lease], Fact(id, DAY, amount)))
        self.settle(lease)

    def forgive(self, id: UUID, charge: UUID, kind: str) -> None:
        owed = self.charges[charge]
        amount, make = owed.open, templates.waived if kind == "WAIVER" else templates.written_off
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
            Credit(one.id, one.credited - one.allocated, one.prefers) for one in sorted(left, key=lambda s: s.id)
        ]
        for piece in allocate(credits, debts, AllocationOrder.OLDEST_FIRST):
            id, owed = uuid4(), self.charges[piece.charge_id]
            self.post(templates.allocated(self.books[lease], Fact(id, DAY, piece.amount), owed.code))
            owed.settle(piece.amount)
            self.sources[piece.credit_id].allocated += piece.amount
            self.pieces.append(Piece(piece.credit_id, piece.charge_id, piece.amount, f"allocation/{id}/applied"))

    def unsettle(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            self.take_back(piece.key)
            piece.is_undone = True
            self.charges[piece.charge].settle(-piece.amount)
            source = self.sources[piece.source]
            source.allocated -= piece.amount
            source.credited -= piece.amount if source.charge is not None else 0

    def reverse(self, charge: UUID) -> None:
        owed = self.charges[charge]
        self.unsettle([piece for piece in self.pieces if piece.charge == charge and not piece.is_undone])
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

    def check(self) -> None:
        """Fail unless every invariant holds between the documents and the books."""
        for account, amount in self.sums.items():
            assert SHAPES[account.kind].sign * amount >= 0, account
        for is_memo in (True, False):
            kinds = [kind for kind, shape in SHAPES.items() if (shape.account_class is AccountClass.MEMO) is is_memo]
            assert sum(amount for account, amount in self.sums.items() if account.kind in kinds) == 0
        for lease, books in self.books.items():
            charges = [one for one in self.charges.values() if one.lease == lease]
            sources = [one for one in self.sources.values() if one.lease == lease]
            assert self.sums[books.of_lease(K.RECEIVABLE)] == sum(one.open for one in charges)
            left = sum(one.credited - one.allocated for one in sources)
            assert -self.sums[books.of_lease(K.UNAPPLIED_CREDIT)] == left
            owing = any(one.open for one in charges if one.status != "REVERSED")
            assert not (owing and left), "credit is left while something is open"
            held = sum(one.amount - one.open for one in charges if one.code == "DEPOSIT" and one.status != "REVERSED")
            kept = [p for p in self.pieces if not p.is_undone and self.sources[p.source].charge is not None]
            forgiven = sum(
                p.amount
                for p in kept
                if self.charges[p.charge].code == "DEPOSIT" and p.charge in {c.id for c in charges}
            )
            assert -self.sums[books.of_lease(K.DEPOSIT_HELD)] == held - forgiven
        for source in self.sources.values():
            assert 0 <= source.allocated <= source.credited <= source.amount
            assert source.refunded <= source.amount
            live = sum(p.amount for p in self.pieces if p.source == source.id and not p.is_undone)
            assert live == source.allocated
        taken_back = [entry.reverses for entry in self.entries.values() if entry.kind is EntryKind.REVERSAL]
        assert len(set(taken_back)) == len(taken_back)


def templates_id(key: str) -> UUID:
    """The id that the model keeps an entry under."""
    from app.ledger.entries import entry_id

    return entry_id(None, key)
