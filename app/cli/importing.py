"""`tenantry import`: looks at a list of homes, and brings it in."""

import argparse
from pathlib import Path

from app.cli.services import inspected, progress, services
from app.serving.foreground import finished
from app.settings import Settings

EVERY = 100
MOST_SHOWN = 200


def bring_in(settings: Settings, parsed: argparse.Namespace) -> None:
    """Say what is wrong, and write what is good; raises `Unusable` when faults keep it from being written."""
    from app.entrypoints.imports import look
    from app.integrations.sheets.reader import Unreadable
    from app.serving.listeners import Unusable

    try:
        plan = look(Path(parsed.file))
    except Unreadable as error:
        raise Unusable(str(error)) from error
    _show(plan.faults)
    print(f"{len(plan.homes)} good rows, {len({fault.row for fault in plan.faults})} rows with faults", flush=True)
    if parsed.dry_run:
        return
    if plan.faults and not parsed.skip_bad:
        raise Unusable("Nothing was written: mend the rows above, or leave them out with --skip-bad.")
    if settings.outside_services:
        return _write(settings.with_secret(), plan)
    with services(settings) as started:
        _write(started, plan)


def _write(settings: Settings, plan: object) -> None:
    from app.entrypoints.imports import write
    from app.errors import TenantryError
    from app.models.imports import Plan
    from app.serving.listeners import Unusable

    assert isinstance(plan, Plan)
    inspected(settings)

    def told(done: int) -> None:
        if done % EVERY == 0:
            progress(f"{done} of {len(plan.homes)} rows")

    try:
        outcome = finished(write(settings, plan, told))
    except TenantryError as error:
        raise Unusable(error.message) from error
    _show(outcome.faults)
    print(", ".join(f"{count} new {noun} rows" for noun, count in outcome.made.items()), flush=True)
    if outcome.faults:
        raise Unusable(f"{len(outcome.faults)} rows were left out; everything else is there.")


def _show(faults: list) -> None:  # type: ignore[type-arg]
    for fault in faults[:MOST_SHOWN]:
        print(f"row {fault.row}, {fault.column}: {fault.message}")
    if len(faults) > MOST_SHOWN:
        print(f"and {len(faults) - MOST_SHOWN} more")
