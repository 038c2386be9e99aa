"""Brings in rates of currencies: from the newest file that somebody put there, else from the one that comes along."""

import logging
from collections.abc import Iterator
from pathlib import Path

from app import clock
from app.auth.doors import door
from app.auth.scope import writing
from app.auth.viewer import Viewer
from app.integrations.queue.port import Job
from app.ledger.rates import MOST_BYTES, Rates, read_ecb
from app.models import rates

logger = logging.getLogger("tenantry.errors")

MOST_FILES = 31
SHIPPED = Path(rates.__file__).parent / "eurofxref-2024-06-28.xml"
KEEP = """
INSERT INTO fx_rate (source, quote, rate_on, rate, fetched_at)
SELECT $1, quote, $2, rate, $3 FROM unnest($4::text[], $5::numeric[]) AS given (quote, rate) ON CONFLICT DO NOTHING
"""


async def import_rates(folder: Path) -> None:
    """Keep the rates of the newest files `*.xml` of a folder, as the European Central Bank publishes them daily.

    A day that is known is left as it is; a file that is none is named in the log, and the rates before it stay.
    """
    for found in _read(folder):
        await _keep(found)


def _read(folder: Path) -> Iterator[Rates]:
    for path in (SHIPPED, *sorted(folder.glob("*.xml"))[-MOST_FILES:]):
        try:
            # One byte more than is read as rates: what is longer is refused, and not taken into memory.
            with path.open("rb") as file:
                yield read_ecb(file.read(MOST_BYTES + 1).decode("utf-8", "replace"))
        except (OSError, ValueError) as error:
            logger.error("no rates from %s: %s", path.name, error)


async def _keep(found: Rates) -> None:
    currencies, values = zip(*found.per_euro.items(), strict=True)
    async with writing(Viewer.anonymous()) as scope:
        with door("rates.keep"):
            await scope.rows(KEEP, found.source, found.on, clock.now(), list(currencies), list(values))


def rate_jobs(folder: Path) -> list[Job]:
    """Return what workers do about rates."""

    async def bring_in() -> None:
        await import_rates(folder)

    return [Job("rates.import", bring_in, "42 * * * *")]
