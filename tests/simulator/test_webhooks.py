"""Webhooks as the app gets them: signed, of the right account, and on order lost, doubled, late or out of order."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import stripe

from tests.simulator.conftest import Landlord

SECRET = "whsec_of_this_test"


class Received(HTTPServer):
    """An endpoint that notes what comes, and refuses the first `refuse` ones."""

    def __init__(self) -> None:
        self.came: list[tuple[bytes, str]] = []
        self.refuse = 0
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/stripe"

    def events(self) -> list[Any]:
        return [stripe.Webhook.construct_event(content, signature, SECRET) for content, signature in self.came]

    def types(self) -> list[str]:
        return [event.type for event in self.events()]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        content = self.rfile.read(int(self.headers["Content-Length"]))
        refused = server.refuse > 0
        server.refuse -= refused
        if not refused:
            server.came.append((content, self.headers["Stripe-Signature"]))
        self.send_response(503 if refused else 200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint(landlord: Landlord) -> Iterator[Received]:
    with Received() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        landlord.simulator.control("webhooks/endpoint", url=server.url, secret=SECRET)
        yield server
        landlord.simulator.control("webhooks/rules", hold=False, drop=0, duplicate=0, delay=0)
        landlord.simulator.control("webhooks/settle")
        landlord.simulator.control("webhooks/endpoint", url=server.url, secret=SECRET, enabled=False)
        server.shutdown()
        thread.join()


async def test_events_come_signed_with_their_account(landlord: Landlord, endpoint: Received) -> None:
    paid = await landlord.pay(metadata={"payment_id": "7"})
    landlord.simulator.control("webhooks/settle")
    events = endpoint.events()
    assert sorted(endpoint.types()) == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]
    assert {event.account for event in events} == {landlord.account}
    last = next(event for event in events if event.type == "payment_intent.succeeded")
    assert (last.data.object.id, last.data.object.metadata["payment_id"]) == (paid.id, "7")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(endpoint.came[0][0], endpoint.came[0][1], "whsec_of_another")


async def test_what_is_not_taken_comes_again(landlord: Landlord, endpoint: Received) -> None:
    endpoint.refuse = 1
    await landlord.pay(confirm=False)
    assert landlord.simulator.control("webhooks/settle")["settled"]
    assert endpoint.types() == ["payment_intent.created"]


async def test_held_events_are_delivered_by_hand_in_any_order(landlord: Landlord, endpoint: Received) -> None:
    landlord.simulator.control("webhooks/rules", hold=True)
    await landlord.pay()
    held = {one["type"]: one["event"] for one in landlord.simulator.control("webhooks")["waiting"]}
    assert endpoint.came == []
    order = ["payment_intent.succeeded", "payment_intent.created", "payment_intent.succeeded"]
    told = landlord.simulator.control("webhooks/deliver", events=[held[kind] for kind in order])
    assert [one["status"] for one in told["delivered"]] == [200, 200, 200]
    assert endpoint.types() == order
    assert [one["type"] for one in landlord.simulator.control("webhooks")["waiting"]] == ["charge.succeeded"]
    landlord.simulator.control("webhooks/rules", hold=False)
    landlord.simulator.control("webhooks/settle")
    assert endpoint.types()[3:] == ["charge.succeeded"]


async def test_lost_events_never_come_but_are_listed(landlord: Landlord, endpoint: Received) -> None:
    landlord.simulator.control("webhooks/rules", drop=1)
    await landlord.pay()
    landlord.simulator.control("webhooks/settle")
    assert endpoint.came == []
    assert "payment_intent.succeeded" in await landlord.told()


async def test_doubled_and_late_events_are_out_of_order(landlord: Landlord, endpoint: Received) -> None:
    landlord.simulator.control("webhooks/rules", duplicate=1, delay=0.5, seed=7)
    for _ in range(3):
        await landlord.pay()
    landlord.simulator.control("webhooks/settle")
    came = [event.id for event in endpoint.events()]
    assert len(came) == 18 and len(set(came)) == 9
    page = await landlord.api.events.list_async({"limit": 100}, landlord.on())
    in_order = [one.id for one in reversed(page.data) if one.id in came]
    assert list(dict.fromkeys(came)) != in_order


async def test_endpoints_of_the_api_have_secrets_of_their_own(landlord: Landlord, endpoint: Received) -> None:
    params = {"url": endpoint.url, "enabled_events": ["payment_intent.succeeded"], "connect": True}
    made = await landlord.api.webhook_endpoints.create_async(params)
    await landlord.pay()
    landlord.simulator.control("webhooks/settle")
    await landlord.api.webhook_endpoints.delete_async(made.id)
    signed = [one for one in endpoint.came if _opens(one, made.secret)]
    assert len(signed) == 1 and len(endpoint.came) == 4


def _opens(came: tuple[bytes, str], secret: str) -> bool:
    try:
        return bool(stripe.Webhook.construct_event(*came, secret))
    except stripe.SignatureVerificationError:
        return False
