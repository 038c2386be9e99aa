"""What our adapter needs of Stripe: asked of the simulator, and of Stripe itself where a test key is given.

`STRIPE_TEST_KEY=sk_test_… STRIPE_TEST_ACCOUNT=acct_…` names the platform's test key and an account connected to it that
takes cards in dollars. Nothing here moves real money.
"""

import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.client import Keys
from app.integrations.stripe.port import Declined, NewPayment, To
from tests.support.simulator import running

KEY, ACCOUNT = os.environ.get("STRIPE_TEST_KEY", ""), os.environ.get("STRIPE_TEST_ACCOUNT", "")
SECRETS = ("whsec_of_these_tests",)


@dataclass
class Place:
    """An adapter, and the landlord's account that it asks for."""

    stripe: Stripe
    account: str

    def to(self) -> To:
        """The account, under a key that nobody has used."""
        return To(self.account, str(uuid.uuid4()))


@pytest.fixture(params=["simulator", "Stripe"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    if request.param == "simulator":
        with running() as simulator:
            account = simulator.control("accounts", id="acct_smoke", country="US")["id"]
            stripe = Stripe(Keys("sk_test_simulated", "pk_test_simulated", SECRETS, simulator.address))
            yield Place(stripe, account)
            await stripe.close()
        return
    if not KEY.startswith("sk_test_") or not ACCOUNT:
        pytest.skip("STRIPE_TEST_KEY and STRIPE_TEST_ACCOUNT name no test key and no account of Stripe")
    stripe = Stripe(Keys(KEY, "pk_test_unused", SECRETS))
    yield Place(stripe, ACCOUNT)
    await stripe.close()


def payment(method: str | None, **more: object) -> tuple[NewPayment, str]:
    """A payment of 12.34 dollars by card, and our id of it."""
    id = str(uuid.uuid4())
    back = "https://portal.example/back"
    return NewPayment(1_234, "USD", "CARD", {"payment_id": id}, method=method, return_url=back, **more), id  # type: ignore[arg-type]


async def test_the_key_is_known(place: Place) -> None:
    assert (await place.stripe.greet()).startswith("acct_")


async def test_a_card_is_charged_found_again_and_paid_back(place: Place) -> None:
    began = datetime.now(UTC) - timedelta(minutes=5)
    new, id = payment("pm_card_visa")
    to = place.to()
    intent = await place.stripe.start(to, new)
    assert await place.stripe.start(to, new) == intent, "the same key charges once"
    seen = await place.stripe.intent(place.account, intent.external_id)
    assert (seen.status, seen.amount_minor, seen.currency) == ("succeeded", 1_234, "USD")
    found = await place.stripe.find(place.account, id, began)
    assert found is not None and found.external_id == intent.external_id
    back = await place.stripe.refund(place.to(), intent.external_id, (234, "USD"), {"refund_id": id})
    assert (await place.stripe.refunded(place.account, back.external_id)).external_id == back.external_id
    told = [hint async for hint in place.stripe.events(place.account, began)]
    assert any(intent.external_id in {hint.intent_key, hint.object_key} for hint in told)


async def test_a_card_that_is_refused_says_why(place: Place) -> None:
    with pytest.raises(Declined) as declined:
        await place.stripe.start(place.to(), payment("pm_card_visa_chargeDeclinedInsufficientFunds")[0])
    assert declined.value.code == "insufficient_funds"


async def test_a_payment_waits_for_its_payer_and_can_be_stopped(place: Place) -> None:
    asks = await place.stripe.start(place.to(), payment("pm_card_authenticationRequired")[0])
    assert asks.status == "requires_action" and asks.client_secret
    waits = await place.stripe.start(place.to(), payment(None)[0])
    assert (await place.stripe.cancel(place.to(), waits.external_id)).status == "canceled"


async def test_a_way_to_pay_is_saved_and_forgotten(place: Place) -> None:
    customer = await place.stripe.add_customer(place.to(), "Amira Haddad", {})
    begun = await place.stripe.begin_setup(place.to(), "CARD", customer, {})
    assert (await place.stripe.setup(place.account, begun.external_id)).external_id == begun.external_id
    await place.stripe.forget(place.to(), "pm_of_nobody")
