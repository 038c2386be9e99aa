"""`tenantry import`: looks at a list of homes, and brings it in."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.services import inspected, progress, services
from app.serving.foreground import finished
from app.settings import Settings

if TYPE_CHECKING:
    from app.models.imports import Fault, Plan

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
    if parsed.dry_run and not _has_database(settings):
        return
    if plan.faults and not parsed.skip_bad and not parsed.dry_run:
        raise Unusable("Nothing was written: mend the rows above, or leave them out with --skip-bad.")
    if settings.outside_services:
        return _write(settings.with_secret(), plan, parsed.dry_run)
    with services(settings) as started:
        _write(started, plan, parsed.dry_run)


def _has_database(settings: Settings) -> bool:
    from app.services import places

    return settings.outside_services or (places.home_of(settings.var_folder.resolve()) / "postgres").is_dir()


def _write(settings: Settings, plan: "Plan", is_trial: bool) -> None:
    from app.entrypoints.imports import write
    from app.errors import TenantryError
    from app.serving.listeners import Unusable

    inspected(settings)

    async def told(done: int, _: object) -> None:
        progress(f"{done} of {len(plan.homes)} rows")

    try:
        outcome = finished(write(settings, plan, told, is_trial))
    except TenantryError as error:
        raise Unusable(error.message) from error
    _show(list(map(plan.called, outcome.faults)))
    counted = ", ".join(f"{count} new {noun} rows" for noun, count in outcome.made.items())
    print(f"Nothing was written; there would be {counted}" if is_trial else counted, flush=True)
    if outcome.faults:
        clash = "clash with what is there" if is_trial else "were left out; everything else is there"
        raise Unusable(f"{len(outcome.faults)} rows {clash}.")


def _show(faults: "list[Fault]") -> None:
    for fault in faults[:MOST_SHOWN]:
        print(f"row {fault.row}, {fault.column}: {fault.message}")
    if len(faults) > MOST_SHOWN:
        print(f"and {len(faults) - MOST_SHOWN} more")
