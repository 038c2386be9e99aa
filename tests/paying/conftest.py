"""The small world, a simulator of Stripe beside it, and the way back from there."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.client import Keys
from tests.auth.conftest import settings_for, world, world_database, world_template
from tests.auth.desk import Desk
from tests.paying.till import Till, webhooks_of
from tests.support.server import demo_services, house, serve
from tests.support.simulator import Simulator, running
from tests.support.world import World

__all__ = ["demo_services", "house", "serve", "world", "world_database", "world_template"]

SECRET, OLD_SECRET = "whsec_of_these_tests", "whsec_of_before"


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """One simulator for all tests of this worker: each has accounts of its own there."""
    with running() as started:
        yield started


@pytest.fixture
async def till(world: World, redis_url: str, simulator: Simulator) -> AsyncIterator[Till]:
    """The program over the small world, paid into through the simulator, which tells it what happens."""
    keys = Keys("sk_test_simulated", "pk_test_simulated", (OLD_SECRET, SECRET), simulator.address)
    provider = Stripe(keys)
    simulator.control("faults", clear=True)
    simulator.control("webhooks/rules", hold=False, drop=0, duplicate=0, delay=0)
    async with Desk.over(settings_for(world.database, redis_url), provider) as desk, webhooks_of(provider) as address:
        await asyncio.to_thread(simulator.control, "webhooks/endpoint", url=address, secret=SECRET)
        made = Till(desk, world, provider=provider, simulator=simulator)
        await made.open_accounts()
        yield made
        await asyncio.to_thread(simulator.control, "webhooks/endpoint", enabled=False)
