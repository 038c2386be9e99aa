"""One process that works on jobs and serves nobody."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable

from app.main import working
from app.serving import logs
from app.settings import Settings

logger = logging.getLogger("tenantry.worker")


def work(settings: Settings, ready: Callable[[], None]) -> None:
    """Work until Ctrl-C or SIGTERM; returns when the jobs that ran have ended or were put back."""
    logs.set_up(settings)
    logger.info("starting: %s mode, process %d", settings.mode, os.getpid())
    asyncio.run(_work(settings, ready))
    logger.info("ended")


async def _work(settings: Settings, ready: Callable[[], None]) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with working(settings):
        ready()
        await asked.wait()
