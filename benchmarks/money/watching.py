"""Looks how long transactions are open that hold something."""

from dataclasses import dataclass

import asyncpg

OPEN = """
SELECT extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds,
       concat_ws(' ', wait_event_type, wait_event, left(regexp_replace(query, '\\s+', ' ', 'g'), 60)) AS at
  FROM pg_stat_activity WHERE usename = 'tn_app' AND state <> 'idle' AND backend_xid IS NOT NULL
 ORDER BY seconds DESC LIMIT 1
"""


@dataclass
class Held:
    """The longest transaction that was seen, in seconds, and what it was at."""

    seconds: float = 0.0
    at: str = ""

    async def look(self, boss: asyncpg.Connection) -> None:
        """Look once."""
        row = await boss.fetchrow(OPEN)
        if row is not None and row["seconds"] > self.seconds:
            self.seconds, self.at = row["seconds"], row["at"]
