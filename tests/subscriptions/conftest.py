"""A live node inside the test: the demo world, the real schema, the real hub."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from app import metrics
from app.auth.backend import close_database, open_database
from app.auth.cursors import Cursors
from app.auth.passwords import Passwords
from app.auth.security import Security
from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.entrypoints.demo import PASSWORD, prepare_demo
from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.redis import RedisBus
from app.runtime import Runtime
from app.schema import root
from app.schema.context import Context, Services
from app.schema.execute import Api
from app.schema.live import LiveStreams
from app.settings import Settings
from app.subscriptions import transaction
from app.subscriptions.feed import Feeds
from app.subscriptions.presence import Presences
from tests.subscriptions.listening import Ear
from tests.support.depot import depot_of


@dataclass
class Live:
    """One node: its API, its streams, and the people of the demo who are signed in."""

    api: Api
    streams: LiveStreams
    sessions: Sessions
    cursors: Cursors
    feeds: Feeds
    ears: list[Ear] = field(default_factory=list)

    async def person(self, name: str) -> Viewer:
        """Sign somebody of the demo in."""
        house = "harbor" if name in ("casey", "dana") else "nordlys"
        return (await self.sessions.sign_in(f"{name}@{house}.example", PASSWORD, None)).viewer

    def listen(self, viewer: Viewer, document: str, known_since: float | None = None, **variables: object) -> Ear:
        """Start to listen; the ear keeps every payload."""
        ear = Ear(self.api, viewer, document, variables, known_since)
        self.ears.append(ear)
        return ear

    @asynccontextmanager
    async def deaf(self) -> AsyncIterator[None]:
        """Let nobody hear what is done in the block before it is over."""
        transaction.ring_with(SilentBell())
        assert self.feeds._poll is not None
        self.feeds._poll.cancel()
        try:
            yield
        finally:
            transaction.ring_with(WakingBell(self.feeds))
            self.feeds.start()
            self.feeds.wake(None)

    async def close(self) -> None:
        for ear in self.ears:
            await ear.close()


class WakingBell:
    """Rings on this node alone: these tests are of the hub, not of the line between nodes."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def ring(self, organization_id: UUID, head: int) -> None:
        self._feeds.wake(organization_id)


class SilentBell:
    """Never rings."""

    def ring(self, organization_id: UUID, head: int) -> None:
        return


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    await prepare_demo(settings)
    await open_database(settings.database_url, 4)
    sessions, cursors = Sessions(Passwords("test")), Cursors(settings.secret_key)
    feeds = Feeds(lambda _: None, lambda _: None)
    bus = RedisBus(settings.redis_url)
    presences = Presences(RedisGathering(settings.redis_url), bus, feeds, sessions.recheck)
    services = Services(
        Runtime(settings, bus, depot_of(settings)), sessions, cursors, feeds, presences, Security.of(settings)
    )
    api = Api(root.build(), lambda viewer, arrival: Context(services, viewer, arrival), sessions, settings)
    api.live = streams = LiveStreams(api, feeds, sessions.recheck)
    transaction.ring_with(WakingBell(feeds))
    feeds.start()
    node = Live(api, streams, sessions, cursors, feeds)
    unshared = metrics.unshared._value.get()
    try:
        yield node
        assert metrics.unshared._value.get() == unshared, "an answer could not be shared: see the log"
    finally:
        await node.close()
        await streams.hub.stop()
        await feeds.stop()
        await close_database()
