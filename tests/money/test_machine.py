"""Random months of rent: whatever happens in whatever order, the books and the documents say the same.

`TENANTRY_SOAK` multiplies the number of steps, as `make soak-money` does.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from app.ledger.accounts import INCOMES, Books
from app.models.base import new_id
from app.models.leases import Lease
from tests.auth.conftest import world_database, world_template
from tests.money.model import DAY, Model
from tests.money.stored import Stored
from tests.support.services import Database
from tests.support.world import build

__all__ = ["world_database", "world_template"]

SOAK = int(os.environ.get("TENANTRY_SOAK", "1"))
amounts = st.integers(1, 500)
leases, charges, payments = Bundle("leases"), Bundle("charges"), Bundle("payments")


class Months(RuleBasedStateMachine):
    """The rules, which both layers share; `stored` is None where there is only the model."""

    stored: Stored | None = None
    like: UUID = uuid4()

    charges, leases, payments = charges, leases, payments

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.last: Callable[[], None] = lambda: None

    def both(self, verb: str, *arguments: Any) -> None:
        """Do something in the model and, where there is one, in the database; then compare."""
        getattr(self.model, verb)(*arguments)
        if self.stored is not None:
            getattr(self.stored, verb)(*arguments)
        self.compare()

    def compare(self) -> None:
        self.model.check()
        if self.stored is None:
            return
        owed = {(one.id, one.status, one.open) for one in self.model.charges.values()}
        spent = {(one.id, one.credited, one.allocated) for one in self.model.sources.values()}
        sums = {(a.lease_id, str(a.kind), amount) for a, amount in self.model.sums.items() if amount and a.lease_id}
        assert self.stored.snapshot(list(self.model.books)) == (owed, spent, sums)

    @initialize(target=leases)
    def first(self) -> UUID:
        return self._lease()

    @rule(target=leases)
    @precondition(lambda self: len(self.model.books) < 3)
    def another(self) -> UUID:
        return self._lease()

    def _lease(self) -> UUID:
        id, place = self.stored.lease(self.like) if self.stored is not None else (uuid4(), uuid4())
        self.model.books[id] = Books(place, id, "NOK")
        return id

    @rule(
        target=charges,
        lease=leases,
        code=st.sampled_from([*INCOMES, "DEPOSIT"]),
        amount=amounts,
        due=st.integers(-60, 60),
    )
    def charge(self, lease: UUID, code: str, amount: int, due: int) -> UUID:
        id = new_id()
        self.both("charge", id, lease, code, amount, DAY + timedelta(days=due))
        return id

    @rule(target=payments, lease=leases, amount=amounts, chosen=st.lists(charges, max_size=2, unique=True))
    def pay(self, lease: UUID, amount: int, chosen: list[UUID]) -> UUID:
        id = new_id()
        self.both("receive", id, lease, amount, tuple(chosen))
        return id

    @rule(lease=leases, amount=amounts)
    def concede(self, lease: UUID, amount: int) -> None:
        self.both("concede", new_id(), lease, amount)

    @rule(charge=charges, kind=st.sampled_from(["WAIVER", "WRITE_OFF"]))
    def forgive(self, charge: UUID, kind: str) -> None:
        if self.model.charges[charge].open > 0:
            self.both("forgive", new_id(), charge, kind)

    @rule(charge=charges)
    def reverse(self, charge: UUID) -> None:
        if self.model.charges[charge].status != "REVERSED":
            self.both("reverse", charge)

    @rule(payment=payments, part=st.integers(1, 4))
    def give_back(self, payment: UUID, part: int) -> None:
        left = self.model.sources[payment].credited
        if left > 0:
            self.both("give_back", payment, new_id(), max(1, left * part // 4))

    @rule()
    def tell_again(self) -> None:
        """Whatever was posted is posted once, however often it is told."""
        before = dict(self.model.sums)
        for entry in list(self.model.entries.values())[-3:]:
            self.model.post(entry)
        assert dict(self.model.sums) == before


def run(machine: type[Months], examples: int, steps: int) -> None:
    """Let a machine run; what it finds is shrunk and printed as a test that can be pasted."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    phases = (Phase.explicit, Phase.generate, Phase.shrink)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples * SOAK,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=quiet,
            phases=phases,
        ),
    )


def test_the_model_alone_never_contradicts_itself() -> None:
    run(Months, 300, 50)


def test_the_database_says_what_the_model_says(world_database: Database) -> None:
    house = build("A")
    stored = Stored(world_database, house.organization_id)
    machine = type("StoredMonths", (Months,), {"stored": stored, "like": house.id(Lease, "north_1")})
    try:
        run(machine, 100, 40)
        report, faults = stored.recomputed(world_database.app_url)
        assert report.differences == [] and faults == []
        assert report.entries > 1_000
    finally:
        stored.close()
