"""The beginning of a server: its database is waited for, and looked at, before anything is announced."""

import asyncio
import time
from collections.abc import Callable

from app.models.inspect import Unfit, inspect
from app.serving.listeners import Unusable
from app.settings import Settings

BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0)


async def inspected(settings: Settings, say: Callable[[str], None]) -> None:
    """Raise `Unusable` for a database that cannot be served from, at once, or that stays away for too long.

    Machines that start together start in any order, so a database that is not there yet is no mistake.
    """
    began, tries = time.monotonic(), 0
    while True:
        try:
            return await inspect(settings.database_url)
        except Unfit as unfit:
            raise Unusable(str(unfit)) from unfit
        except (OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            left = began + settings.start_seconds - time.monotonic()
            if left <= 0:
                raise Unusable(f"The database of DATABASE_URL does not answer: {why}.") from error
        if tries == 0:
            say(f"The database of DATABASE_URL does not answer ({why}): waiting for up to {settings.start_seconds:g} s")
        await asyncio.sleep(min(left, BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)]))
        tries += 1
