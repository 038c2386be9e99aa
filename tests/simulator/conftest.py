"""A simulator, and Stripe's library inside a connected account of its own for each test."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.clients.conftest import npm
from tests.support.simulator import Simulator, http_client, running

__all__ = ["npm"]


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """The simulator of this worker."""
    with running() as started:
        yield started


@dataclass
class Landlord:
    """Stripe's library, and the account that it asks for."""

    simulator: Simulator
    api: Any
    account: str

    def on(self, key: str | None = None) -> Any:
        """Return the options of a request to the account, perhaps under an idempotency key."""
        return {"stripe_account": self.account, **({"idempotency_key": key} if key else {})}

    async def customer(self, **more: Any) -> Any:
        """A new customer."""
        return await self.api.customers.create_async(
            {"name": "Amira Haddad", "email": "a@example.com", **more}, self.on()
        )

    async def pay(self, amount: int = 10_000, currency: str = "usd", **more: Any) -> Any:
        """A new intent, confirmed at once by an ordinary card unless something else is said."""
        params = {"payment_method": "pm_card_visa", "confirm": True, **more}
        return await self.api.payment_intents.create_async(
            {"amount": amount, "currency": currency, **params}, self.on()
        )

    async def intent(self, id_: str, *expand: str) -> Any:
        """An intent as it is now."""
        return await self.api.payment_intents.retrieve_async(id_, {"expand": list(expand)}, self.on())

    async def told(self, *about: str) -> list[str]:
        """The types of the events so far, the oldest first, perhaps only those about some objects."""
        page = await self.api.events.list_async({"limit": 100}, self.on())
        return [one.type for one in reversed(page.data) if not about or getattr(one.data.object, "id", None) in about]


@pytest.fixture
async def landlord(simulator: Simulator) -> AsyncIterator[Landlord]:
    """A landlord with a connected account that nobody else has."""
    client = http_client()
    api = simulator.client(http_client=client).v1
    account = await api.accounts.create_async({"country": "US"})
    yield Landlord(simulator, api, account.id)
    await client.close_async()


@pytest.fixture
def mandate() -> dict[str, Any]:
    """What a payer has accepted."""
    online = {"ip_address": "203.0.113.7", "user_agent": "Firefox"}
    return {"customer_acceptance": {"type": "online", "online": online}}
