"""Backups: how old the newest one is."""

from collections.abc import Iterator

from app import clock
from app.backups import Shelf
from app.doctor.findings import Finding, note, ok, warning
from app.settings import Settings

OLD_HOURS = 48


def findings(settings: Settings) -> Iterator[Finding]:
    """Say when the last backup was taken; of a database of one's own nothing is said where none lie here."""
    newest = Shelf(settings.backups).newest_at()
    if newest is None:
        if not settings.outside_services:
            yield note("backups", f"there are none in {settings.backups}: `tenantry serve` takes one a day")
        return
    hours = (clock.now() - newest).total_seconds() / 3600
    words = f"the newest in {settings.backups} is {hours:.0f} hours old"
    if hours > OLD_HOURS:
        yield warning("backups", f"{words}: `tenantry backup` takes one, and says why it cannot")
    else:
        yield ok("backups", words)
