"""A till over the small world: people pay, the simulator of Stripe tells, and the books are looked at."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from starlette.applications import Starlette

from app.entrypoints.webhooks import webhook_routes
from app.integrations.stripe.adapter import Stripe
from app.models.ids import from_global
from app.models.leases import Lease
from app.models.people import Member
from app.resolvers.payments import hints, sweeps
from tests.auth.desk import Desk
from tests.resolvers.office import Office, day
from tests.support.processes import eventually
from tests.support.server import free_port
from tests.support.simulator import Simulator
from tests.support.world import HOUSES, World

PAYMENT = """payment { id number status method version amount { minor } fee { minor } refunded { minor } scheduledOn
  failure { code text } nextAction { provider clientSecret publishableKey accountId url } }"""
CHARGE = "charge { id status openAmount { minor } }"
SAVED = "paymentMethod { id status label } nextAction { clientSecret url }"
CARD = {"type": "card", "expires": "12/40", "cvc": "123"}


@asynccontextmanager
async def webhooks_of(provider: Stripe) -> AsyncIterator[str]:
    """Serve the webhook endpoint of this process; yields its address."""
    port = free_port()
    app = Starlette(routes=webhook_routes(provider))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve())
    await asyncio.to_thread(eventually, lambda: server.started)
    try:
        yield f"http://127.0.0.1:{port}/webhooks/stripe"
    finally:
        server.should_exit = True
        await serving


@dataclass
class Rules(Office):
    """The office with a provider of payments, and what it can say about paying."""

    desk: Desk
    world: World
    provider: Stripe = field(kw_only=True)
    simulator: Simulator = field(kw_only=True)
    accounts: dict[str, str] = field(default_factory=dict, kw_only=True)

    @property
    def organization_id(self) -> UUID:
        """The organization that is paid here."""
        return self.world.a.organization_id

    async def control(self, path: str, /, **given: Any) -> Any:
        """Do what no Stripe has."""
        return await asyncio.to_thread(self.simulator.control, path, **given)

    async def open_accounts(self) -> None:
        """Give all organizations an account of their own there, in place of the one in the world."""
        for key in HOUSES:
            name = f"acct_{key}{uuid.uuid4().hex[:16]}"
            await self.control("accounts", id=name, country="NO")
            self.accounts[key] = name
            await self.rows(
                "UPDATE provider_account SET external_id = $2 WHERE organization_id = $1",
                self.world.house(key).organization_id,
                name,
            )

    async def let_in(self, currency: str) -> None:
        """Let the home of the tenant in another currency, with nothing paid or owed yet."""
        lease = self.id_of(Lease, "north_1")
        async with self.world.superuser() as connection, connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            for table in ("autopay", "refund", "payment_attempt", "provider_object", "payment", "charge"):
                key = "payment_id IN (SELECT id FROM payment WHERE lease_id = $1)"
                by = key if table in ("payment_attempt", "provider_object") else "lease_id = $1"
                await connection.execute(f"DELETE FROM {table} WHERE {by}", lease)
            await connection.execute("UPDATE lease SET currency = $2 WHERE id = $1", lease, currency)

    def id_of(self, model: Any, name: str) -> UUID:
        """The id of a row of the world."""
        return self.world.a.id(model, name)

    async def reachable(self, who: str) -> None:
        """Give somebody an address that mail goes to."""
        await self.rows("UPDATE member SET email = $2 WHERE id = $1", self.id_of(Member, who), f"{who}@world.example")

    async def rule(self, currency: str = "EUR", **said: Any) -> None:
        """Write down how people may pay in a currency."""
        usual = {"allows_partial": True, "allows_ahead": True, "returned_fee_minor": 0, "pauses_autopay": True}
        if said.get("returned_fee_minor"):
            # The law of the world's own place allows no such fee, and nothing is known of this one.
            await self.rows("UPDATE property SET jurisdiction = 'DE'")
        rules = {**usual, "debit_refund_days": 7, "proved_refund_minor": 100_000, **said}
        await self.rows(
            f"INSERT INTO payment_terms (organization_id, id, currency, {', '.join(rules)})"
            f" VALUES ($1, gen_random_uuid(), $2, {', '.join(f'${place}' for place in range(3, 3 + len(rules)))})",
            self.organization_id,
            currency,
            *rules.values(),
        )

    async def price(self, currency: str, method: str, bps: int, flat: int = 0) -> None:
        """Say what a way costs in a currency that has rules."""
        await self.rows(
            "INSERT INTO payment_price (organization_id, id, terms_id, method, is_offered, fee_bps, fee_flat_minor)"
            " SELECT organization_id, gen_random_uuid(), id, $3, true, $4, $5 FROM payment_terms"
            " WHERE organization_id = $1 AND currency = $2",
            *(self.organization_id, currency, method, bps, flat),
        )

    async def days(self, days: float) -> None:
        """Let days pass at the provider, and hear what happened there."""
        await self.control("clock", advance=days * 86_400)
        await self.told()

    async def falls_due(self, on: date) -> None:
        """Let the rent of the tenant's home fall due on this day of each month."""
        sql = "UPDATE charge_template SET due_day = $2 WHERE lease_id = $1"
        await self.rows(sql, self.id_of(Lease, "north_1"), on.day)

    async def open_minor(self, lease: str = "north_1") -> int:
        """What is open of the charges of a lease."""
        found = await self.rows(
            "SELECT coalesce(sum(open_minor), 0)::bigint FROM charge WHERE lease_id = $1"
            " AND status IN ('POSTED', 'PARTIALLY_SETTLED')",
            self.id_of(Lease, lease),
        )
        return int(found[0][0])


