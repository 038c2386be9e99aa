"""The same through Stripe's library for Node: what is read by two libraries is not bent to one."""

import time

import pytest

from stripe_simulator.webhooks import signature
from tests.clients import node
from tests.simulator.conftest import Landlord

SECRET = "whsec_of_this_test"


@pytest.mark.usefixtures("npm")
def test_the_library_for_node_reads_the_same(landlord: Landlord) -> None:
    content = '{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {}}}'
    signed = {"content": content, "signature": signature(SECRET, content, int(time.time())), "secret": SECRET}
    arguments = {"address": landlord.simulator.address, "account": landlord.account, "secret": signed}
    found = node.run("stripe.mjs", arguments)
    url = found["asked"].pop()
    assert url.startswith(f"{landlord.simulator.address}/pay/pi_")
    assert found.pop("types") >= 12
    assert found == {
        "name": "Åse Ødegård",
        "paid": ["succeeded", 12_345 - 358 - 30],
        "replayed": True,
        "mismatch": ["StripeIdempotencyError", None, 400],
        "declined": ["StripeCardError", "card_declined", 402],
        "unknown": ["StripeInvalidRequestError", "resource_missing", 404],
        "asked": ["requires_action"],
        "setup": ["succeeded", "mandate_"],
        "refund": ["succeeded", "nicht mehr"],
        "event": "payment_intent.succeeded",
    }
