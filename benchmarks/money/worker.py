"""One worker that bills one organization, and is meant to be killed."""

import asyncio
import sys
from uuid import UUID

from app.auth.backend import close_database, open_database
from app.resolvers.billing import bill_all
from app.settings import Settings


async def work(organization_id: UUID) -> None:
    """Bill until nothing is left."""
    await open_database(Settings.from_environment().database_url, 4)
    try:
        print(await bill_all(organization_id), flush=True)
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(work(UUID(sys.argv[1])))
