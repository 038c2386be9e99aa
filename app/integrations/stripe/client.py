"""How Stripe's own library is asked: one client for each event loop, a time-out, and its errors in our words."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import stripe

from app.integrations.stripe import reading
from app.integrations.stripe.amounts import part_from_stripe
from app.integrations.stripe.port import SECONDS, Declined, Later, NoAnswer, Refused

logger = logging.getLogger("tenantry.stripe")

VERSION = "2026-10-28.endive"
"""The version of the API that the answers are read by; the library's own moves with the library."""

PAGE = 100
MOST_PAGES = 10
MOST_EVENT_PAGES = 3_000
"""Whatever happens at the largest house in a month; nothing of it may be passed over."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """What is needed to speak with Stripe; `simulator` is the address of what stands in for it, and `through` that of a
    gate to Stripe itself.

    `application_fee_bps` is what the platform takes of payments into accounts that are opened from now on.
    """

    api_key: str
    publishable_key: str
    webhook_secrets: tuple[str, ...]
    simulator: str = ""
    application_fee_bps: int = 0
    at_once: int = 4
    """How many standing orders are on their way at once: Stripe takes so many requests a second, and no more."""
    through: str = ""


class Client:
    """A connection to Stripe, or to what stands in for it."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.name = "SIMULATOR" if keys.simulator else "STRIPE"
        self.is_live = "_live_" in keys.api_key
        self.publishable_key = keys.publishable_key
        self.application_fee_bps = keys.application_fee_bps
        self.at_once = keys.at_once
        self._made: tuple[asyncio.AbstractEventLoop, Any, Any] | None = None

    @property
    def api(self) -> Any:
        """Return the library's services, over connections of this event loop."""
        # The connections of a client belong to one event loop.
        loop = asyncio.get_running_loop()
        if self._made is None or self._made[0] is not loop:
            at = self._keys.simulator or self._keys.through
            connections = stripe.HTTPXClient(timeout=SECONDS)
            client = stripe.StripeClient(
                self._keys.api_key,
                stripe_version=VERSION,
                base_addresses={"api": at} if at else None,
                http_client=connections,
                max_network_retries=0,
            )
            self._made = (loop, client.v1, connections)
        return self._made[1]

    async def move_clock(self, at: int) -> None:
        """Move the simulator's clock to a moment, in seconds since 1970; one in its past changes nothing."""
        async with httpx.AsyncClient(timeout=SECONDS) as control:
            address = f"{self._keys.simulator}/_simulator/clock"
            try:
                now = (await control.get(address)).json()["now"]
                if at > now:
                    await control.post(address, json={"to": at})
            except (httpx.HTTPError, KeyError, ValueError) as error:
                raise NoAnswer(f"the simulator's clock: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections; the next call makes new ones."""
        made, self._made = self._made, None
        if made is not None and made[0] is asyncio.get_running_loop():
            await made[2].close_async()

    async def pages(
        self, ask: Any, params: dict[str, Any], account: str, most: int = MOST_PAGES
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield everything that a list of an account has, the newest first, for `most` pages at most."""
        for _ in range(most):
            listed = await asked(ask(params, {"stripe_account": account}))
            for each in listed.data:
                yield each.to_dict()
            if not listed.has_more or not listed.data:
                return
            params = {**params, "starting_after": listed.data[-1].id}

    async def held(self, account: str) -> dict[str, int]:
        """Return what an account holds and has paid out to the bank since it is there, by currency."""
        balance = (await asked(self.api.balance.retrieve_async({}, {"stripe_account": account}))).to_dict()
        parts = [*balance["available"], *balance["pending"]]
        ask = self.api.payouts.list_async
        parts += [one async for one in self.pages(ask, {"limit": PAGE}, account, MOST_EVENT_PAGES) if _left(one)]
        found: dict[str, int] = defaultdict(int)
        for part in parts:
            currency = str(part["currency"]).upper()
            found[currency] += int(part["amount"])
        return {currency: part_from_stripe(amount, currency) for currency, amount in found.items()}


def _left(payout: dict[str, Any]) -> bool:
    return payout["status"] not in ("failed", "canceled")


async def asked(call: Awaitable[T]) -> T:
    """Return what a call answers; raises `NoAnswer`, `Later`, `Declined` and `Refused`."""
    async with _translated():
        return await call


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(SECONDS):
            yield
    except TimeoutError:
        raise NoAnswer("no answer in time") from None
    except stripe.CardError as error:
        body = error.error.to_dict().get("payment_intent") if error.error is not None else None
        code = getattr(error.error, "decline_code", None) or error.code or "card_declined"
        raise Declined(str(code), reading.intent(body) if body else None) from None
    except (stripe.RateLimitError, stripe.AuthenticationError) as error:
        logger.warning("stripe answers %s: it is asked again later", error.http_status)
        raise Later(f"answer {error.http_status}") from None
    except stripe.StripeError as error:
        status = error.http_status or 0
        if status in (409, 429):
            raise Later(f"answer {status}") from None
        if status == 0 or status >= 500:
            logger.warning("stripe does not answer: %s", error)
            raise NoAnswer(f"answer {status}" if status else "no connection") from None
        logger.warning("stripe refuses: %s", error)
        raise Refused(error.code or "invalid_request") from None
