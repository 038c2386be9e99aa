"""What workers do for payments: work off what the provider told, and look where it may have told nothing."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.auth.doors import door
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.integrations.queue.port import Job
from app.integrations.stripe.port import Provider
from app.resolvers.payments import hints, runs, sweeps

logger = logging.getLogger("tenantry.payments")


def _everywhere(run: Callable[[UUID], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
    """Return what does something for each organization; one that cannot be served keeps no other waiting."""

    async def all_of_them() -> None:
        for organization_id in await _organizations():
            try:
                await run(organization_id)
            except TenantryError as error:
                logger.warning("%s waits for the next time: %s", organization_id, error.message)
            except Exception:
                logger.exception("%s waits for the next time", organization_id)

    return all_of_them


def payment_jobs(provider: Provider | None) -> list[Job]:
    """Return what workers do; without a provider, what was asked for waits until there is one."""

    async def work(organization_id: str) -> None:
        if provider is not None:
            await hints.work(provider, UUID(organization_id))

    if provider is None:
        return [Job(hints.WORK, work)]

    return [
        Job(hints.WORK, work),
        Job("payments.sweep", _everywhere(lambda id: sweeps.sweep(provider, id)), "* * * * *"),
        Job("payments.look_again", _everywhere(lambda id: sweeps.look_again(provider, id)), "*/5 * * * *"),
        Job("payments.read_events", _everywhere(lambda id: sweeps.read_events(provider, id)), "*/15 * * * *"),
        Job("payments.autopay", _everywhere(lambda id: runs.run_due(provider, id)), "*/10 * * * *"),
        Job("payments.forget", _everywhere(hints.forget), "41 * * * *"),
    ]


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("payments.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
