"""Which units a lease keeps, for how long, and who stands in the way."""

from datetime import date
from typing import Any
from uuid import UUID

from app.auth.policies.leases import LeasePolicy, LeaseUnitPolicy
from app.auth.policies.properties import UnitPolicy
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, Forbidden, NotFound, OverlappingLease
from app.models.ids import to_global
from app.models.leases import OCCUPYING, Lease, LeaseUnit
from app.models.occupancy import overlapping
from app.models.properties import Unit
from app.subscriptions.transaction import Transaction

UNITS = ("input", "unitIds")


async def lettable(viewer: Viewer, ids: tuple[UUID, ...]) -> list[Unit]:
    """Return units of one property, locked: whoever wants to let one of them waits here, and never for each other.

    Raises `NotFound`, `Forbidden`, and `BadInput` for units of several properties.
    """
    found: list[Unit] = []
    for id in sorted(ids):
        try:
            found.append(await UnitPolicy.lock(viewer, id, to=UnitPolicy.let))
        except (NotFound, Forbidden) as refusal:
            raise type(refusal)(refusal.message, UNITS) from None
    if len({unit.property_id for unit in found}) > 1:
        raise BadInput("The units of a lease belong to one property.", UNITS)
    return found


async def unit_ids(lease: Lease) -> list[UUID]:
    """Return the units of a lease, in the order in which they are locked."""
    house = Viewer.system_of(lease.organization_id, "the units of a lease")
    rows = (await LeaseUnitPolicy.below(house, "lease_id", [lease.id])).get(lease.id, [])
    return sorted(row.unit_id for row in rows)


async def check_free(
    viewer: Viewer, ids: list[UUID], period: tuple[date, date | None], but: UUID | None, path: tuple[str, ...] = UNITS
) -> None:
    """Raise `OverlappingLease` when another lease keeps one of these locked units; it is named where it is visible."""
    house = house_of(viewer, "who keeps a unit")
    rows = await LeaseUnitPolicy.below(house, "unit_id", ids, [overlapping(*period, but)])
    held = [row for below in rows.values() for row in below]
    if not held:
        return
    seen = await LeasePolicy.related(viewer, {row.lease_id for row in held})
    conflicts = [_named(row, seen[row.lease_id]) for row in held if row.lease_id in seen]
    raise OverlappingLease("Another lease holds this unit in that period.", path, conflicts=conflicts)


def _named(row: Any, lease: Any) -> dict[str, Any]:
    start, end = row.period.lower, row.period.upper
    return {
        "leaseId": to_global("Lease", lease.id),
        "number": lease.number,
        "unitId": to_global("Unit", row.unit_id),
        "startOn": str(start),
        "endOn": None if end is None else str(end),
    }


async def lock_units(lease: Lease) -> list[UUID]:
    """Lock the units of a lease, so that nobody lets them meanwhile; returns their ids."""
    house = Viewer.system_of(lease.organization_id, "the units of a lease")
    ids = await unit_ids(lease)
    for id in ids:
        await UnitPolicy.lock(house, id, to=UnitPolicy.see)
    return ids


async def keep(tx: Transaction, lease: Lease, wanted: list[UUID]) -> None:
    """Make the lease keep exactly these units."""
    present = await unit_ids(lease)
    for id in set(present) - set(wanted):
        await tx.run("DELETE FROM lease_unit WHERE lease_id = $1 AND unit_id = $2", lease.id, id)
    shared = {"property_id": lease.property_id, "lease_id": lease.id, "period": lease.period, "occupies": True}
    added = [{"unit_id": id, **shared} for id in sorted(set(wanted) - set(present))]
    if added:
        await tx.create_many(LeaseUnit, added)


HOLD = "UPDATE lease_unit SET period = daterange($2::date, $3::date), occupies = $4 WHERE lease_id = $1"


async def hold(tx: Transaction, lease: Lease) -> None:
    """Keep the units of a lease for the days that its status says, or give them up."""
    period = lease.period
    await tx.run(HOLD, lease.id, period.lower, period.upper, lease.status in OCCUPYING)
