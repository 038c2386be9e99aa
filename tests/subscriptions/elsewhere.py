"""A node in a process of its own, for tests that kill it: somebody looks at a conversation there."""

import asyncio
import sys

from app.auth.backend import open_database
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.entrypoints.demo import PASSWORD
from tests.subscriptions.test_presence import Screen, node


async def look(database_url: str, redis_url: str) -> None:
    """Look until killed."""
    await open_database(database_url, 2)
    sessions = Sessions(Passwords("test"))
    ingrid = (await sessions.sign_in("ingrid@nordlys.example", PASSWORD, None)).viewer
    async with node(sessions, redis_url) as presences:
        await Screen(presences, ingrid).task


if __name__ == "__main__":
    asyncio.run(look(*sys.argv[1:3]))
