"""One process that serves: it says when it is ready, and on its way out lets go of its sockets little by little."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette

from app import metrics
from app.errors import TenantryError
from app.main import build
from app.serving import scrapes
from app.serving.doorstep import Doorstep
from app.serving.handshakes import HandshakeProtocol
from app.serving.refused import Config
from app.settings import Settings
from app.subscriptions.connections import Connections

logger = logging.getLogger("tenantry.server")

REQUEST_SECONDS = 20
"""How long requests may take to finish after the last socket was closed."""

GOODBYE_SECONDS = 3.0
LONGEST_FRAME_BYTES = 65_536
RESTART = 1012
RETRY_MS = (500, 3_000)
"""After what moment clients should come back: by then a balancer has noticed, and they are not all at once."""


class Server(uvicorn.Server):
    """uvicorn closes all sockets at once and only then begins to wait; here they go first, spread over a span.

    Meanwhile it still listens and answers, so that balancers see `/readyz` say no before anybody is refused.
    """

    def __init__(
        self, config: uvicorn.Config, connections: Connections, span: float, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._connections = connections
        self._span = span
        self._ready = ready
        self._draining: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_unheard)
        await super().startup(sockets)
        if self.started:
            logger.info("serving")
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Go on until asked to end and drained."""
        if not await super().on_tick(counter):
            return False
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())
        return self.force_exit or self._draining.done()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal: the first begins the end, a second Ctrl-C cuts it short."""
        super().handle_exit(sig, frame)
        if self.force_exit and self._loop is not None:
            self._loop.call_soon_threadsafe(self._cut)

    async def _drain(self) -> None:
        logger.info("draining: %d sockets over %g s", len(self._connections), self._span)
        loop = asyncio.get_running_loop()
        until = loop.time() + self._span
        await self._connections.drain(RESTART, "Restarting", self._span, RETRY_MS)
        await asyncio.sleep(until - loop.time())
        # Who was closed last is still saying goodbye; uvicorn would interrupt.
        for _ in range(int(GOODBYE_SECONDS * 50)):
            if not len(self._connections):
                return
            await asyncio.sleep(0.02)

    def _cut(self) -> None:
        # Somebody is in a hurry: that things are torn off in the middle is no news.
        logging.getLogger("uvicorn.error").disabled = True
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Write what nobody has heard of into the log, but no refusals: one batch fails for many fields, one tells."""
    if not isinstance(context.get("exception"), TenantryError):
        loop.default_exception_handler(context)


def serve(
    settings: Settings,
    web: socket.socket,
    numbers: socket.socket | None,
    ready: Callable[[], None],
    worker: int = 0,
) -> None:
    """Serve until Ctrl-C or SIGTERM; returns when everything has drained and is closed.

    `numbers` listens for scrapes of the metrics; `worker` is the place among several processes.
    """
    metrics.info.labels(settings.mode, str(worker)).set(1)
    application = build(settings)
    with scrapes.answering(numbers):
        server = Server(_config(application, settings), application.state.connections, settings.span_of_drain, ready)
        logger.info("starting: %s mode, process %d", settings.mode, os.getpid())
        try:
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[web])
        finally:
            logger.info("ended%s", " at once" if server.force_exit else "")


def _config(application: Starlette, settings: Settings) -> Config:
    return Config(
        application,
        behind_https=settings.public_url.startswith("https://"),
        log_config=None,
        access_log=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        server_header=False,
        ws_max_size=LONGEST_FRAME_BYTES,
        http=Doorstep,
        ws=HandshakeProtocol,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=REQUEST_SECONDS,
    )
