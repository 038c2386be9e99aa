"""The program in process: the real schema over the real database, asked as anybody."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.auth.cursors import Cursors
from app.auth.gatekeeper import Gatekeeper
from app.auth.passwords import Passwords
from app.auth.security import Security
from app.auth.sessions import Sessions
from app.auth.tokens import Tokens
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.redis import RedisBus
from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.client import Keys
from app.integrations.stripe.port import Provider
from app.resolvers.tokens import came_from_new_network
from app.runtime import Runtime
from app.schema import root
from app.schema.arrival import Arrival
from app.schema.context import Context, Services
from app.schema.execute import Api, Opened, execute, stream
from app.schema.live import LiveStreams
from app.schema.request import Request
from app.settings import Settings
from app.subscriptions.feed import Feeds
from app.subscriptions.presence import Presences
from app.subscriptions.transaction import ring_with
from tests.support.depot import depot_of

SCHEMA = root.build()
NOBODY = Stripe(Keys("sk_test_nobody", "pk_test_nobody", ("whsec_nobody",), "http://127.0.0.1:9"))
REQUEST_ID = "0" * 20
"""The same for all, so that equal answers are equal in every byte."""


@dataclass
class Desk:
    """Where anybody may ask."""

    api: Api
    services: Services

    @classmethod
    @asynccontextmanager
    async def over(cls, settings: Settings, provider: Provider = NOBODY) -> AsyncIterator["Desk"]:
        """Wire everything as `app.main` does; the doorbell rings only while `listening`.

        Without a provider of payments, one whose address nobody answers at.
        """
        bus = RedisBus(settings.redis_url)
        feeds = Feeds(bus.listen_to, bus.forget)
        sessions = Sessions(Passwords(settings.password_cost), bus.end_session)
        everybody = Gatekeeper(sessions, Tokens(came_from_new_network))
        presences = Presences(RedisGathering(settings.redis_url), bus, feeds, everybody.recheck)
        cursors = Cursors(settings.secret_key)
        runtime = Runtime(settings, bus, depot_of(settings), provider)
        services = Services(runtime, sessions, cursors, feeds, presences, Security.of(settings))

        def make_context(viewer: Viewer, arrival: Arrival) -> Context:
            return Context(services, viewer, arrival)

        api = Api(SCHEMA, make_context, everybody, settings)
        api.live = live = LiveStreams(api, feeds, everybody.recheck)
        yield cls(api, services)
        await provider.close()
        await presences.stop()
        await live.hub.stop()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Follow the log and the doorbell."""
        bus, feeds = self.services.runtime.bus, self.services.feeds

        async def ended(_: Any) -> None:
            return None

        ring_with(bus)
        await bus.start(feeds.wake, ended)
        feeds.start()
        try:
            yield
        finally:
            await feeds.stop()
            await bus.stop()

    async def ask(self, viewer: Viewer, query: str, **variables: Any) -> dict[str, Any]:
        """Run a query or a mutation and return the whole answer, but for what is left of the budget."""
        request = Request(query, variables=variables)
        answer = (await execute(self.api, viewer, Arrival(REQUEST_ID), request)).to_dict()
        answer.pop("extensions", None)
        return answer

    async def follow(self, ear: "Ear", query: str, **variables: Any) -> None:
        """Run a subscription until it ends, into an ear."""
        steps = stream(self.api, lambda: ear.viewer, Arrival(REQUEST_ID), Request(query, variables=variables))
        try:
            async with aclosing(steps):
                async for step in steps:
                    if isinstance(step, Opened):
                        assert self.api.live is not None
                        await self.api.live.serve(ear, step.asked, step.stream)
                        return
                    ear.code = step.code
                    if step.data is not None:
                        ear.heard.append({"data": step.data})
        except TenantryError as error:
            ear.code = error.code.value


@dataclass
class Ear:
    """Somebody who listens, and all that was heard: a listener of the hub without a socket."""

    viewer: Viewer
    is_open: bool = True
    heard: list[dict[str, Any]] = field(default_factory=list)
    code: str | None = None

    def tell(self, payload: bytes) -> None:
        """Hear one message."""
        self.heard.append(orjson.loads(bytes(payload)))

    async def tell_in_turn(self, payload: bytes) -> None:
        """Hear one message of the catch-up."""
        self.tell(payload)


def codes_of(answer: dict[str, Any]) -> list[str]:
    """The codes of all refusals, at the top and in the payloads of mutations."""
    found = [error["extensions"]["code"] for error in answer.get("errors", [])]
    for payload in (answer.get("data") or {}).values():
        if isinstance(payload, dict):
            found += [error["code"] for error in payload.get("errors") or [] if "code" in error]
    return found
