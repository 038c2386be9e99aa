"""The rules of money over HTTP, with faults: the server and the model of money always come to the same.

What the provider pays out to the bank is left out of the books until bank statements are read: it moves nothing here,
and what the provider holds and has paid out is what the books say.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, multiple, precondition, rule, run_state_machine_as_test

from tests.money.agreements import Agreements
from tests.money.driver import Nowhere
from tests.money.rules import Months
from tests.paying.counter import ACCOUNT, HELD, WAITING, Counter, open_counter
from tests.paying.resident import Resident
from tests.support.server import House

SOAK = int(os.environ.get("TENANTRY_SOAK", "1"))
RUNS, STEPS = 10, 100
SCALE = max(1, SOAK // 6)
SEED = 20_261_126
"""Every day the same steps, so that what fails was broken by a change; the long run has others each time."""
KINDS, MOMENTS = st.sampled_from(["409", "429", "500", "cut"]), st.sampled_from(["before", "after"])
PATHS = st.sampled_from(["/v1/payment_intents", "/v1/refunds"])


class Alone(Nowhere):
    """Nobody objects where there is nobody."""

    def dispute(self, payment: UUID) -> str:
        return ""

    def decide(self, payment: UUID, dispute: str, won: bool) -> None:
        """Nothing."""


class Machine(Agreements):
    """What happens to money, and besides: faults, lost words, objections, and a server that is killed."""

    counter: ClassVar[Counter]
    driver: "Resident | Alone"
    compares = True
    failed: ClassVar[BaseException | None] = None
    """What went wrong first. Two runs over a network are never quite the same: it is told as it was found."""

    disputed = Bundle("disputed")

    runs: ClassVar[int] = 0
    """Hypothesis runs as often again for its own purposes: what is too much is done by the model alone."""

    def __init__(self) -> None:
        super().__init__()
        Machine.runs += 1
        self.deaths, self.is_alone = 0, Machine.runs > RUNS * SCALE
        if self.is_alone:
            self.driver, self.compares = Alone(), False

    def control(self, path: str, /, **given: Any) -> None:
        """Let the simulator behave badly, or well again."""
        if not self.is_alone:
            self.counter.simulator.control(path, **given)

    @rule(kind=KINDS, when=MOMENTS, path=PATHS)
    def answer_badly(self, kind: str, when: str, path: str) -> None:
        """The provider answers the next request badly, before or after it did the work."""
        self.control("faults", kind=kind, when=when, path=path)

    @rule(drop=st.sampled_from([0, 0.1, 0.3]), duplicate=st.sampled_from([0, 0.5]), delay=st.sampled_from([0, 0.3]))
    def let_words_be_lost(self, drop: float, duplicate: float, delay: float) -> None:
        self.control("webhooks/rules", drop=drop, duplicate=duplicate, delay=delay)

    @rule()
    def let_words_come(self) -> None:
        self.control("webhooks/rules", drop=0, duplicate=0, delay=0)

    @precondition(lambda self: self.deaths == 0 and len(self.model.sources) > 3)
    @rule()
    def kill_the_server(self) -> None:
        self.deaths += 1
        if not self.is_alone:
            self.counter.kill()

    @rule(target=disputed, payment=consumes(Months.payments))
    def dispute(self, payment: UUID) -> Any:
        if self.model.sources[payment].refunded:
            return multiple()
        return payment, self.driver.dispute(payment)

    @rule(fails=st.booleans())
    def pay_out(self, fails: bool) -> None:
        """The provider pays out all that is there, which the landlord's bank may refuse."""
        if self.is_alone:
            return
        for payout in self.counter.simulator.control(f"payouts/{ACCOUNT.partition(':')[0]}")["payouts"]:
            self.control(f"payouts/{payout['id']}", fails=fails)
        self.compare()

    @rule(objection=consumes(disputed), won=st.booleans())
    def decide(self, objection: tuple[UUID, str], won: bool) -> None:
        payment, dispute = objection
        self.driver.decide(payment, dispute, won)
        if won:
            self.compare()
        else:
            self.did("bring_back", payment)

    def teardown(self) -> None:
        """Whatever happened, in the end the books hold what the provider holds."""
        self.control("webhooks/rules", drop=0, duplicate=0, delay=0)
        self.control("faults", clear=True)
        error = sys.exc_info()[1]
        if isinstance(error, Exception):
            Machine.failed = Machine.failed or error
            return
        if self.is_alone:
            return
        for debit in list(self.under_way):
            self.bank_answers(debit, comes=False)
        self.counter.until(lambda: self.counter.one(WAITING) == 0, lambda: self.counter.one(WAITING))
        self.compare()
        counter = self.counter
        counter.until(
            lambda: counter.one(HELD) == counter.at_provider(), lambda: (counter.one(HELD), counter.at_provider())
        )


@pytest.fixture
def counter(serve: Callable[..., House]) -> Iterator[Counter]:
    """A counter over a copy of the demo of its own: a server of others would take its jobs, and know no provider."""
    with open_counter(serve(0)) as made:
        yield made


def test_the_server_and_the_model_come_to_the_same(counter: Counter) -> None:
    driver = Resident(counter)
    machine = type("Online", (Machine,), {"counter": counter, "driver": driver})
    scale = settings(
        max_examples=RUNS * SCALE,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine if SOAK > 1 else seed(SEED)(machine), settings=scale, _min_steps=STEPS)
    except BaseException:
        if Machine.failed is not None:
            raise Machine.failed from None
        raise
    finally:
        driver.close()
    assert len(driver.statuses) >= 3, driver.statuses
    assert counter.verify() == ""
