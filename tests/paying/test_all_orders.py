"""All 720 orders of six words about one payment, with words lost and doubled: the books are the same, to the entry."""

import asyncio
import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.port import Intent
from app.models.base import new_id
from app.models.charges import ChargeCode
from app.models.ids import from_global
from app.models.leases import Lease
from app.resolvers.allocations import lock_leases
from app.resolvers.charges import NewCharge, post_charges
from app.resolvers.payments.looking import look
from app.resolvers.payments.places import house
from app.subscriptions.transaction import transaction
from tests.paying.test_orders import BOOKS, SEPA
from tests.paying.till import Till
from tests.resolvers.office import day

WORDS = {
    "payment_intent.created": 0,
    "payment_intent.processing": 1,
    "charge.pending": 1,
    "charge.succeeded": 2,
    "payment_intent.succeeded": 2,
    "charge.dispute.created": 3,
}
"""What is told of a debit that comes back, and how far the payment was at the provider when it was told."""
END = max(WORDS.values())
AT_ONCE, BATCH = 4, 100
LEASES = """
INSERT INTO lease SELECT (jsonb_populate_record(l, jsonb_build_object('id', n.id, 'number', n.id::text))).*
  FROM lease l, unnest($2::uuid[]) n (id) WHERE l.id = $1
"""
PAYMENTS = """
INSERT INTO payment
SELECT (jsonb_populate_record(y, jsonb_build_object('id', n.id, 'lease_id', n.id, 'number', n.id::text))).*
  FROM payment y, unnest($2::uuid[]) n (id) WHERE y.id = $1
"""
NAMES = """
INSERT INTO provider_object
SELECT (jsonb_populate_record(o, jsonb_build_object('id', n.id, 'payment_id', n.id, 'external_id', n.id::text))).*
  FROM provider_object o, unnest($2::uuid[]) n (id) WHERE o.payment_id = $1
"""
STATES = """
SELECT status, failure_code, credited_minor, allocated_minor, count(*) FROM payment WHERE id = ANY($1::uuid[])
 GROUP BY 1, 2, 3, 4
"""


@dataclass
class Recorded(Stripe):
    """The provider's own answers about one payment at every stage, given about many: each is where it was last told."""

    real: Stripe
    answers: list[Intent] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.real._keys)

    async def intent(self, account: str, intent_id: str, with_refunds: bool = False) -> Intent:
        """What the real one answered, under the names of this payment."""
        said = self.answers[self.stages[intent_id]]
        moved = said.moved and replace(said.moved, external_id=f"{said.moved.external_id}/{intent_id}")
        objections = tuple(
            replace(
                one,
                external_id=f"{one.external_id}/{intent_id}",
                moved=tuple(replace(each, external_id=f"{each.external_id}/{intent_id}") for each in one.moved),
            )
            for one in said.objections
        )
        return replace(said, external_id=intent_id, moved=moved, objections=objections)


@pytest.fixture
async def recorded(till: Till) -> tuple[Recorded, UUID]:
    """A debit at all its stages as the provider tells them; and what we call the payment, begun and no more."""
    await till.let_in("EUR")
    await till.rule(returned_fee_minor=2_000)
    await till.control("webhooks/rules", hold=True)
    payment = await till.start("100.00", method="SEPA_DEBIT", currency="EUR")
    provider, intent = Recorded(till.provider), await till.intent(payment["id"])

    async def note() -> None:
        provider.answers.append(await till.provider.intent(till.accounts["A"], intent))

    await note()
    await till.enter(payment["nextAction"], **SEPA)
    await note()
    await till.control(f"debits/{intent}")
    await note()
    await till.control(f"returns/{intent}", code="AM04")
    await note()
    assert len({(one.status, bool(one.objections)) for one in provider.answers}) == END + 1
    return provider, from_global(payment["id"])[1]


async def copied(till: Till, payment: UUID, count: int) -> list[UUID]:
    """Let as many leases owe and pay the same; each lease and its payment have one id."""
    ids = [new_id() for _ in range(count)]
    await till.rows(LEASES, till.id_of(Lease, "north_1"), ids)
    for start in range(0, count, BATCH):
        async with transaction(house(till.organization_id)) as tx:
            leases = await lock_leases(tx, ids[start : start + BATCH])
            charge = {"due_on": day(-3), "effective_on": day(0)}
            wanted = [(lease.books, NewCharge(ChargeCode.OTHER, 10_000, **charge)) for lease in leases.values()]
            await post_charges(tx, wanted)
    await till.rows(PAYMENTS, payment, ids)
    await till.rows(NAMES, payment, ids)
    return ids


def told(order: tuple[str, ...], place: int) -> list[str]:
    """What is told in the end: every third time as it is, else with some words doubled, or some lost."""
    lottery, words = random.Random(place), list(order)
    if place % 3 == 1:
        for word in lottery.sample(words, 2):
            words.insert(lottery.randrange(len(words) + 1), word)
    elif place % 3 == 2:
        words = [word for word in words if lottery.random() < 0.6]
    return words


async def test_every_order_of_six_words_writes_the_same_books(till: Till, recorded: tuple[Recorded, UUID]) -> None:
    provider, payment = recorded
    orders = list(itertools.permutations(WORDS))
    account = (await till.rows("SELECT provider_account_id FROM payment WHERE id = $1", payment))[0][0]
    ids = await copied(till, payment, len(orders))
    room = asyncio.Semaphore(AT_ONCE)

    async def live(place: int) -> None:
        name, stage = str(ids[place]), 0
        async with room:
            for word in told(orders[place], place):
                # What a word tells has happened, and perhaps nothing more yet.
                stage = max(stage, WORDS[word])
                provider.stages[name] = stage
                assert await look(provider, till.organization_id, account, (name,))
            if stage < END:
                # What was lost is found by the sweep.
                provider.stages[name] = END
                assert await look(provider, till.organization_id, account, (name,))

    charged = await books(till)
    await live(0)
    once = {key: count - charged.get(key, 0) for key, count in (await books(till)).items()}
    await asyncio.gather(*(live(place) for place in range(1, len(orders))))
    every = {key: count - charged.get(key, 0) for key, count in (await books(till)).items()}
    assert every == {key: count * len(orders) for key, count in once.items()}
    assert sum(once.values()) > 10
    (state,) = await till.rows(STATES, ids)
    assert (state[0], *tuple(state)[2:]) == ("RETURNED", 0, 0, len(orders))


async def books(till: Till) -> dict[tuple[Any, ...], int]:
    """How often each posting is in the books; of memos, which are for what was seen under way, only what is left."""
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for entry, account, amount, count in await till.rows(BOOKS):
        if account.startswith("IN_TRANSIT"):
            found["MEMO", account, 0] += amount * count
        else:
            found[entry, account, amount] += count
    return found
