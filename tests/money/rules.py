"""The rules of money, which every layer shares: what can happen to leases, and what must be true after each step.

A driver does what a rule says somewhere: nowhere, on PostgreSQL, or over HTTP. The model does it in memory, and then
both must say the same.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, multiple, precondition, rule

from app.ledger.accounts import INCOMES, Books
from tests.money.agreed import Agreed
from tests.money.driver import Driver, Nowhere
from tests.money.invariants import check
from tests.money.spending import ZONES

AMOUNTS = st.integers(1, 500)
WAYS = {"at once": True, "after a question": True, "declined": False, "refused": False, "cancelled": False}
"""How a payment by card goes, and whether it comes."""
MOST_LEASES = 3


class Months(RuleBasedStateMachine):
    """Random months of rent."""

    driver: Driver = Nowhere()
    compares = False

    leases, charges, payments = Bundle("leases"), Bundle("charges"), Bundle("payments")
    debits, arrived = Bundle("debits"), Bundle("arrived")

    def __init__(self) -> None:
        super().__init__()
        self.model = Agreed()
        self.under_way: set[UUID] = set()
        """Debits that the bank has not answered."""
        self.gone = 0
        """Days that have passed."""

    def did(self, verb: str, *arguments: Any) -> None:
        """Do in the model what the driver did; then compare."""
        self._listen()
        getattr(self.model, verb)(*arguments)
        self.compare()

    def _listen(self) -> None:
        if self.model.makes_more:
            self.model.told = self.driver.reclaimed(list(self.model.books))

    def compare(self) -> None:
        """Fail unless all invariants hold, and the driver's world says what the model says."""
        check(self.model)
        if not self.compares:
            return
        owed = {(one.id, one.status, one.open) for one in self.model.charges.values()}
        spent = {(one.id, one.credited, one.allocated) for one in self.model.sources.values()}
        sums = {(a.lease_id, str(a.kind), amount) for a, amount in self.model.sums.items() if amount and a.lease_id}
        assert self.driver.snapshot(list(self.model.books)) == (owed, spent, sums)

    @initialize(target=leases)
    def first(self) -> UUID:
        self.driver.move_clock(0, 0)
        self.model.now = self.driver.now
        return self._lease(0, 0)

    @rule(days=st.sampled_from([1, 2, 31, 400]))
    def move_clock(self, days: int) -> None:
        """Time alone moves no money that nobody owes or sends; what falls due by then is charged."""
        self.gone += self.driver.move_clock(self.gone, days)
        self.model.now = self.driver.now + timedelta(days=self.gone)
        self._listen()
        for lease in self.model.rents:
            self.model.bill(lease, self.driver.rents(lease))
        self.compare()

    @rule(target=leases, currency=st.integers(0, 2), zone=st.integers(0, len(ZONES) - 1))
    @precondition(lambda self: len(self.model.books) < min(MOST_LEASES + len(self.model.ended), 2 * MOST_LEASES))
    def another(self, currency: int, zone: int) -> UUID:
        return self._lease(currency, zone)

    def _lease(self, currency: int, zone: int) -> UUID:
        chosen = ((self.driver.currencies, currency), (self.driver.zones, zone))
        money, where = (known[number % len(known)] for known, number in chosen)
        id, place = self.driver.lease(money, where)
        self.model.books[id], self.model.zones[id] = Books(place, id, money), ZoneInfo(where)
        return id

    @rule(
        target=charges,
        lease=leases,
        code=st.sampled_from([*INCOMES, "DEPOSIT"]),
        amount=AMOUNTS,
        days=st.integers(-60, 60),
    )
    def charge(self, lease: UUID, code: str, amount: int, days: int) -> UUID:
        code, amount = self.driver.code(code), amount * self.driver.scale
        id = self.driver.charge(lease, code, amount, days)
        self.did("charge", id, lease, code, amount, self.model.day_of(lease) + timedelta(days=days))
        return id

    @rule(
        target=payments,
        lease=leases,
        amount=AMOUNTS,
        chosen=st.lists(charges, max_size=2, unique=True),
        how=st.sampled_from(["at once", *WAYS]),
    )
    def pay(self, lease: UUID, amount: int, chosen: list[UUID], how: str) -> Any:
        amount, known = amount * self.driver.scale, self.model.charges
        mine = tuple(id for id in chosen if known[id].lease == lease and known[id].open)
        id = self.driver.pay(lease, amount, mine, how)
        self.model.begin(id, lease, amount, mine)
        if not WAYS[how]:
            self.compare()
            return multiple()
        self.did("arrive", id)
        return id

    @rule(target=debits, lease=leases, amount=AMOUNTS)
    def debit(self, lease: UUID, amount: int) -> UUID:
        amount *= self.driver.scale
        id = self.driver.set_out(lease, amount)
        self.did("set_out", id, lease, amount)
        self.under_way.add(id)
        return id

    @rule(target=arrived, debit=consumes(debits), comes=st.booleans())
    def bank_answers(self, debit: UUID, comes: bool) -> Any:
        verb = "arrive" if comes else "fail"
        getattr(self.driver, verb)(debit)
        self.did(verb, debit)
        self.under_way.discard(debit)
        return debit if comes else multiple()

    @rule(debit=consumes(arrived))
    def bank_takes_back(self, debit: UUID) -> None:
        self.driver.bring_back(debit)
        self.did("bring_back", debit)

    @rule(lease=leases, amount=AMOUNTS)
    def concede(self, lease: UUID, amount: int) -> None:
        amount *= self.driver.scale
        self.did("concede", self.driver.concede(lease, amount), lease, amount)

    @rule(charge=charges, kind=st.sampled_from(["WAIVER", "WRITE_OFF"]))
    def forgive(self, charge: UUID, kind: str) -> None:
        if self.model.charges[charge].open > 0:
            self.did("forgive", self.driver.forgive(charge, kind), charge, kind)

    @rule(charge=charges)
    def reverse(self, charge: UUID) -> None:
        owed = self.model.charges[charge]
        if owed.status != "REVERSED" and not owed.is_claim:
            self.driver.reverse(charge)
            self.did("reverse", charge)

    @rule(payment=payments, part=st.integers(1, 4))
    def give_back(self, payment: UUID, part: int) -> None:
        left = self.model.sources[payment].credited
        if left > 0:
            amount = max(1, left * part // 4)
            self.did("give_back", self.driver.give_back(payment, amount), payment, amount)

    @rule()
    def tell_again(self) -> None:
        """Whatever was posted is posted once, however often it is told."""
        before = dict(self.model.sums)
        for entry in list(self.model.entries.values())[-3:]:
            self.model.post(entry)
        assert dict(self.model.sums) == before
        self.driver.again()
        self.compare()
