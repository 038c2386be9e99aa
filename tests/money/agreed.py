"""The second opinion on what a lease charges by itself, when it ends, and what a standing order takes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from app.ledger.entries import EntryKind
from app.ledger.schedule import Due, Plan, Price, dues
from app.models.autopay import AutopayTiming, Owed, RentDays, amount_of, month_after, run_on
from app.models.base import new_id
from app.resolvers.payments.calendar import COLLECTED_FOR, MADE_UP_FOR
from tests.money.model import Model
from tests.money.spending import new_credit

Rents = dict[date, tuple[UUID, date, date, int]]
"""What a world has charged by itself: by the first day, the id, the day after the last, the due day, the amount."""

USUAL_DUE_DAY = 15
FOREVER = date(2999, 1, 1)


@dataclass
class Rent:
    """What is agreed for a lease, and what was charged for it: by the first day, the charge, its end and amount."""

    plan: Plan
    billed_until: date
    made: dict[date, tuple[UUID, date, int]] = field(default_factory=dict)
    free: set[date] = field(default_factory=set)
    """The first days of what has cost nothing so far."""
    gone: dict[date, UUID] = field(default_factory=dict)
    """What was taken back by itself, and has nothing in its place so far."""

    def right(self, start: date) -> Due | None:
        """Return what is to be charged for the period that begins on a day; None when nothing is."""
        return next(dues(self.plan, start, FOREVER), None)

    def new(self, today: date) -> Iterator[Due]:
        """Yield what is to be charged by now and was not; what a person took back is not charged again."""
        passed = (self.right(start) for start in sorted(self.free))
        for due in (*(one for one in passed if one is not None), *dues(self.plan, self.billed_until, today)):
            if due.period_start not in self.made:
                yield due


@dataclass(frozen=True)
class Order:
    """A standing order that runs today, on `run_on`, for the month that begins on `period`."""

    lease: UUID
    period: date
    run_on: date
    due_on: date
    share_ppm: int
    cap: int | None


@dataclass
class Agreed(Model):
    """All of it."""

    rents: dict[UUID, Rent] = field(default_factory=dict)
    ran: set[tuple[UUID, date]] = field(default_factory=set)

    @property
    def makes_more(self) -> bool:
        """Say whether a world may have made charges or credits by itself, of which it tells."""
        forgiven = any(one.charge is not None for one in self.sources.values())
        return forgiven or any(one.code == "DEPOSIT" for one in self.charges.values())

    def let(self, lease: UUID, plan: Plan) -> None:
        """Rent is agreed, and nothing charged yet."""
        self.rents[lease] = Rent(plan, plan.starts_on)

    def amend(self, lease: UUID, amount: int, on: date, told: Rents | None) -> None:
        """Another rent counts from a day on: what was charged beyond it is charged anew."""
        rent = self.rents[lease]
        kept = [price for price in rent.plan.prices if price.starts_on != on]
        rent.plan = replace(rent.plan, prices=(*kept, Price(on, amount)))
        self.bill(lease, told)

    def end(self, lease: UUID, on: date, told: Rents | None) -> None:
        """The lease is over: what was charged beyond its end is taken back, and what the end cuts is charged anew."""
        self.ended.add(lease)
        if lease in self.rents:
            rent = self.rents[lease]
            rent.plan = rent.plan.ending(on)
            rent.billed_until = min(rent.billed_until, max(on, rent.plan.starts_on))
            self.bill(lease, told)
        self.ask_no_more(lease)

    def bill(self, lease: UUID, told: Rents | None) -> None:
        """Charge what is due by now, and mend what is charged otherwise than agreed."""
        rent, wanted, forgiven = self.rents[lease], dict[date, Due](), dict[date, list[tuple[str, int]]]()
        for start, (id, *facts) in list(rent.made.items()):
            due = rent.right(start)
            if self.charges[id].status == "REVERSED" or (due and facts == [due.period_end, due.amount_minor]):
                continue
            forgiven[start], rent.gone[start] = self._supersede(id), id
            del rent.made[start]
            if due is not None:
                wanted[start] = due
        wanted |= {due.period_start: due for due in rent.new(self.day_of(lease))}
        for due in wanted.values():
            rent.billed_until = max(rent.billed_until, due.period_end)
            self._charge(lease, due, told)
        assert told is None or {start: (id, end, minor) for start, (id, end, _, minor) in told.items()} == rent.made
        self.settle(lease)
        for start, said in forgiven.items():
            for kind, amount in said if start in rent.made else ():
                self._forgive_again(rent.made[start][0], kind, amount)

    def _charge(self, lease: UUID, due: Due, told: Rents | None) -> None:
        """Money for a charge goes to what is charged in its place, however long after."""
        rent, start = self.rents[lease], due.period_start
        if not due.amount_minor:
            rent.free.add(start)
            return
        rent.free.discard(start)
        id = self._id_of(due, told)
        rent.made[start] = (id, due.period_end, due.amount_minor)
        if start in rent.gone:
            self.heirs[rent.gone.pop(start)] = id
        self.owe(id, lease, "RENT", due.amount_minor, due.due_on)

    def _supersede(self, id: UUID) -> list[tuple[str, int]]:
        """Take a charge back, and return what was forgiven of it: how, and how much."""
        undone = [one for one in self.pieces if one.charge == id and not one.is_undone]
        said = [(self.entries[one.key].kind, one.amount) for one in undone if self.sources[one.source].charge == id]
        self.unsettle(undone, is_void=True)
        self.take_back(f"charge/{id}/posted")
        self.charges[id].status, self.charges[id].open = "REVERSED", 0
        return [("WRITE_OFF" if kind is EntryKind.WRITE_OFF else "WAIVER", amount) for kind, amount in said]

    def _forgive_again(self, id: UUID, kind: str, amount: int) -> None:
        """What was forgiven stays so of the charge that comes in the place of another."""
        amount = min(amount, self.charges[id].open)
        if amount:
            self.forgive(new_credit(self, id), id, kind, amount)

    def _id_of(self, due: Due, told: Rents | None) -> UUID:
        if told is None:
            return new_id()
        assert due.period_start in told, ("not charged", due)
        id, end, due_on, minor = told[due.period_start]
        assert (end, due_on, minor) == (due.period_end, due.due_on, due.amount_minor), (told, due)
        assert id not in self.charges, ("not charged anew", due)
        return id

    def order(self, lease: UUID, share_ppm: int, cap: int | None) -> Order | None:
        """Return a standing order of which one run, and no other, is to be made today; None where there is none."""
        days, found, today = self._days(lease), list[Order](), self.day_of(lease)
        for month in (today.replace(day=1), month_after(today)):
            on = run_on(AutopayTiming.DAY_OF_MONTH, today.day, days, month)
            if on <= today <= on + MADE_UP_FOR and (lease, month) not in self.ran:
                found.append(Order(lease, month, on, days.due_on(month), share_ppm, cap))
        return found[0] if len(found) == 1 and found[0].run_on == today and self._is_charged(found[0]) else None

    def _days(self, lease: UUID) -> RentDays:
        if lease not in self.rents:
            return RentDays(USUAL_DUE_DAY, date(2000, 1, 1), 60)
        plan, made = self.rents[lease].plan, self.rents[lease].made
        charged = {start.replace(day=1): self.charges[id] for start, (id, *_) in made.items()}
        known = tuple((month, one.due_on) for month, one in charged.items() if one.status != "REVERSED")
        return RentDays(plan.due_day, plan.starts_on, plan.lead_days, known)

    def _is_charged(self, order: Order) -> bool:
        rent = self.rents.get(order.lease)
        if rent is None or rent.plan.starts_on >= month_after(order.period):
            return True
        return rent.billed_until > max(order.period, rent.plan.starts_on)

    def taken(self, order: Order) -> int:
        """Return what a run takes: never more than is due and not on its way."""
        owed = self._owed(order)
        amount = amount_of(owed, order.share_ppm, order.cap)
        assert 0 <= amount <= max(0, owed.open_minor - owed.in_flight_minor)
        return amount

    def _owed(self, order: Order) -> Owed:
        charges = {one.id: one for one in self.charges.values() if one.lease == order.lease}
        standing = [one for one in charges.values() if one.status != "REVERSED"]
        since, until = min(order.run_on, order.due_on - COLLECTED_FOR), month_after(order.period)
        paid = sum(
            piece.amount
            for piece in self.pieces
            if not piece.is_undone
            and self.sources[piece.source].kind == "payment"
            and piece.charge in charges
            and charges[piece.charge].due_on < until
            and (charges[piece.charge].due_on >= order.period or self.sources[piece.source].on >= since)
        )
        in_flight = sum(self.sources[id].amount for id in self.on_way if self.sources[id].lease == order.lease)
        due = sum(one.open for one in standing if one.due_on <= max(order.run_on, order.due_on))
        return Owed(due, paid, in_flight, paid + in_flight)
