"""One process that tries to take a charge back, many times at once; says how often it was the one that did."""

import asyncio
import sys
from uuid import UUID

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.errors import IllegalTransition, Unavailable
from app.resolvers.charges import reverse


async def attempt(viewer: Viewer, charge: UUID, room: asyncio.Semaphore) -> int:
    """Try until there is an answer."""
    while True:
        try:
            async with room:
                await reverse(viewer, charge, "by many at once")
            return 1
        except IllegalTransition:
            return 0
        except Unavailable:
            await asyncio.sleep(0.05)


async def main(url: str, organization: str, charge: str, times: int) -> None:
    """Try as often as asked, six at a time."""
    await open_database(url, 6)
    try:
        viewer, room = Viewer.system_of(UUID(organization), "a race"), asyncio.Semaphore(6)
        won = await asyncio.gather(*(attempt(viewer, UUID(charge), room) for _ in range(times)))
        print(sum(won))
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], int(sys.argv[4])))
