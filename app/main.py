"""Builds everything: settings, then adapters, then the runtime, then the ASGI application."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from app import metrics
from app.auth.backend import close_database, open_database
from app.auth.cursors import Cursors
from app.auth.gatekeeper import Gatekeeper
from app.auth.passwords import Passwords
from app.auth.security import Security
from app.auth.sessions import Sessions
from app.auth.tokens import Tokens
from app.auth.viewer import Viewer
from app.entrypoints.dev_mail import mail_routes
from app.entrypoints.downloads import schema_routes
from app.entrypoints.files import file_routes
from app.entrypoints.headers import Headers
from app.entrypoints.health import Health, health_routes
from app.entrypoints.ide import ide_routes
from app.entrypoints.imports import import_jobs
from app.entrypoints.jobs import as_worker, jobs
from app.entrypoints.notifications import notification_jobs
from app.entrypoints.papers import paper_routes
from app.entrypoints.payments import payment_jobs
from app.entrypoints.portal import portal_routes
from app.entrypoints.pulse import Pulse
from app.entrypoints.rates import rate_jobs
from app.entrypoints.uploads import upload_jobs
from app.entrypoints.webhooks import webhook_routes
from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.redis import RedisBus
from app.integrations.depot import Depot
from app.integrations.files.folder import FolderFiles
from app.integrations.files.s3 import S3Files
from app.integrations.mail.kept import KeptMail
from app.integrations.mail.port import Mail
from app.integrations.mail.smtp import SmtpMail
from app.integrations.papers.weasy import WeasyPrinter
from app.integrations.queue.procrastinate import Queue
from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.client import Keys
from app.integrations.stripe.port import Provider
from app.models.heads import HeadKey
from app.models.inspect import Probe
from app.resolvers.daily import STEPS
from app.resolvers.payments.day import lived_with
from app.resolvers.tokens import came_from_new_network
from app.runtime import Runtime
from app.schema import root
from app.schema.arrival import Arrival
from app.schema.context import Context, Services
from app.schema.execute import Api
from app.schema.live import LiveStreams
from app.schema.transport import PATH, graphql_routes
from app.schema.transport.gate import Gate, Limits
from app.schema.transport.visitors import staff_only
from app.settings import Settings
from app.subscriptions.connections import Connections
from app.subscriptions.feed import Feeds
from app.subscriptions.hub import Hub
from app.subscriptions.presence import Presences
from app.subscriptions.revocation import Revocation
from app.subscriptions.transaction import ring_with

COLLECT = (5_000, 100, 10)
"""When Python looks for rings of dead objects; left alone it does so at every 700th new one.

