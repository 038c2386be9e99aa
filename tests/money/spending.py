"""What settles what in memory, and how that is undone."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from app.ledger import templates
from app.ledger.accounts import AccountKind, Books
from app.ledger.allocation import AllocationOrder, Credit, Debt, allocate
from app.ledger.allocation import Piece as Paid
from app.ledger.entries import EntryKind
from app.ledger.templates import Fact
from app.models.base import new_id
from tests.money.documents import DAY, Journal, Owed, Piece, Source

K = AccountKind
NOON = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
HOME = "Europe/Oslo"
ZONES = (HOME, "America/New_York", "Pacific/Auckland", "Pacific/Niue", "Pacific/Kiritimati")
"""Noon at home is another day in some, and in Auckland only while it is summer there, or winter here."""


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
class Spending(Course, Journal):
    """What is owed and what is there to pay it."""

    books: dict[UUID, Books] = field(default_factory=dict)
    charges: dict[UUID, Owed] = field(default_factory=dict)
    sources: dict[UUID, Source] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    reclaimed: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    """What of that is owed again."""
    ended: set[UUID] = field(default_factory=set)
    """Leases that are over."""
    told: tuple[set[UUID], dict[UUID, UUID]] = field(default_factory=lambda: (set(), {}))
    """What a world says it has made by itself: such charges, and credits with the charge that each is for."""

    def forgive(self, id: UUID, charge: UUID, kind: str, amount: int | None = None) -> None:
        owed = self.charges[charge]
        amount, make = amount or owed.open, templates.waived if kind == "WAIVER" else templates.written_off
        self.post(make(self.books[owed.lease], Fact(id, DAY, amount), owed.code))
        self.sources[id] = Source(id, owed.lease, amount, "credit", amount, amount, charge=charge)
        self.pieces.append(Piece(id, charge, amount, f"credit/{id}/granted"))
        owed.settle(amount)

    def settle(self, lease: UUID, money: UUID | None = None) -> None:
        """Credit is spent on what is open; what is left of money that comes, on what was given up."""
        left = [one for one in self.sources.values() if one.lease == lease and one.allocated < one.credited]
        debts = [
            Debt(one.id, one.code, one.due_on, one.open)
            for one in self.charges.values()
            if one.lease == lease and one.status in ("POSTED", "PARTIALLY_SETTLED")
        ]
        lost = self._given_up(lease) if money is not None else []
        for one in lost:
            owed = self.charges[one.charge]
            debts.append(Debt(owed.id, owed.code, owed.due_on, one.amount, is_given_up=True))
        credits = [
            Credit(one.id, one.credited - one.allocated, tuple(map(self.heir_of, one.prefers)), one.id == money)
            for one in sorted(left, key=lambda one: (one.on, one.id))
        ]
        pieces = allocate(credits, debts, AllocationOrder.OLDEST_FIRST)
        self._reopen(lost, pieces)
        for piece in pieces:
            id, owed = uuid4(), self.charges[piece.charge_id]
            self.post(templates.allocated(self.books[lease], Fact(id, DAY, piece.amount), owed.code))
            owed.settle(piece.amount)
            self.sources[piece.credit_id].allocated += piece.amount
            key = f"allocation/{id}/applied"
            self.pieces.append(Piece(piece.credit_id, piece.charge_id, piece.amount, key, piece.is_recovery))

    def _given_up(self, lease: UUID) -> list[Piece]:
        """What stands of write-offs."""
        mine = [one for one in self.pieces if not one.is_undone and self.charges[one.charge].lease == lease]
        return [one for one in mine if self.entries[one.key].kind is EntryKind.WRITE_OFF]

    def _reopen(self, lost: list[Piece], pieces: list[Paid]) -> None:
        """As much of what was given up is owed again as money has come for."""
        paid: dict[UUID, int] = defaultdict(int)
        for piece in pieces:
            paid[piece.charge_id] += piece.amount if piece.is_recovery else 0
        for one in lost:
            taken = min(paid[one.charge], one.amount)
            if taken:
                paid[one.charge] -= taken
                self._undo(one)
                if one.amount > taken:
                    self.forgive(new_credit(self, one.charge), one.charge, "WRITE_OFF", one.amount - taken)

    def _undo(self, piece: Piece) -> None:
        self.take_back(piece.key)
        piece.is_undone = True
        self.charges[piece.charge].settle(-piece.amount)
        source = self.sources[piece.source]
        source.allocated -= piece.amount
        source.credited -= piece.amount if source.charge is not None else 0

    def unsettle(self, pieces: list[Piece], is_void: bool = False) -> None:
        """Undo what settled charges; `is_void` when the charge itself is taken back."""
        for piece in pieces:
            self._undo(piece)
        deposits = {piece.charge for piece in pieces if self.charges[piece.charge].code == "DEPOSIT"}
        if deposits:
            opened = [] if is_void else [self.charges[id] for id in sorted(deposits)]
            self._reclaim(opened, self.charges[pieces[0].charge].lease)
        if pieces and not is_void and self.sources[pieces[0].source].kind == "payment":
            self._give_up_again(pieces)
            self.ask_no_more(self.charges[pieces[0].charge].lease)

    def _give_up_again(self, undone: list[Piece]) -> None:
        """What money had come for that is gone is given up as before."""
        paid: dict[UUID, int] = defaultdict(int)
        for piece in undone:
            paid[piece.charge] += piece.amount if piece.is_recovery else 0
        for id in sorted(paid):
            amount = min(paid[id], self.charges[id].open)
            if amount:
                self.forgive(new_credit(self, id), id, "WRITE_OFF", amount)

    def ask_no_more(self, lease: UUID) -> None:
        """Once a lease is over and nothing is held, no deposit is asked for."""
        if lease not in self.ended or self.sums[self.books[lease].of_lease(K.DEPOSIT_HELD)] < 0:
            return
        for one in sorted(self.charges.values(), key=lambda one: one.id):
            if one.lease == lease and one.code == "DEPOSIT" and one.open:
                self.forgive(new_credit(self, one.id), one.id, "WAIVER")

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


def new_credit(model: Spending, charge: UUID) -> UUID:
    """Return the id of a credit for one charge that a world has made by itself; a new one where there is none."""
    new = (id for id, of in model.told[1].items() if of == charge and id not in model.sources)
    return next(new, None) or new_id()