@dataclass
class Till(Rules):
    """Where people pay."""

    async def charge(
        self, amount: str, lease: str = "north_1", code: str = "OTHER", due: int = 0, currency: str = "NOK"
    ) -> Any:
        """Charge something by hand."""
        money = {"amount": amount, "currency": currency}
        given = {"leaseId": self.id(Lease, lease), "code": code, "amount": money, "dueOn": day(due)}
        return await self.do("manager", "createCharge", CHARGE, **given, description="For a test", **self.key())

    def key(self) -> dict[str, str]:
        """A new idempotency key."""
        return {"idempotencyKey": str(uuid.uuid4())}

    def wish(self, amount: str, method: str = "CARD", lease: str = "north_1", **more: Any) -> dict[str, Any]:
        """The input of a payment without a fee."""
        currency = more.pop("currency", "NOK")
        given = {
            "leaseId": self.id(Lease, lease),
            "amount": {"amount": amount, "currency": currency},
            "fee": {"amount": more.pop("fee", "0"), "currency": currency},
            "method": method,
        }
        return {**given, **self.key(), **more}

    async def start(self, amount: str, who: str = "tenant", **more: Any) -> Any:
        """Begin a payment."""
        return await self.do(who, "startPayment", PAYMENT, **self.wish(amount, **more))

    async def enter(self, action: Any, **form: str) -> None:
        """Enter something on the provider's page, as the payer's browser does."""
        async with httpx.AsyncClient() as browser:
            answer = await browser.post(action["url"], data=form)
        assert answer.status_code in (200, 303, 402), answer.text

    async def enter_card(self, payment: Any, number: str = "4242424242424242") -> None:
        """Enter a card for a payment that was begun."""
        await self.enter(payment["nextAction"], number=number, **CARD)

    async def told(self) -> None:
        """Let the provider say all it has to say, and work it off."""
        await self.control("webhooks/settle")
        for _ in range(5):
            if not await hints.work(self.provider, self.organization_id):
                return

    async def swept(self) -> None:
        """Do what the clock asks for."""
        await sweeps.sweep(self.provider, self.organization_id)

    async def paid(self, amount: str, who: str = "tenant", number: str = "4242424242424242", **more: Any) -> Any:
        """Pay by card, to the end."""
        payment = await self.start(amount, who, **more)
        await self.enter_card(payment, number)
        await self.told()
        return await self.payment(payment["id"], who)

    async def payment(self, id: str, who: str = "tenant") -> Any:
        """A payment as somebody sees it now."""
        query = "query($id: ID!) { node(id: $id) { ... on " + PAYMENT.replace("payment {", "Payment {", 1) + " } }"
        return (await self.ask(who, query, id=id))["node"]

    async def saved(self, who: str = "tenant", method: str = "CARD", **form: str) -> str:
        """Save a card or an account; returns its id."""
        payload = await self.attempt(who, "startPaymentMethodSetup", SAVED, method=method, **self.key())
        assert payload["errors"] == [], payload
        await self.enter(payload["nextAction"], **(form or {"number": "4242424242424242", **CARD}))
        await self.told()
        return str(payload["paymentMethod"]["id"])

    async def intent(self, payment_id: str) -> str:
        """What the provider calls a payment."""
        _, id = from_global(payment_id)
        return str((await self.rows("SELECT external_id FROM provider_object WHERE payment_id = $1", id))[0][0])

    async def balance(self, kind: str, key: str = "A") -> int:
        """What accounts of a kind hold."""
        found = await self.rows(
            "SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM posting p JOIN ledger_account a"
            " ON a.organization_id = p.organization_id AND a.id = p.account_id"
            " WHERE a.organization_id = $1 AND a.kind = $2"
            " AND (a.provider_account_id IS NOT NULL OR a.kind NOT LIKE 'PROV%')",
            self.world.house(key).organization_id,
            kind,
        )
        return int(found[0][0])

    async def at_provider(self) -> int:
        """What the provider holds for organization A, available or on its way."""
        found = await self._at_provider("/v1/balance")
        return sum(each["amount"] for each in (*found["available"], *found["pending"]))

    async def listed(self, path: str) -> list[Any]:
        """What the provider has of a kind for organization A, the newest first."""
        found: list[Any] = (await self._at_provider(f"{path}?limit=100"))["data"]
        return found

    async def _at_provider(self, path: str) -> Any:
        headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": self.accounts["A"]}
        async with httpx.AsyncClient(headers=headers) as client:
            return (await client.get(f"{self.simulator.address}{path}")).json()
