"""Two hundred at once through two processes: one pays, one refund and one waiver are made, and the books are right."""

import asyncio
import random
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
START = """mutation($input: StartPaymentInput!) { startPayment(input: $input) {
    payment { id status nextAction { url } } errors { code message } } }"""
REFUND = "mutation($input: RefundPaymentInput!) { refundPayment(input: $input) { payment { id } errors { code } } }"
SEEN = "query($id: ID!) { node(id: $id) { ... on Payment { status refunded { amount } } } }"
WAIVE = "mutation($input: WaiveChargeInput!) { waiveCharge(input: $input) { charge { id } errors { code } } }"
CHARGE = "mutation($input: CreateChargeInput!) { createCharge(input: $input) { charge { id } errors { code } } }"
OWED = """query($number: String!) { leases(first: 1, filter: {search: $number}) { nodes {
  id property { today } balance { amount { amount currency } } } } }"""
TRIES = 200
# A connection that is kept may end on the other side in the very moment it is used again.
LIMITS = httpx.Limits(max_connections=TRIES, max_keepalive_connections=0)

# Nothing is paid ahead here, and nothing in parts: of two who pay what is open, one comes too late.
TERMS = """
INSERT INTO payment_terms (organization_id, id, currency, allows_partial, allows_ahead, returned_fee_minor,
                           pauses_autopay, debit_refund_days, proved_refund_minor)
SELECT id, gen_random_uuid(), currency, false, false, 0, true, 7, 100000000 FROM organization
"""
ACCOUNT = """
WITH signed_up AS (INSERT INTO person (id, email, password_hash) SELECT gen_random_uuid(), $1, password_hash
                     FROM person WHERE email = $2 RETURNING id),
known AS (UPDATE member SET person_id = s.id FROM signed_up s WHERE display_name LIKE $3 RETURNING member.id)
UPDATE access_grant g SET person_id = s.id FROM known k, signed_up s WHERE g.member_id = k.id
"""
AMIRA, KARIM, SOLVEIG = "amira@nordlys.example", "karim@nordlys.example", "solveig@nordlys.example"


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

    async def persist(self, query: str, place: int, wish: dict[str, Any], field: str) -> Any:
        """Send a wish until there is an answer: what a busy server puts off is sent again, under the same key."""
        while True:
            answer = await self.ask(query, place, input=wish)
            if outcome(answer, field) not in ("UNAVAILABLE", "IDEMPOTENCY_IN_PROGRESS"):
                return answer
            await asyncio.sleep(random.uniform(0.1, 1))

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
        await _prepare(house)
        urls = [node.url for node in house.nodes]
        simulator.control("webhooks/endpoint", url=f"{urls[0]}/webhooks/stripe", secret=SECRET)
        async with httpx.AsyncClient(timeout=120, limits=LIMITS) as client:
            amira, karim, admin = [await Asker(client, urls).signed_in(who) for who in (AMIRA, KARIM, SOLVEIG)]
            await _waive(admin, await _charge(admin))
            await _charge(admin)
            payment, amount = await _pay([amira, karim])
            await _refund(admin, payment, amount)
        await _check_books(house, simulator)


async def _prepare(house: House) -> None:
    """Let Karim, who lives with Amira, sign in too."""
    connection = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        await connection.execute(TERMS)
        assert await connection.execute(ACCOUNT, KARIM, AMIRA, "Karim%") != "UPDATE 0"
    finally:
        await connection.close()


def key() -> dict[str, str]:
    """A new idempotency key."""
    return {"idempotencyKey": str(uuid.uuid4())}


async def race(who: list[Asker], query: str, field: str, wishes: list[dict[str, Any]]) -> list[Any]:
    """Send all wishes at once, through both nodes."""
    tries = [who[place // 2 % len(who)].persist(query, place, wish, field) for place, wish in enumerate(wishes)]
    return await asyncio.gather(*tries)


def tried(answers: list[Any], field: str, *late: str) -> int:
    """Return the place of the only one that was done; all others were told that they came too late."""
    found = Counter(outcome(answer, field) for answer in answers)
    assert found["DONE"] == 1 and set(found) <= {"DONE", *late}, found
    return next(place for place, answer in enumerate(answers) if outcome(answer, field) == "DONE")


async def _charge(admin: Asker) -> str:
    lease = (await admin.ask(OWED, number="L-1001"))["leases"]["nodes"][0]
    given = {"leaseId": lease["id"], "code": "OTHER", "amount": {"amount": "100.00", "currency": "NOK"}, **key()}
    made = await admin.ask(CHARGE, input={**given, "dueOn": lease["property"]["today"], "description": "A race"})
    assert outcome(made, "createCharge") == "DONE", made
    return str(made["createCharge"]["charge"]["id"])


async def _waive(admin: Asker, charge: str) -> None:
    wishes = [{"chargeId": charge, "reason": "A race", **key()} for _ in range(TRIES)]
    tried(await race([admin], WAIVE, "waiveCharge", wishes), "waiveCharge", "ILLEGAL_TRANSITION")


async def _pay(tenants: list[Asker]) -> tuple[str, dict[str, str]]:
    """Two people pay all that is open at once, a hundred times each; then the one payment is sent again and again."""
    lease = (await tenants[0].ask(OWED, number="L-1001"))["leases"]["nodes"][0]
    amount = lease["balance"]["amount"]
    fee = {**amount, "amount": "0"}
    given = {"leaseId": lease["id"], "amount": amount, "fee": fee, "method": "CARD"}
    wishes = [{**given, **key()} for _ in range(TRIES)]
    answers = await race(tenants, START, "startPayment", wishes)
    first = tried(answers, "startPayment", "LIMIT_REACHED")
    payment, payer = answers[first]["startPayment"]["payment"], tenants[first // 2 % 2]
    again = await race([payer], START, "startPayment", [wishes[first]] * TRIES)
    assert {answer["startPayment"]["payment"]["id"] for answer in again} == {payment["id"]}
    await payer.client.post(payment["nextAction"]["url"], data={"number": "4242424242424242", **CARD})
    await until(payer, str(payment["id"]), "SUCCEEDED")
    return str(payment["id"]), amount


async def until(somebody: Asker, payment: str, status: str) -> Any:
    """Wait until a payment is there."""
    for _ in range(300):
        seen = (await somebody.ask(SEEN, id=payment))["node"]
        if seen["status"] == status:
            return seen
        await asyncio.sleep(0.2)
    raise AssertionError(f"the payment is still {seen}")


async def _refund(admin: Asker, payment: str, amount: dict[str, str]) -> None:
    wishes = [{"paymentId": payment, "amount": amount, "reason": "A race", **key()} for _ in range(TRIES)]
    tried(await race([admin], REFUND, "refundPayment", wishes), "refundPayment", "LIMIT_REACHED", "CONFLICT")
    seen = await until(admin, payment, "REFUNDED")
    assert seen["refunded"]["amount"] == amount["amount"]


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
