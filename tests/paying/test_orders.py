"""What the provider tells may come in any order, twice, or not at all: the books are the same."""

import itertools
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.integrations.stripe import adapter
from app.resolvers.payments import hints, sweeps
from tests.paying.till import Till

WHOLE = bool(os.environ.get("TENANTRY_SOAK"))
"""Ten times as many words lost and doubled."""
SOME = 8
AMOUNT = "100.00"
BOOKS = """
SELECT e.kind, a.kind, p.amount_minor, count(*) FROM posting p
  JOIN journal_entry e ON e.organization_id = p.organization_id AND e.id = p.entry_id
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE p.currency = 'EUR' GROUP BY 1, 2, 3
"""
NET = """
SELECT a.kind, sum(p.amount_minor)::bigint FROM posting p
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE p.currency = 'EUR' GROUP BY 1 HAVING sum(p.amount_minor) <> 0
"""
HOURS_PASS = """
UPDATE provider_object SET looked_at = looked_at - interval '13 hours' WHERE looked_at IS NOT NULL;
UPDATE provider_event SET due_at = due_at - interval '13 hours' WHERE state = 'WAITING'
"""
STATES = """
SELECT status, failure_code, credited_minor, allocated_minor, refunded_minor FROM payment WHERE currency = 'EUR'
"""


@dataclass
class Story:
    """What happens to a payment at the provider, and what is told of it."""

    method: str
    form: dict[str, str]
    acts: tuple[tuple[str, dict[str, Any]], ...] = ()
    """What the bank does after the payer has entered the form: paths of the control API, and what they are given."""
    told: tuple[str, ...] = ()
    """The events that are shuffled, six at most; the others are never delivered."""
    ends: str = "SUCCEEDED"


CARD = {"expires": "12/40", "cvc": "123"}
SEPA = {"type": "sepa_debit", "name": "Tove Test", "iban": "AT611904300234573201"}
STORIES = {
    "a card that pays": Story(
        "CARD", {"type": "card", "number": "4242424242424242", **CARD},
        told=("payment_intent.created", "charge.succeeded", "payment_intent.succeeded"),
    ),
    "a debit that pays": Story(
        "SEPA_DEBIT", SEPA, (("debits", {}),),
        ("payment_intent.created", "payment_intent.processing", "charge.succeeded", "payment_intent.succeeded"),
    ),
    "a debit that is refused": Story(
        "SEPA_DEBIT", SEPA, (("debits", {"fails": "account_closed"}),),
        ("payment_intent.created", "payment_intent.processing", "charge.failed", "payment_intent.payment_failed"),
        "FAILED",
    ),
    "a debit that comes back": Story(
        "SEPA_DEBIT", SEPA, (("debits", {}), ("returns", {"code": "AM04"})),
        ("payment_intent.created", "charge.pending", "payment_intent.processing", "charge.succeeded",
         "payment_intent.succeeded", "charge.dispute.created"),
        "RETURNED",
    ),
}  # fmt: skip


@dataclass
class Telling:
    """Payments of one story, each of which is told in an order of its own."""

    till: Till
    story: Story
    payments: list[str] = field(default_factory=list)
    events: list[dict[str, str]] = field(default_factory=list)
    """Of each payment, the event of each type."""

    async def begin(self, count: int) -> None:
        """Let people begin payments, and let everything happen to them at the provider, while nothing is told."""
        for _ in range(count):
            payment = await self.till.start(AMOUNT, method=self.story.method, currency="EUR")
            await self.till.enter(payment["nextAction"], **self.story.form)
            self.payments.append(payment["id"])

    async def act(self, which: int) -> None:
        """Let one thing happen to all of them at the provider."""
        path, given = self.story.acts[which]
        for payment in self.payments:
            await self.till.control(f"{path}/{await self.till.intent(payment)}", **given)

    async def listen(self) -> None:
        """Look which events wait to be told."""
        held = (await self.till.control("webhooks"))["waiting"]
        for payment in self.payments:
            intent = await self.till.intent(payment)
            self.events.append({one["type"]: one["event"] for one in held if intent in one["about"]})

    async def tell(self, payment: int, kinds: Iterable[str]) -> None:
        """Tell what has happened to one of them, and work it off after each word."""
        for kind in kinds:
            told = await self.till.control("webhooks/deliver", events=[self.events[payment][kind]])
            assert [one["status"] for one in told["delivered"]] == [200], told
            await hints.work(self.till.provider, self.till.organization_id)

    async def repair(self) -> None:
        """Do what the clock asks for, hours later."""
        for statement in HOURS_PASS.split(";"):
            await self.till.rows(statement)
        for deed in (sweeps.look_again, sweeps.read_events, hints.work):
            await deed(self.till.provider, self.till.organization_id)

    async def net(self) -> Counter[str]:
        """What is in each kind of account."""
        return Counter({kind: amount for kind, amount in await self.till.rows(NET)})

    async def states(self) -> Counter[tuple[Any, ...]]:
        """What became of them."""
        return Counter(tuple(row) for row in await self.till.rows(STATES))

    async def books(self) -> dict[tuple[Any, ...], int]:
        """What is in the books: how often each posting is there."""
        return {tuple(row)[:3]: row[3] for row in await self.till.rows(BOOKS)}


