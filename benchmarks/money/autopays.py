"""Standing orders for very many leases, all due on the same day, through the simulator of Stripe."""

import asyncio
import os
import subprocess
import sys
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from app.models.base import new_id
from benchmarks.money.killing import Work
from benchmarks.money.world import World
from tests.support.simulator import Simulator, running

ACCOUNT, KEY = "acct_bench1", "sk_test_simulated"
PAYERS = 200
"""So many people pay for all the leases, each with a card of their own."""

PLACE = """
INSERT INTO provider_account (organization_id, id, provider, is_live, external_id, status, usable_from, read_until)
VALUES ($1, $2, 'SIMULATOR', false, $3, 'ACTIVE', now() - interval '1 day', now())
"""
PEOPLE = """
WITH given AS (SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS g (id, customer, card, n)),
members AS (INSERT INTO member (organization_id, id, display_name) SELECT $1, id, 'Payer ' || n FROM given),
tenants AS (INSERT INTO tenant (organization_id, id, member_id) SELECT $1, id, id FROM given),
known AS (INSERT INTO provider_object (organization_id, id, provider_account_id, external_id, member_id)
          SELECT $1, gen_random_uuid(), $2, customer, id FROM given)
INSERT INTO payment_method (organization_id, id, provider_account_id, member_id, kind, status, external_id, label)
SELECT $1, id, $2, id, 'CARD', 'ACTIVE', card, 'Visa' FROM given
"""
ORDERS = """
WITH homes AS (SELECT l.*, ($2::uuid[])[1 + row_number() OVER (ORDER BY l.id) % $3] AS payer
                 FROM lease l WHERE l.organization_id = $1),
parties AS (INSERT INTO lease_party (organization_id, id, property_id, lease_id, tenant_id, role, status)
            SELECT $1, gen_random_uuid(), property_id, id, payer, 'TENANT', 'CURRENT' FROM homes)
INSERT INTO autopay (organization_id, id, property_id, lease_id, member_id, payment_method_id, status, timing,
                     share_ppm, currency)
SELECT $1, gen_random_uuid(), property_id, id, payer, payer, 'ACTIVE', 'DUE_DATE', 1000000, currency FROM homes
"""
COUNT = "SELECT count(*) FROM autopay_run WHERE organization_id = $1 AND status = 'STARTED'"
SOUND = """
SELECT (SELECT count(*) FROM payment WHERE organization_id = $1 AND status = 'SUCCEEDED') AS payments,
       (SELECT count(DISTINCT lease_id) FROM payment WHERE organization_id = $1) AS leases,
       (SELECT count(*) FROM payment_attempt WHERE organization_id = $1 AND state = 'DONE') AS attempts,
       (SELECT coalesce(sum(open_minor), 0)::bigint FROM charge WHERE organization_id = $1) AS open,
       (SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM posting p
          JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
         WHERE p.organization_id = $1 AND a.kind = 'PROVIDER_CLEARING') AS held
"""


def worker(world: World, what: str, at: str) -> subprocess.Popen[str]:
    """Start a worker that charges the rent, or lets the standing orders run."""
    command = [sys.executable, "-m", "benchmarks.money.worker", str(world.organization_id), what]
    environment = {**world.environment, "PATH": os.environ["PATH"], "STRIPE_SIMULATOR": at}
    environment |= {"STRIPE_API_KEY": KEY, "STRIPE_PUBLISHABLE_KEY": "pk_test_simulated"}
    at_once = os.environ.get("TENANTRY_PAYMENTS_AT_ONCE", "8")
    environment |= {"STRIPE_WEBHOOK_SECRETS": "whsec_of_the_bench", "TENANTRY_PAYMENTS_AT_ONCE": at_once}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


async def pay(world: World, orders: int) -> Work:
    """Charge everything, then let everybody pay, with the worker killed on the way; returns what was measured."""
    boss = await asyncpg.connect(world.superuser_url, server_settings={"search_path": "app,public"})
    await boss.execute("SELECT set_config('app.organization', $1, false)", str(world.organization_id))
    try:
        with running("--account", f"{ACCOUNT}:NO") as simulator:
            await admit(boss, world.organization_id, simulator, min(PAYERS, orders))
            charging = worker(world, "rent", simulator.address)
            assert await asyncio.to_thread(charging.wait) == 0, "the rent was not charged"
            await boss.execute("ANALYZE")
            found = Work()
            start = partial(worker, world, "autopays", simulator.address)
            await found.measure(boss, start, COUNT, (world.organization_id, orders))
            await check(boss, world.organization_id, orders, simulator)
        return found
    finally:
        await boss.close()


async def admit(boss: asyncpg.Connection, id: UUID, simulator: Simulator, payers: int) -> None:
    """Let people save cards, and give a standing order for each lease."""
    place, people = new_id(), [new_id() for _ in range(payers)]
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Account": ACCOUNT}
    customers, cards = [], []
    async with httpx.AsyncClient(base_url=simulator.address, headers=headers, timeout=30) as client:
        for _ in people:
            customers.append((await client.post("/v1/customers", data={"name": "A payer"})).json()["id"])
            attached = {"customer": customers[-1]}
            cards.append((await client.post("/v1/payment_methods/pm_card_visa/attach", data=attached)).json()["id"])
    await boss.execute(PLACE, id, place, ACCOUNT)
    await boss.execute(PEOPLE, id, place, people, customers, cards)
    await boss.execute(ORDERS, id, people, payers)
    await boss.execute("ANALYZE autopay, lease_party, tenant, member, payment_method")


async def check(boss: asyncpg.Connection, id: UUID, orders: int, simulator: Simulator) -> None:
    """Fail unless everybody has paid once, here and at the provider, and the books hold what the provider holds."""
    sound: Any = await boss.fetchrow(SOUND, id)
    assert (sound["payments"], sound["leases"], sound["attempts"], sound["open"]) == (orders, orders, orders, 0), sound
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Account": ACCOUNT}
    async with httpx.AsyncClient(base_url=simulator.address, headers=headers, timeout=60) as client:
        balance, intents, after = (await client.get("/v1/balance")).json(), 0, ""
        while True:
            page = (await client.get(f"/v1/payment_intents?limit=100{after}")).json()
            intents += len(page["data"])
            if not page["has_more"]:
                break
            after = f"&starting_after={page['data'][-1]['id']}"
    assert intents == orders, intents
    assert sound["held"] == sum(one["amount"] for part in ("available", "pending") for one in balance[part])
