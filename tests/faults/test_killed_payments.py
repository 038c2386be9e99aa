"""A server is killed at every place between a payer's click and the books: money moves once, and the books say so."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.entrypoints.demo import provider_accounts
from app.models.ids import from_global
from tests.faults.mortal import Mortal, looking_into
from tests.support.server import House
from tests.support.simulator import Simulator, running

SECRET = "whsec_of_these_tests"
PAYMENT = "payment { id status nextAction { url } }"
LEASES = "{ leases(first: 1) { nodes { id } } }"
STATUS = "query($id: ID!) { node(id: $id) { ... on Payment { status } } }"
CARD = {"type": "card", "number": "4242424242424242", "expires": "12/40", "cvc": "123"}
HALF_A_MINUTE_PASSES = """
UPDATE payment_attempt SET due_at = now() WHERE state = 'PLANNED';
UPDATE provider_event SET due_at = now() WHERE state = 'WAITING';
UPDATE provider_object SET looked_at = looked_at - interval '1 hour';
"""
BOOKED = """
SELECT count(*) FILTER (WHERE e.kind = 'PAYMENT'), count(*) FILTER (WHERE e.kind = 'REFUND') FROM journal_entry e
 WHERE e.source_id = $1 OR e.source_id IN (SELECT id FROM refund WHERE payment_id = $1)
"""
CLEARING = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM posting p JOIN ledger_account a
    ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE a.kind = 'PROVIDER_CLEARING' AND a.provider_account_id IS NOT NULL AND a.currency = 'NOK'
"""


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator with the landlords of the demo."""
    with running(*(part for account in provider_accounts() for part in ("--account", account))) as started:
        yield started


@dataclass
class Street(Mortal):
    """One server, which can be killed, between a payer and the simulator."""

    simulator: Simulator = field(kw_only=True)

    async def start(self) -> None:
        """Start a server, which knows where the simulator is, and the other way round."""
        self.environment = {"STRIPE_API_KEY": "sk_test_simulated", "STRIPE_PUBLISHABLE_KEY": "pk_test_simulated",
                            "STRIPE_WEBHOOK_SECRETS": SECRET, "STRIPE_SIMULATOR": self.simulator.address}  # fmt: skip
        await super().start()
        await self.control("webhooks/endpoint", url=f"{self.node.url}/webhooks/stripe", secret=SECRET)

    async def kill(self) -> None:
        """Kill the server, and forget the fault that held it up."""
        await super().kill()
        await self.control("faults", clear=True)

    async def control(self, path: str, /, **given: Any) -> Any:
        """Do what no Stripe has."""
        return await asyncio.to_thread(self.simulator.control, path, **given)

    async def status(self, id: str) -> str:
        """How far a payment is."""
        async with self.client("amira@nordlys.example") as client:
            return str((await client.ask(STATUS, id=id))["node"]["status"])

    async def happened(self, count: int) -> None:
        """Wait until so many faults have happened."""
        for _ in range(600):
            if len((await self.control("faults"))["happened"]) >= count:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("The fault did not happen.")

    async def go_on(self) -> None:
        """Start again half a minute later, and let the clock ask for what it asks for."""
        await self.start()
        await self.database.execute(HALF_A_MINUTE_PASSES)
        for job in ("payments.sweep", "payments.look_again"):
            await self.run_job(job)

    async def becomes(self, id: str, *statuses: str) -> None:
        """Wait until a payment is there."""
        found = ""
        for _ in range(600):
            found = await self.status(id)
            if found in statuses:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{id} is still {found}.\n{self.node.said()[-3000:]}")

    async def enter_card(self, id: str) -> None:
        """Enter a card on the page of the payment's intent."""
        secret = await self.database.fetchval(
            "SELECT client_secret FROM provider_object WHERE payment_id = $1", uuid_of(id)
        )
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.post(f"{self.simulator.address}/pay/{secret}", data=CARD)
        assert answer.status_code == 303, answer.text

    async def check(self, id: str, refunds: int = 0) -> None:
        """Everything was done once: one intent, one entry, and the same money in the books as at the provider."""
        assert tuple(await self.database.fetchrow(BOOKED, uuid_of(id))) == (1, refunds)
        account = provider_accounts()[0].partition(":")[0]
        headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": account}
        async with httpx.AsyncClient(base_url=self.simulator.address, headers=headers) as http:
            query = {"query": f"metadata['payment_id']:'{uuid_of(id)}'"}
            found = (await http.get("/v1/payment_intents/search", params=query)).json()["data"]
            balance = (await http.get("/v1/balance")).json()
        assert len(found) == 1
        there = sum(one["amount"] for part in ("available", "pending") for one in balance[part])
        assert await self.database.fetchval(CLEARING) == there


