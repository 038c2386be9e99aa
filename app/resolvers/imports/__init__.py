"""Brings a landlord's own list in: each row is one home, written whole or not at all, and never twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.imports import Fault, Home
from app.resolvers.imports import batches, rows
from app.resolvers.imports.rows import Made

__all__ = ["Outcome", "Told", "bring_in"]

BATCH = 100
"""Rows a transaction: each makes five events at most, and a transaction takes five hundred."""


@dataclass(slots=True)
class Outcome:
    """What was made, by noun; and the rows that could not be written."""

    made: dict[str, int] = field(default_factory=lambda: {"property": 0, "unit": 0, "tenant": 0, "lease": 0})
    faults: list[Fault] = field(default_factory=list)
    known: set[Made] = field(default_factory=set, repr=False)

    def wrote(self, made: list[Made]) -> None:
        """Count what was made; a trial makes a property anew in each transaction, and it is one."""
        for noun, _ in {*made} - self.known:
            self.made[noun] += 1
        self.known.update(made)

    def refused(self, home: Home, error: TenantryError) -> None:
        """Remember why a row could not be written."""
        self.faults.append(Fault(home.row, ".".join(error.path[1:2]) or "row", error.message))


Told = Callable[[int, Outcome], Awaitable[None]]
"""Hears how many rows are done, and what has become of them so far."""


async def bring_in(viewer: Viewer, homes: list[Home], told: Told, is_trial: bool = False) -> Outcome:
    """Write the rows, a hundred in a transaction; what is there already stays as it is.

    A trial says the same, and leaves nothing: each transaction is undone.

    A row that collides with what is there, such as a unit that is let already, is a fault and leaves nothing. `told`
    hears how many rows are done. Whatever ends it in between, what was told is there, and it can be begun again.
    """
    outcome = Outcome()
    for start in range(0, len(homes), BATCH):
        await _bring_in(viewer, homes[start : start + BATCH], outcome, is_trial)
        await told(min(start + BATCH, len(homes)), outcome)
    outcome.faults.sort(key=lambda fault: fault.row)
    return outcome


async def _bring_in(viewer: Viewer, homes: list[Home], outcome: Outcome, is_trial: bool) -> None:
    try:
        batch = await batches.write(viewer, homes, is_trial)
    except TenantryError:
        # One of them met something that nobody foresaw: each by itself, so that it keeps only itself out.
        batch = batches.Batch(left=homes)
    outcome.wrote(batch.made)
    for home, error in batch.refused:
        outcome.refused(home, error)
    for home in batch.left:
        try:
            outcome.wrote(await rows.write(viewer, home, is_trial))
        except TenantryError as error:
            outcome.refused(home, error)
