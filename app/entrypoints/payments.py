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


def payment_jobs(provider: Provider | None) -> list[Job]:
    """Return what workers do; without a provider, what was asked for waits until there is one."""

    async def work(organization_id: str) -> None:
        if provider is not None:
            await hints.work(provider, UUID(organization_id))

    if provider is None:
        return [Job(hints.WORK, work)]

    def everywhere(run: Callable[[UUID], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
        async def all_of_them() -> None:
            for organization_id in await _organizations():
                try:
                    await run(organization_id)
                except TenantryError as error:
                    # One organization must not keep the others waiting.
                    logger.warning("%s waits for the next time: %s", organization_id, error.message)

        return all_of_them

    return [
        Job(hints.WORK, work),
        Job("payments.sweep", everywhere(lambda id: sweeps.sweep(provider, id)), "* * * * *"),
        Job("payments.look_again", everywhere(lambda id: sweeps.look_again(provider, id)), "*/5 * * * *"),
        Job("payments.read_events", everywhere(lambda id: sweeps.read_events(provider, id)), "*/15 * * * *"),
        Job("payments.autopay", everywhere(lambda id: runs.run_due(provider, id)), "*/10 * * * *"),
        Job("payments.forget", everywhere(hints.forget), "41 * * * *"),
    ]


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("payments.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
