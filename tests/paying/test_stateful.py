"""Anything in any order, over HTTP, with faults: the server and a small model of money always come to the same."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from app import clock
from tests.paying.counter import HELD, MANAGER, TENANT, WAITING, Counter, key, open_counter
from tests.support.server import House

SOAK = bool(os.environ.get("TENANTRY_SOAK"))
RUNS, STEPS = (20, 50) if SOAK else (4, 20)
SEED = 20_261_126
"""Every day the same steps, so that what fails was broken by a change; the long run has others each time."""
AMOUNTS = st.integers(1_000, 90_000)
ENDS = {
    "4242424242424242": "SUCCEEDED",
    "4000000000000002": "FAILED",
    "4000002760003184": "REQUIRES_ACTION",
}
CARDS = ["4242424242424242", "4242424242424242", "4000002760003184", "4000000000000002"]
FAULTS = st.tuples(st.sampled_from(["409", "429", "500", "cut"]), st.sampled_from(["before", "after"]))


@dataclass
class Paid:
    """A payment as the model has it; amounts in cents."""

    id: str
    amount: int
    status: str
    refunded: int = 0
    dispute: str = ""

    @property
    def credited(self) -> int:
        """What the lease has of it."""
        return self.amount - self.refunded if self.status in RECEIVED else 0


RECEIVED = ("SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED", "DISPUTED")


def dollars(minor: int) -> dict[str, str]:
    return {"amount": f"{minor / 100:.2f}", "currency": "USD"}


class Machine(RuleBasedStateMachine):
    """Rules do something to the server and to the model; looking at both is a rule of its own, and the end of all."""

    counter: ClassVar[Counter]
    reached: ClassVar[set[str]] = set()
    """The status of every payment at every look."""
    open = Bundle("open")
    cards = Bundle("cards")
    debits = Bundle("debits")
    arrived = Bundle("arrived")
    disputed = Bundle("disputed")

    @initialize()
    def begin(self) -> None:
        self.before, self.charged = self.counter.net(), 0
        self.payments: list[Paid] = []
        self.last: tuple[Any, ...] | None = None

    def do(self, who: str, mutation: str, selection: str, **input: Any) -> Any:
        given = {**input, **key()}
        payload = self.counter.do(who, mutation, selection, **given)
        assert payload["errors"] == [], payload
        self.last = (who, mutation, selection, given, payload)
        return payload

    def order(self, fault: tuple[str, str] | None, path: str) -> None:
        if fault is not None:
            self.counter.simulator.control("faults", kind=fault[0], when=fault[1], path=path)

    @rule(amount=AMOUNTS)
    def charge(self, amount: int) -> None:
        given = {"leaseId": self.counter.lease, "code": "OTHER", "amount": dollars(amount), "description": "A test"}
        self.do(MANAGER, "createCharge", "charge { id }", **given, dueOn=clock.today("America/New_York").isoformat())
        self.charged += amount

    def started(self, method: str, amount: int, fault: tuple[str, str] | None) -> Paid:
        self.order(fault, "/v1/payment_intents")
        given = {"leaseId": self.counter.lease, "amount": dollars(amount), "fee": dollars(0), "method": method}
        id = self.do(TENANT, "startPayment", "payment { id }", **given)["payment"]["id"]
        paid = Paid(id, amount, "REQUIRES_ACTION")
        self.payments.append(paid)
        self.counter.until(lambda: self.counter.payment(id)["nextAction"], lambda: self.counter.payment(id))
        return paid

    def enter(self, paid: Paid, **form: str) -> None:
        # What the payer's browser does on the provider's page; a webhook may have come before it, or never.
        page = self.counter.payment(paid.id)["nextAction"]["url"]
        self.counter.post(page, **form)

    @rule(target=open, amount=AMOUNTS)
    def begin_and_leave(self, amount: int) -> Paid:
        return self.started("CARD", amount, None)

    @rule(paid=consumes(open))
    def cancel(self, paid: Paid) -> None:
        self.do(TENANT, "cancelPayment", "payment { id }", paymentId=paid.id)
        paid.status = "CANCELLED"

    @rule(target=cards, amount=AMOUNTS, number=st.sampled_from(CARDS), agrees=st.booleans(), fault=st.none() | FAULTS)
    def pay_by_card(self, amount: int, number: str, agrees: bool, fault: tuple[str, str] | None) -> Any:
        paid = self.started("CARD", amount, fault)
        self.enter(paid, type="card", number=number, expires="12/40", cvc="123")
        paid.status = ENDS[number]
        if paid.status == "REQUIRES_ACTION":
            self.counter.simulator.control(f"authentications/{self.counter.intent(paid.id)}", agreed=agrees)
            paid.status = "SUCCEEDED" if agrees else "FAILED"
        return paid if paid.status == "SUCCEEDED" else multiple()

    @rule(target=debits, amount=AMOUNTS, fault=st.none() | FAULTS)
    def pay_from_account(self, amount: int, fault: tuple[str, str] | None) -> Paid:
        paid = self.started("ACH_DEBIT", amount, fault)
        account = {"routing_number": "110000000", "account_number": "000000000009", "name": "Dana"}
        self.enter(paid, type="us_bank_account", **account)
        paid.status = "PROCESSING"
        return paid

    @rule(target=arrived, paid=consumes(debits), fails=st.none() | st.sampled_from(["account_closed", "no_account"]))
    def bank_answers(self, paid: Paid, fails: str | None) -> Any:
        self.counter.simulator.control(f"debits/{self.counter.intent(paid.id)}", fails=fails)
        paid.status = "FAILED" if fails else "SUCCEEDED"
        return multiple() if fails else paid

    @rule(paid=consumes(arrived), code=st.sampled_from(["R01", "R02", "R10"]))
    def bank_takes_back(self, paid: Paid, code: str) -> None:
        self.counter.simulator.control(f"returns/{self.counter.intent(paid.id)}", code=code)
        paid.status = "RETURNED"

    @rule(paid=cards, share=st.integers(1, 100), fault=st.none() | FAULTS)
    def refund(self, paid: Paid, share: int, fault: tuple[str, str] | None) -> None:
        left = paid.amount - paid.refunded
        if paid.status not in ("SUCCEEDED", "PARTIALLY_REFUNDED") or not (part := left * share // 100):
            return
        self.known(paid)
        self.order(fault, "/v1/refunds")
        self.do(MANAGER, "refundPayment", "payment { id }", paymentId=paid.id, amount=dollars(part), reason="A test")
        paid.refunded += part
        paid.status = "REFUNDED" if paid.refunded == paid.amount else "PARTIALLY_REFUNDED"
        self.known(paid)

    def known(self, paid: Paid) -> None:
        """Wait until the server knows what the provider knows about a payment."""
        self.counter.until(lambda: self.seen(paid), lambda: (self.counter.payment(paid.id), paid))

    def seen(self, paid: Paid) -> bool:
        found = self.counter.payment(paid.id)
        return (found["status"], int(found["refunded"]["minor"])) == (paid.status, paid.refunded)

    @rule(target=disputed, paid=consumes(cards))
    def dispute(self, paid: Paid) -> Any:
        if paid.refunded:
            return multiple()
        self.known(paid)
        paid.dispute = self.counter.simulator.control(f"disputes/{self.counter.intent(paid.id)}")["id"]
        paid.status = "DISPUTED"
        return paid

    @rule(paid=consumes(disputed), won=st.booleans())
    def decide(self, paid: Paid, won: bool) -> None:
        self.known(paid)
        self.counter.simulator.control(f"disputes/{paid.dispute}", won=won)
        paid.status = "SUCCEEDED" if won else "CHARGED_BACK"

    @rule()
    def send_again(self) -> None:
        """The same words under the same key have no second effect."""
        if self.last is not None:
            who, mutation, selection, given, payload = self.last
            assert self.counter.do(who, mutation, selection, **given) == payload

    @rule(drop=st.sampled_from([0, 0.3, 1]), duplicate=st.sampled_from([0, 0.5]), delay=st.sampled_from([0, 0.3]))
    def let_words_be_lost(self, drop: float, duplicate: float, delay: float) -> None:
        self.counter.simulator.control("webhooks/rules", drop=drop, duplicate=duplicate, delay=delay)

    @rule()
    def look(self) -> None:
        """Whatever happened, in the end the server has it as the model has."""
        self.counter.simulator.control("webhooks/rules", drop=0, duplicate=0, delay=0)
        self.counter.simulator.control("faults", clear=True)
        for paid in self.payments:
            self.known(paid)
        Machine.reached |= {paid.status for paid in self.payments}
        self.counter.until(lambda: self.counter.one(WAITING) == 0, lambda: self.counter.one(WAITING))
        assert self.counter.net() - self.before == self.charged - sum(paid.credited for paid in self.payments)
        assert self.counter.one(HELD) == self.counter.at_provider()

    def teardown(self) -> None:
        if hasattr(self, "payments"):
            self.look()


@pytest.fixture
def counter(serve: Callable[..., House]) -> Iterator[Counter]:
    """A counter over a copy of the demo of its own: a server of others would take its jobs, and know no provider."""
    with open_counter(serve(0)) as made:
        yield made


def test_the_server_and_the_model_come_to_the_same(counter: Counter) -> None:
    Machine.counter, Machine.reached = counter, set()
    # What fails is told as it was found: to make it smaller takes longer than to read it.
    scale = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine = Machine if SOAK else seed(SEED)(Machine)
    run_state_machine_as_test(machine, settings=scale, _min_steps=STEPS // 2)
    assert len(Machine.reached) >= 5, Machine.reached
    assert counter.verify() == ""
