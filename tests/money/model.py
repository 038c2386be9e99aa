"""A second opinion on money: documents and books in memory, moved by the same templates and by nothing else of ours."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from app.ledger import templates
from app.ledger.accounts import AccountKind
from app.ledger.templates import Fact
from tests.money.documents import DAY, Owed, Source
from tests.money.spending import Spending

K = AccountKind


@dataclass
class Model(Spending):
    """All documents."""

    on_way: set[UUID] = field(default_factory=set)
    """Payments that the bank has not answered."""
    returned: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    """What was given back of deposits, by lease."""

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
        self.settle(source.lease, id)

    def bring_back(self, id: UUID) -> None:
        """The bank takes back what had come: the charges are open again."""
        source = self.sources[id]
        self.unsettle([piece for piece in self.pieces if piece.source == id and not piece.is_undone])
        books = self.books[source.lease]
        self.post(templates.returned(books, Fact(id, DAY, source.credited), books.clearing()))
        source.credited = 0
        self.settle(source.lease, id)

    def concede(self, id: UUID, lease: UUID, amount: int) -> None:
        self.sources[id] = Source(id, lease, amount, "credit", amount, on=self.day_of(lease))
        self.post(templates.credited(self.books[lease], Fact(id, DAY, amount)))
        self.settle(lease)

    def take_credit_back(self, id: UUID) -> None:
        """What lowered a debt without a payment is taken back."""
        source = self.sources[id]
        self.unsettle([piece for piece in self.pieces if piece.source == id and not piece.is_undone])
        if source.charge is None:
            self.take_back(f"credit/{id}/granted")
            source.credited = 0
        self.settle(source.lease)

    def return_deposit(self, lease: UUID, amount: int) -> None:
        """A deposit, or a part of it, is paid back."""
        books, fact = self.books[lease], Fact(uuid4(), DAY, amount)
        self.post(templates.put_in_trust(books, fact, books.of_house(K.BANK_OPERATING)))
        self.post(templates.deposit_returned(books, fact))
        self.returned[lease] += amount
        self.ask_no_more(lease)

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
        self.settle(source.lease, payment)
