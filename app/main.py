"""Builds everything: settings, then adapters, then the runtime, then the ASGI application."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from starlette.applications import Starlette

from app.auth.backend import close_database, open_database
from app.auth.cursors import Cursors
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.entrypoints.downloads import schema_routes
from app.entrypoints.health import health_routes
from app.entrypoints.jobs import keep_house
from app.integrations.bus.redis import RedisBus
from app.runtime import Runtime
from app.schema import root
from app.schema.arrival import Arrival
from app.schema.context import Context, Services
from app.schema.execute import Api
from app.schema.transport import graphql_routes
from app.settings import Settings
from app.subscriptions.connections import Connections
from app.subscriptions.feed import Feeds
from app.subscriptions.transaction import ring_with

REVOKED = 4403


def build(settings: Settings) -> Starlette:
    """Return the application. Nothing outside is touched before it starts."""
    bus = RedisBus(settings.redis_url)
    runtime = Runtime(settings, bus)
    sessions = Sessions(Passwords(settings.password_cost))
    feeds = Feeds(bus.listen_to, bus.forget)
    services = Services(runtime, sessions, Cursors(settings.secret_key), feeds)
    connections = Connections()
    schema = root.build()

    def make_context(viewer: Viewer, arrival: Arrival) -> Context:
        return Context(services, viewer, arrival)

    api = Api(schema, make_context, sessions, settings)
    routes = [*graphql_routes(api, connections), *health_routes(runtime)]
    if settings.mode != "production":
        routes += schema_routes(schema.as_str())
    return Starlette(routes=routes, lifespan=lambda _: _life(services, connections))


@asynccontextmanager
async def _life(services: Services, connections: Connections) -> AsyncIterator[None]:
    settings, bus, feeds = services.runtime.settings, services.runtime.bus, services.feeds

    async def ended(session_id: UUID) -> None:
        connections.close_session(session_id, REVOKED, "Forbidden")

    await open_database(settings.database_url, settings.pool_size)
    ring_with(bus)
    await bus.start(feeds.wake, ended)
    feeds.start()
    housekeeping = asyncio.create_task(keep_house(settings.event_retention_days))
    # What lives as long as the process need not be looked at again by the collector.
    gc.freeze()
    try:
        yield
    finally:
        housekeeping.cancel()
        await asyncio.gather(housekeeping, return_exceptions=True)
        await feeds.stop()
        await bus.stop()
        await close_database()
