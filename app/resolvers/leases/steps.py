"""A lease moves on: by hand, and by the calendar of its property."""

from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.deposits import held_by
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.ledger import owed_by
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import Conflict, IllegalTransition, OverlappingLease
from app.models.charges import unsettled
from app.models.leases import TO, TRANSITIONS, Lease, LeaseStatus, Step, by_hand
from app.models.paging import equals
from app.resolvers import charge_templates, deposits
from app.resolvers.billing_days import now, today
from app.resolvers.inputs import expected, text
from app.resolvers.leases import grants, holding, parties
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Once, Transaction, transaction

S = LeaseStatus
MOVED = ("status", "end_on", "agreed_end_on", "signed_on", "notice_given_on")
PROLONGED = (S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN)
"""Steps that may keep the units for longer than before."""


async def change_status(
    viewer: Viewer, id: UUID, step: Step, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Take one step of the lease's state machine, and what the calendar asks for after it.

    Raises `NotFound`, `Forbidden`, `IllegalTransition`, `BadInput` for a day that does not fit, `Conflict`, and
    `OverlappingLease` where the lease would go on while somebody else has the unit.
    """
    note = text(step.note, ("input", "reason"), 1_000) if step.note is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await LeasePolicy.lock(viewer, id, to=LeasePolicy.change)
        expected(lease, expected_version)
        _check_by_hand(LeaseStatus(lease.status), step.to)
        place = await PropertyPolicy.fetch(viewer, lease.property_id)
        await _move(tx, lease, step, place.time_zone, note)
        await _keep_time(tx, lease, place.time_zone)
        await _settle(tx, lease, place.time_zone)
        if step.to is S.SIGNED:
            await deposits.bill(tx, lease)
            await charge_templates.begin(tx, lease)
        await _follow(tx, lease)
        return tx.done(lease.id)


async def keep_time(organization_id: UUID, id: UUID) -> bool:
    """Take the steps that the calendar asks of a lease; says whether there were any. Two workers take them once."""
    house = Viewer.system_of(organization_id, "the calendar of leases")
    async with transaction(house) as tx:
        lease = await LeasePolicy.lock(house, id, to=LeasePolicy.change)
        place = await PropertyPolicy.fetch(house, lease.property_id)
        moved = await _keep_time(tx, lease, place.time_zone)
        if moved:
            await _settle(tx, lease, place.time_zone)
            await _follow(tx, lease)
        return moved


def _check_by_hand(status: LeaseStatus, to: LeaseStatus) -> None:
    TRANSITIONS.check(status, to)
    if to not in by_hand(status):
        allowed = [str(state) for state in by_hand(status)]
        raise IllegalTransition("A signed lease begins by itself, on its first day.", TO, allowed=allowed)


async def _move(tx: Transaction, lease: Lease, step: Step, time_zone: str, note: str | None = None) -> None:
    before = LeaseStatus(lease.status)
    lease.move_to(step, await today(tx.viewer, time_zone))
    if step.to in PROLONGED and before != S.SIGNED:
        ids = await holding.lock_units(lease)
        period = lease.period
        await holding.check_free(tx.viewer, ids, (period.lower, period.upper), lease.id, TO)
    if step.to == S.CLOSED:
        await _check_settled(lease)
    tx.announce(lease, "STATUS_CHANGED", of_lease(lease), to=step.to, note=note, **{"from": before})


async def _keep_time(tx: Transaction, lease: Lease, time_zone: str) -> bool:
    moved = False
    while (to := lease.due(await today(tx.viewer, time_zone))) is not None:
        try:
            await _move(tx, lease, Step(to), time_zone)
        except OverlappingLease:
            # Somebody else has the unit from now on: nobody can stay past the end.
            lease.status = S.ACTIVE
            await _move(tx, lease, Step(S.ENDED), time_zone)
        moved = True
    return moved


async def _settle(tx: Transaction, lease: Lease, time_zone: str) -> None:
    await tx.save(lease, *MOVED)
    await holding.hold(tx, lease)
    await parties.move(tx, lease)
    await grants.follow(tx, lease, time_zone)


async def _follow(tx: Transaction, lease: Lease) -> None:
    """What is charged and held follows from the days of the lease."""
    await charge_templates.follow(tx, lease)
    await deposits.start_clock(tx, lease)


async def _check_settled(lease: Lease) -> None:
    house = Viewer.system_of(lease.organization_id, "what is owed under a lease")
    if await ChargePolicy.count(house, [equals("lease_id", lease.id), unsettled]):
        raise Conflict("Something is still owed under this lease.", TO)
    held = (await held_by([lease.id])).get(lease.id, 0)
    if held:
        raise Conflict("A deposit is still held under this lease.", TO, heldMinor=str(held))
    credit = -(await owed_by([lease.id], await now(house)))[lease.id].amount_minor
    if credit > 0:
        raise Conflict("The tenant has credit under this lease.", TO, creditMinor=str(credit))