Young ones while they are still in the processor's cache, which makes it cheap; older ones seldom.
"""

OpenOnes = tuple[Connections, Callable[[Iterable[UUID]], Awaitable[set[UUID]]]]
"""Who is connected, and who of them may stay."""


class Application(Starlette):
    """Starlette with our headers outermost, so that its own error pages have them too.

    Sockets go by a way of their own: what else there is on it was a tenth of what it costs to connect.
    """

    def __init__(self, settings: Settings, **options: Any) -> None:
        self._behind_https = settings.public_url.startswith("https://")
        super().__init__(**options)
        # It would send people to whatever host they have named.
        self.router.redirect_slashes = False
        (endpoint,) = (route.endpoint for route in self.routes if isinstance(route, WebSocketRoute))
        self._sockets = Headers(straight_to(endpoint), self._behind_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or one socket."""
        if scope["type"] == "websocket" and scope["path"] == PATH:
            await self._sockets(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Return the application as it is served."""
        return Headers(super().build_middleware_stack(), self._behind_https)


def straight_to(endpoint: Callable[[WebSocket], Awaitable[None]]) -> ASGIApp:
    """Return the endpoint of sockets as an application."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await endpoint(WebSocket(scope, receive, send))

    return application


def build(settings: Settings) -> Starlette:
    """Return the application. Nothing outside is touched before it starts."""
    bus = RedisBus(settings.redis_url)
    files = files_of(settings)
    payments = payments_of(settings)
    runtime = Runtime(settings, bus, Depot(files), payments)
    sessions = Sessions(Passwords(settings.password_cost), bus.end_session)
    feeds = Feeds(bus.listen_to, bus.forget)
    everybody = Gatekeeper(sessions, Tokens(came_from_new_network))
    presences = Presences(RedisGathering(settings.redis_url), bus, feeds, everybody.recheck)
    services = Services(runtime, sessions, Cursors(settings.secret_key), feeds, presences, Security.of(settings))
    connections = Connections()
    schema = root.build()

    def make_context(viewer: Viewer, arrival: Arrival) -> Context:
        return Context(services, viewer, arrival)

    api = Api(schema, make_context, everybody, settings)
    api.live = live = LiveStreams(api, feeds, everybody.recheck)
    health = Health(Pulse(), Probe(settings.database_url), lambda: connections.is_draining)
    gate = Gate(Limits(settings.max_sockets, settings.max_sockets_per_address, settings.sockets_per_second))
    routes = [*graphql_routes(api, connections, gate), *health_routes(runtime, health)]
    if isinstance(kept := mail_of(settings), KeptMail) and settings.mode in {"demo", "test"}:
        routes += mail_routes(kept, settings.public_url)
    routes += paper_routes(services.cursors, WeasyPrinter())
    if payments is not None:
        routes += webhook_routes(payments)
    if isinstance(files, FolderFiles):
        routes += file_routes(files)
    if settings.mode != "production":
        routes += schema_routes(schema.as_str())
    has_elements = payments is not None and not settings.stripe_simulator
    routes += portal_routes(public_url=settings.public_url, files_origin=files.origin, has_elements=has_elements)
    routes += ide_routes(settings.mode, staff_only(api) if settings.mode == "production" else _anybody)
    application = Application(
        settings, routes=routes, lifespan=lambda _: _life(services, (connections, everybody.living), health, live.hub)
    )
    # Whoever serves it closes the sockets little by little before the end.
    application.state.connections = connections
    return application


def mail_of(settings: Settings) -> Mail | None:
    """Return how mail goes out: through SMTP, else into a folder; in production never into a folder."""
    name, place = parseaddr(settings.mail_from)
    sender = Address(name, addr_spec=place)
    if settings.smtp_url:
        return SmtpMail(settings.smtp_url, sender)
    if settings.mode == "production":
        return None
    return KeptMail(settings.var_folder / "mail", sender.display_name or sender.domain)


def files_of(settings: Settings) -> S3Files | FolderFiles:
    """Return where files are kept: in S3, else in a folder."""
    if settings.s3_url:
        return S3Files(settings.s3_url)
    return FolderFiles(settings.var_folder / "files", settings.secret_key, settings.public_url)


def payments_of(settings: Settings) -> Stripe | None:
    """Return who moves money: Stripe, or the simulator of it; None where nobody can pay online."""
    if not settings.stripe_api_key:
        return None
    publishable, secrets = settings.stripe_publishable_key, settings.stripe_webhook_secrets
    keys = (settings.stripe_api_key, publishable, secrets, settings.stripe_simulator)
    through = settings.stripe_api
    return Stripe(Keys(*keys, settings.stripe_application_fee_bps, settings.payments_at_once, through))


def _days_with(payments: Provider | None) -> None:
    STEPS[:] = lived_with(STEPS, payments)


def queue_of(settings: Settings, payments: Provider | None) -> Queue:
    """Return a worker that knows every job."""
    key, factors = HeadKey(settings.secret_key), Security.of(settings).factors
    work = [
        *jobs(settings.event_retention_days, key, mail_of(settings), factors),
        *payment_jobs(payments),
        *rate_jobs(settings.var_folder / "rates"),
    ]
    work += [*notification_jobs(settings.public_url), *import_jobs(files_of(settings))]
    work += upload_jobs(Depot(files_of(settings)))
    # Whoever tests waits for one job after the other.
    look_seconds = 0.2 if settings.mode == "test" else None
    return Queue(settings.database_url, [as_worker(job) for job in work], look_seconds)


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[None]:
    """Work on jobs, and serve nobody."""
    payments = payments_of(settings)
    _days_with(payments)
    bus, queue = RedisBus(settings.redis_url), queue_of(settings, payments)

    async def ended(_: UUID) -> None:
        return None

    await open_database(settings.database_url, settings.pool_size, settings.start_seconds)
    ring_with(bus)
    await bus.start(lambda _: None, ended)
    queue.start()
    try:
        yield
    finally:
        await queue.stop()
        await bus.stop()
        await _close(payments)
        await close_database()


async def _close(payments: Provider | None) -> None:
    if payments is not None:
        await payments.close()


async def _anybody(_: Request) -> bool:
    return True


@asynccontextmanager
async def _life(services: Services, open_ones: OpenOnes, health: Health, hub: Hub) -> AsyncIterator[None]:
    settings, bus, feeds = services.runtime.settings, services.runtime.bus, services.feeds

    connections, living = open_ones
    revocation = Revocation(connections, living)

    def woken(id: UUID | None) -> None:
        feeds.wake(id)
        services.presences.wake(id)
        if id is None:
            revocation.look()

    await open_database(settings.database_url, settings.pool_size, settings.start_seconds)
    ring_with(bus)
    await bus.start(woken, revocation.ended)
    feeds.start()
    _measure(services, connections)
    beating = asyncio.create_task(health.pulse.beat())
    _days_with(services.runtime.payments)
    queue = queue_of(settings, services.runtime.payments)
    if settings.jobs == "here":
        queue.start()
    # What lives as long as the process need not be looked at again by the collector; nor need ten thousand sockets
    # that come one after the other, at each of them: a third of what it costs to connect went there.
    gc.freeze()
    gc.set_threshold(*COLLECT)
    try:
        yield
    finally:
        await queue.stop()
        await _end({beating})
        await services.presences.stop()
        await hub.stop()
        await feeds.stop()
        await bus.stop()
        await revocation.stop()
        await health.probe.close()
        await _close(services.runtime.payments)
        await close_database()


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    # Asked again until it is heard: `wait_for` of Python 3.11 loses a cancellation that meets its result.
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=1)


def _measure(services: Services, connections: Connections) -> None:
    feeds, bus = services.feeds, services.runtime.bus
    metrics.watch(metrics.sockets, lambda: len(connections))
    metrics.watch(metrics.feeds, lambda: len(feeds))
    metrics.watch(metrics.followers, lambda: feeds.followers)
    metrics.watch(metrics.rooms, lambda: len(services.presences))
    metrics.watch(metrics.redis_up, lambda: bus.is_up)
