"""One worker of one organization, which is meant to be killed: it charges the rent, or lets standing orders run."""

import asyncio
import sys
from uuid import UUID

from app.auth.backend import close_database, open_database
from app.integrations.stripe.port import Provider
from app.main import payments_of
from app.resolvers.billing import bill_all
from app.resolvers.payments import runs, sweeps
from app.resolvers.payments.places import house
from app.settings import Settings
from app.subscriptions.transaction import transaction

WAITING = "SELECT EXISTS (SELECT FROM payment_attempt WHERE state = 'PLANNED') AS yes"
PAUSE = 1.0


async def work(organization_id: UUID, what: str) -> None:
    """Work until nothing is left."""
    settings = Settings.from_environment()
    await open_database(settings.database_url, max(4, settings.payments_at_once))
    try:
        if what == "rent":
            print(await bill_all(organization_id), flush=True)
        elif (provider := payments_of(settings)) is not None:
            print(await runs.run_due(provider, organization_id), flush=True)
            await _finish(provider, organization_id)
    finally:
        await close_database()


async def _finish(provider: Provider, organization_id: UUID) -> None:
    """Send what a dead worker had begun to send, as the clock does each minute: it is held for half a minute."""
    while True:
        await sweeps.sweep(provider, organization_id)
        async with transaction(house(organization_id)) as tx:
            row = await tx.run(WAITING)
        if row is None or not row.yes:
            return
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    asyncio.run(work(UUID(sys.argv[1]), sys.argv[2]))