@pytest.fixture
async def home(till: Till, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Till]:
    """The till of a home that is let in euro and owes very much; the provider's lists come in short pages."""
    monkeypatch.setattr(adapter, "PAGE", 2)
    await till.let_in("EUR")
    await till.rule(returned_fee_minor=2_000)
    await till.charge("900000.00", currency="EUR", due=-3)
    await till.control("webhooks/rules", hold=True)
    yield till
    await till.control("webhooks/rules", hold=False, drop=0, duplicate=0)


def orders(kinds: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All orders of events, or some of them: `test_all_orders.py` takes all 720 of six, without HTTP."""
    found = list(itertools.permutations(kinds))
    return found if len(found) <= SOME else random.Random(7).sample(found, SOME)


async def each_alike(home: Till, story: Story, tellings: list[tuple[str, ...]]) -> None:
    """Tell one payment in the order of what happened, and others in other orders: all end the same."""
    plain = Telling(home, story)
    before = await plain.books()
    await plain.begin(1)
    for place in range(len(story.acts)):
        await plain.act(place)
    await plain.listen()
    await plain.tell(0, story.told)
    once = Counter(await plain.books()) - Counter(before)
    (state,) = await plain.states()
    assert state[0] == story.ends
    many = Telling(home, story)
    await many.begin(len(tellings))
    for place in range(len(story.acts)):
        await many.act(place)
    await many.listen()
    for place, told in enumerate(tellings):
        await many.tell(place, told)
    assert await many.states() == {state: 1 + len(tellings)}
    expected = {key: count * (1 + len(tellings)) for key, count in once.items()}
    assert Counter(await many.books()) - Counter(before) == expected
    assert await home.balance("PROVIDER_CLEARING") == await home.at_provider()


@pytest.mark.parametrize("name", STORIES)
async def test_every_order_ends_the_same(name: str, home: Till) -> None:
    story = STORIES[name]
    await each_alike(home, story, orders(story.told))


CHAOS = 60 if WHOLE else 6


async def chaos(telling: Telling, payment: int, happened: list[str], lottery: random.Random) -> None:
    """Tell some of what has happened so far: lost, doubled, and in any order."""
    told = [kind for kind in happened if lottery.random() < 0.5]
    told += [kind for kind in told if lottery.random() < 0.3]
    lottery.shuffle(told)
    await telling.tell(payment, told)


@pytest.mark.parametrize("name", STORIES)
async def test_lost_and_doubled_words_between_the_acts_end_the_same(name: str, home: Till) -> None:
    story, lottery = STORIES[name], random.Random(name)
    many = Telling(home, story)
    before = await many.net()
    await many.begin(CHAOS)
    for place in range(len(story.acts) + 1):
        await many.listen()
        for payment in range(CHAOS):
            await chaos(many, payment, sorted(many.events[payment]), lottery)
        if place < len(story.acts):
            await many.act(place)
    await many.repair()
    (state,) = await many.states()
    assert (state[0], (await many.states())[state]) == (story.ends, CHAOS)
    plain = Telling(home, story)
    once = await many.net()
    once.subtract(before)
    await plain.begin(1)
    for place in range(len(story.acts)):
        await plain.act(place)
    await plain.listen()
    await plain.tell(0, story.told)
    after = await plain.net()
    after.subtract(before)
    assert {kind: amount * (CHAOS + 1) for kind, amount in once.items()} == {
        kind: amount * CHAOS for kind, amount in after.items()
    }


@pytest.mark.parametrize("name", STORIES)
async def test_what_nobody_told_is_found_by_looking(name: str, home: Till) -> None:
    story = STORIES[name]
    silent = Telling(home, story)
    await silent.begin(2)
    for place in range(len(story.acts)):
        await silent.repair()
        await silent.act(place)
    await silent.repair()
    (state,) = await silent.states()
    assert (state[0], (await silent.states())[state]) == (story.ends, 2)
    assert await home.balance("PROVIDER_CLEARING") == await home.at_provider()
    assert await home.balance("IN_TRANSIT_IN") == 0