def uuid_of(id: str) -> uuid.UUID:
    return from_global(id)[1]


@pytest.fixture
async def street(serve: Callable[..., House], simulator: Simulator) -> AsyncIterator[Street]:
    """A street over a copy of the demo of its own: a server of others would take its jobs, and know no provider."""
    house = serve(0)
    async with looking_into(house) as database:
        made = Street(house, database, simulator=simulator)
        await made.start()
        yield made
    await made.control("webhooks/endpoint", enabled=False)


async def new_payment(street: Street) -> dict[str, Any]:
    """What Amira sends to begin a payment."""
    async with street.client("amira@nordlys.example") as client:
        (lease,) = (await client.ask(LEASES))["leases"]["nodes"]
    money = {"amount": "100", "currency": "NOK"}
    return {"leaseId": lease["id"], "amount": money, "fee": {**money, "amount": "0"}, "method": "CARD",
            "idempotencyKey": str(uuid.uuid4())}  # fmt: skip


async def begin(street: Street, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await street.do("amira@nordlys.example", "startPayment", PAYMENT, **given)
    return dict(found["payment"])


WHERE = ("sent", "done there", "answered")
"""The server dies when its request is on the way, when the provider has done it, and before it wrote that down."""


async def hold_up(street: Street, where: str, path: str, method: str = "POST") -> int:
    """Order the fault at which the server is to die; returns how many have happened before."""
    kind, when = {"sent": ("timeout", "before"), "done there": ("timeout", "after"), "answered": ("slow", "before")}[
        where
    ]
    seconds = 2.0 if kind == "slow" else 60.0
    said = await street.control("faults", kind=kind, when=when, path=path, method=method, seconds=seconds)
    return len(said["happened"])


async def die(street: Street, where: str, before: int) -> None:
    """Wait until the server is there, and kill it."""
    await street.happened(before + 1)
    if where == "answered":
        async with street.database.transaction():
            await street.database.fetch("SELECT FROM payment FOR UPDATE")
            await street.somebody_waits()
            await street.kill()
    else:
        await asyncio.sleep(0.2)
        await street.kill()


async def unanswered(clicking: "asyncio.Task[Any]") -> None:
    """The click has no answer."""
    with pytest.raises(httpx.TransportError):
        await clicking


async def paid(street: Street) -> str:
    """A payment that has come."""
    payment = await begin(street, await new_payment(street))
    await street.enter_card(payment["id"])
    await street.becomes(payment["id"], "SUCCEEDED")
    return str(payment["id"])


@pytest.mark.parametrize("where", WHERE)
async def test_killed_while_a_payment_begins(where: str, street: Street) -> None:
    given = await new_payment(street)
    before = await hold_up(street, where, "/v1/payment_intents")
    clicking = asyncio.create_task(begin(street, given))
    await die(street, where, before)
    await unanswered(clicking)
    await street.go_on()
    payment = await begin(street, given)
    await street.becomes(payment["id"], "REQUIRES_ACTION")
    await street.enter_card(payment["id"])
    await street.becomes(payment["id"], "SUCCEEDED")
    await street.check(payment["id"])


@pytest.mark.parametrize("where", ["sent", "answered"])
async def test_killed_while_it_looks_at_what_was_told(where: str, street: Street) -> None:
    payment = await begin(street, await new_payment(street))
    before = await hold_up(street, where, "/v1/payment_intents", "GET")
    await street.enter_card(payment["id"])
    await die(street, where, before)
    await street.go_on()
    await street.becomes(payment["id"], "SUCCEEDED")
    await street.check(payment["id"])


@pytest.mark.parametrize("where", WHERE)
async def test_killed_while_money_goes_back(where: str, street: Street) -> None:
    id = await paid(street)
    given = {"paymentId": id, "amount": {"amount": "40", "currency": "NOK"}, "reason": "Paid twice",
             "idempotencyKey": str(uuid.uuid4())}  # fmt: skip
    before = await hold_up(street, where, "/v1/refunds")
    clicking = asyncio.create_task(street.do("solveig@nordlys.example", "refundPayment", "payment { id }", **given))
    await die(street, where, before)
    await unanswered(clicking)
    await street.go_on()
    await street.do("solveig@nordlys.example", "refundPayment", "payment { id }", **given)
    await street.becomes(id, "PARTIALLY_REFUNDED")
    await street.check(id, refunds=1)
