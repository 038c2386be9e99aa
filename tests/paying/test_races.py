"""Many at once through two processes: one refund is made, one payment is begun for one key, the books are right."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx

from app.entrypoints.demo import PASSWORD, provider_accounts
from tests.paying.till import CARD
from tests.support.server import House
from tests.support.simulator import running

SECRET = "whsec_of_the_races"
SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"
LEASE = "{ leases(first: 9) { nodes { id status rent { currency } } } }"
START = """mutation($input: StartPaymentInput!) { startPayment(input: $input) {
    payment { id status nextAction { url } } errors { code message } } }"""
REFUND = "mutation($input: RefundPaymentInput!) { refundPayment(input: $input) { payment { id } errors { code } } }"
SEEN = "query($id: ID!) { node(id: $id) { ... on Payment { status refunded { amount } } } }"
TRIES = 100


class Asker:
    """Somebody who asks nodes over HTTP."""

    def __init__(self, client: httpx.AsyncClient, urls: list[str], token: str = "") -> None:
        self.client, self.urls, self.token = client, urls, token

    async def ask(self, query: str, place: int = 0, **variables: Any) -> Any:
        """Ask one of the nodes; returns data, or the code of a top-level error."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": query, "variables": variables}
        answer = (await self.client.post(f"{self.urls[place % 2]}/graphql", json=body, headers=headers)).json()
        return answer["data"] if answer.get("data") else {"code": answer["errors"][0]["extensions"]["code"]}

    async def signed_in(self, email: str) -> "Asker":
        """The same as somebody."""
        data = await self.ask(SIGN_IN, input={"email": email, "password": PASSWORD})
        return Asker(self.client, self.urls, data["signIn"]["token"])


def outcome(answer: Any, field: str) -> str:
    """What became of a try."""
    if "code" in answer:
        return str(answer["code"])
    errors = answer[field]["errors"]
    return str(errors[0]["code"]) if errors else "DONE"


async def test_one_of_many_is_done_and_the_books_are_right(serve: Callable[..., House]) -> None:
    accounts = [part for each in provider_accounts() for part in ("--account", each)]
    with running(*accounts) as simulator:
        keys = {"STRIPE_API_KEY": "sk_test_simulated", "STRIPE_PUBLISHABLE_KEY": "pk_test_simulated"}
        house = serve(2, STRIPE_SIMULATOR=simulator.address, STRIPE_WEBHOOK_SECRETS=SECRET, **keys)
        urls = [node.url for node in house.nodes]
        simulator.control("webhooks/endpoint", url=f"{urls[0]}/webhooks/stripe", secret=SECRET)
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=TRIES)) as client:
            anybody = Asker(client, urls)
            tenant, admin = [await anybody.signed_in(f"{who}@nordlys.example") for who in ("amira", "solveig")]
            payment = await _pay(tenant)
            await _refund(admin, payment)
        await _check_books(house, simulator)


async def _pay(tenant: Asker) -> str:
    lease = (await tenant.ask(LEASE))["leases"]["nodes"][0]
    currency = lease["rent"]["currency"]
    wish = {
        "leaseId": lease["id"],
        "amount": {"amount": "100.00", "currency": currency},
        "fee": {"amount": "0", "currency": currency},
        "method": "CARD",
        "idempotencyKey": str(uuid.uuid4()),
    }
    answers = await asyncio.gather(*(tenant.ask(START, place, input=wish) for place in range(20)))
    done = [answer["startPayment"]["payment"] for answer in answers if outcome(answer, "startPayment") == "DONE"]
    assert done and len({each["id"] for each in done}) == 1, Counter(outcome(each, "startPayment") for each in answers)
    url = next(each["nextAction"]["url"] for each in done if each["nextAction"])
    await tenant.client.post(url, data={"number": "4242424242424242", **CARD})
    id = str(done[0]["id"])
    for _ in range(200):
        if (await tenant.ask(SEEN, id=id))["node"]["status"] == "SUCCEEDED":
            return id
        await asyncio.sleep(0.2)
    raise AssertionError("the payment never succeeded")


async def _refund(admin: Asker, payment: str) -> None:
    def wish() -> dict[str, Any]:
        money = {"amount": "100.00", "currency": "NOK"}
        return {"paymentId": payment, "amount": money, "reason": "A race", "idempotencyKey": str(uuid.uuid4())}

    answers = await asyncio.gather(*(admin.ask(REFUND, place, input=wish()) for place in range(TRIES)))
    found = Counter(outcome(answer, "refundPayment") for answer in answers)
    assert found["DONE"] == 1, found
    assert set(found) <= {"DONE", "LIMIT_REACHED", "CONFLICT", "UNAVAILABLE", "RATE_LIMITED"}, found
    for _ in range(100):
        seen = (await admin.ask(SEEN, id=payment))["node"]
        if seen["status"] == "REFUNDED":
            assert seen["refunded"]["amount"] == "100.00"
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the refund never arrived")


async def _check_books(house: House, simulator: Any) -> None:
    connection = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        unbalanced = await connection.fetch(
            "SELECT entry_id FROM posting GROUP BY 1, currency HAVING sum(amount_minor) <> 0"
        )
        row = await connection.fetchrow(
            "SELECT p.external_id, coalesce(sum(x.amount_minor), 0)::bigint AS held FROM provider_account p"
            " JOIN ledger_account a ON a.provider_account_id = p.id AND a.kind = 'PROVIDER_CLEARING'"
            " JOIN posting x ON x.account_id = a.id GROUP BY 1"
        )
    finally:
        await connection.close()
    assert unbalanced == []
    headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": row["external_id"]}
    async with httpx.AsyncClient(headers=headers) as client:
        found = (await client.get(f"{simulator.address}/v1/balance")).json()
    assert row["held"] == sum(each["amount"] for each in (*found["available"], *found["pending"]))
