"""More rules, shared by every layer: rents that change, leases that end, deposits, standing orders, closed months."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from app.ledger.accounts import AccountKind
from app.ledger.proration import ProrationMethod, add_months
from app.ledger.schedule import Plan, Price
from app.models.autopay import WHOLE_PPM
from app.models.base import new_id
from tests.money.rules import AMOUNTS, Months

A_DAY_AT_LEAST = 62
"""What rents are multiplied by, so that no day of a month is for nothing."""

PLANS = st.tuples(st.integers(0, 40), st.integers(1, 31), st.sampled_from(ProrationMethod), st.integers(0, 60))
"""Days since rent began, its due day, how part months are counted, and how long before it is due it is billed."""


class Agreements(Months):
    """Random months under agreements that change."""

    @rule(lease=Months.leases, amount=AMOUNTS | st.just(0), days=st.integers(0, 45), plan=PLANS)
    def amend_rent(self, lease: UUID, amount: int, days: int, plan: tuple[int, int, ProrationMethod, int]) -> None:
        """Another rent from today or a later day on, or none; what nobody has agreed on before is agreed first."""
        if lease in self.model.ended:
            return
        amount *= self.driver.scale * A_DAY_AT_LEAST
        if lease not in self.model.rents:
            back, due_day, method, lead = plan
            starts_on = self.model.day_of(lease) - timedelta(days=back)
            agreed = Plan(starts_on, None, due_day, method, (Price(starts_on, amount),), lead_days=lead)
            self.driver.let(lease, agreed)
            self.model.let(lease, agreed)
        on = self.model.day_of(lease) + timedelta(days=days)
        self.driver.amend(lease, amount, on)
        self.did("amend", lease, amount, on, self.driver.rents(lease))

    @rule(lease=Months.leases, kind=st.sampled_from(["WAIVER", "WRITE_OFF"]))
    def forgive_rent(self, lease: UUID, kind: str) -> None:
        """What is open of the newest rent is forgiven, and stays so when another rent is agreed."""
        made = self.model.rents[lease].made if lease in self.model.rents else {}
        if made:
            self.forgive(made[max(made)][0], kind)

    @rule(lease=Months.leases, place=st.integers(0, 9))
    def take_credit_back(self, lease: UUID, place: int) -> None:
        """A credit, a waiver or a write-off that stands is taken back: what it had settled is open again."""
        given = [one.id for one in self.model.sources.values() if one.lease == lease and one.kind == "credit"]
        standing = [id for id in given if self.model.sources[id].credited]
        if standing:
            id = standing[place % len(standing)]
            self.driver.take_credit_back(id)
            self.did("take_credit_back", id)

    @rule(target=Months.payments, lease=Months.leases, amount=AMOUNTS)
    def pay_rent(self, lease: UUID, amount: int) -> Any:
        """Whatever is older: it is for the newest rent, or for what is charged in its place."""
        made = self.model.rents[lease].made if lease in self.model.rents else {}
        return self.pay(lease, amount, [made[max(made)][0]], "at once") if made else multiple()

    @rule(lease=Months.leases, days=st.integers(-40, 1))
    def end_early(self, lease: UUID, days: int) -> None:
        if lease not in self.model.ended:
            on = self.model.day_of(lease) + timedelta(days=days)
            self.driver.end(lease, on)
            self.did("end", lease, on, self.driver.rents(lease))

    @rule(target=Months.charges, lease=Months.leases, amount=AMOUNTS, days=st.integers(-5, 5))
    def bill_deposit(self, lease: UUID, amount: int, days: int) -> UUID:
        return self.charge(lease, "DEPOSIT", amount, days)

    @rule(target=Months.payments, lease=Months.leases, amount=AMOUNTS)
    def pay_deposit(self, lease: UUID, amount: int) -> Any:
        """Whatever is owed besides: it pays for the deposit."""
        return self.pay(lease, amount, [self.charge(lease, "DEPOSIT", amount, 0)], "at once")

    @rule(lease=Months.leases, part=st.integers(1, 4))
    def return_deposit(self, lease: UUID, part: int) -> None:
        """Once the lease is over; what had paid it may go again afterwards."""
        held = -self.model.sums[self.model.books[lease].of_lease(AccountKind.DEPOSIT_HELD)]
        if held:
            self.end_early(lease, 0)
            amount = max(1, held * part // 4)
            self.driver.return_deposit(lease, amount)
            self.did("return_deposit", lease, amount)

    @rule(
        target=Months.payments,
        lease=Months.leases,
        share=st.sampled_from([WHOLE_PPM, WHOLE_PPM // 2, 333_333]),
        cap=st.none() | AMOUNTS,
    )
    def run_standing_order(self, lease: UUID, share: int, cap: int | None) -> Any:
        """It takes what is due and not on its way, once for each month; nothing for who has left."""
        order = self.model.order(lease, share, cap and cap * self.driver.scale)
        if order is None or lease in self.model.ended:
            return multiple()
        amount = self.model.taken(order)
        if len(self.model.ran) >= self.driver.most_orders or 0 < amount < self.driver.least:
            return multiple()
        self.model.ran.add((lease, order.period))
        found = self.driver.run_order(order)
        if amount == 0:
            assert found is None
            self.compare()
            return multiple()
        id, taken = found or (new_id(), amount)
        assert taken == amount and (found or not self.compares)
        self.model.begin(id, lease, amount)
        self.did("arrive", id)
        return id

    @rule(back=st.integers(1, 3))
    def close_month(self, back: int) -> None:
        """What posts by itself into a month that is closed goes into the first one that is open."""
        # A day ago it was over wherever anybody lives.
        over = (self.model.now - timedelta(days=1)).date().replace(day=1)
        self.driver.close_month(add_months(over, -back))
        self.compare()
