"""A lease comes into being, and is changed while it is a draft; in force, only people come and go."""

from typing import Any
from uuid import UUID

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict
from app.models.leases import BINDING, Lease, LeaseStatus, LeaseType, ProrationMethod
from app.resolvers import deposits
from app.resolvers.billing_days import today
from app.resolvers.inputs import change, expected, minor
from app.resolvers.leases import grants, holding, parties
from app.resolvers.leases.terms import Terms, check_period
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Once, Transaction, next_number, transaction

S = LeaseStatus


async def create(viewer: Viewer, type: LeaseType, terms: Terms, once: Once | None = None) -> UUID:
    """Draft a lease; returns its id.

    Raises `BadInput`, `NotFound` for units and tenants out of sight, `Forbidden` for units that are not the viewer's to
    let, `OverlappingLease` with whoever has one of them in that period.
    """
    terms.check()
    assert terms.unit_ids is not None and terms.parties is not None and terms.start_on is not None
    assert terms.rent is not None and terms.due_day is not None
    check_period(type, terms.start_on, terms.end_on)
    number = await next_number(viewer, "lease")
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        units = await holding.lettable(viewer, terms.unit_ids)
        await holding.check_free(viewer, list(terms.unit_ids), (terms.start_on, terms.end_on), None)
        await parties.check_known(viewer, terms.parties)
        place = await PropertyPolicy.fetch(viewer, units[0].property_id)
        lease = await tx.create(
            Lease,
            property_id=place.id,
            number=f"L-{number}",
            type=type,
            status=S.DRAFT,
            start_on=terms.start_on,
            end_on=terms.end_on,
            agreed_end_on=terms.end_on,
            rent_minor=minor(*terms.rent, place.currency, ("input", "rent")),
            currency=place.currency,
            due_day=terms.due_day,
            proration_method=terms.proration_method or ProrationMethod.ACTUAL_DAYS,
        )
        await holding.keep(tx, lease, list(terms.unit_ids))
        await parties.bind(tx, lease, terms.parties, await today(viewer, place.time_zone))
        await deposits.agree(tx, lease, terms.deposit)
        tx.announce(lease, "CREATED", of_lease(lease))
        return tx.done(lease.id)


async def update(
    viewer: Viewer, id: UUID, terms: Terms, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Change a draft, or the people and the eviction of a lease in force.

    Raises `BadInput`, `NotFound`, `Forbidden`, `OverlappingLease`, and `Conflict` for a lease that is past changing.
    """
    terms.check()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await LeasePolicy.lock(viewer, id, to=LeasePolicy.change)
        expected(lease, expected_version)
        _check_changeable(lease, terms)
        place = await PropertyPolicy.fetch(viewer, lease.property_id)
        changed = change(lease, _columns(lease, terms, place.currency))
        changed += await _change_units(tx, lease, terms)
        changed += await _change_parties(tx, lease, terms, place.time_zone)
        if terms.are_touched and await deposits.agree(tx, lease, terms.deposit):
            changed.append("deposit")
        if changed:
            stored = [name for name in changed if name not in ("units", "parties", "deposit")]
            await tx.save(lease, *stored)
            tx.announce(lease, "UPDATED", of_lease(lease), changed=sorted(changed))
        return tx.done(lease.id)


def _check_changeable(lease: Lease, terms: Terms) -> None:
    allowed = [S.DRAFT] if terms.are_touched else [S.DRAFT, *BINDING]
    if lease.status not in allowed:
        raise Conflict(
            "The lease can no longer be changed like this.",
            ("input", "leaseId"),
            status=str(lease.status),
            allowed=[str(status) for status in allowed],
        )
    if terms.eviction_filed_on is not None and lease.status == S.DRAFT:
        raise BadInput("Nobody is evicted from a draft.", ("input", "evictionFiledOn"))


def _columns(lease: Lease, terms: Terms, currency: str) -> dict[str, Any]:
    check_period(LeaseType(lease.type), terms.start_on or lease.start_on, terms.end_on or lease.end_on)
    return {
        "start_on": terms.start_on,
        "end_on": terms.end_on,
        "agreed_end_on": terms.end_on,
        "rent_minor": minor(*terms.rent, currency, ("input", "rent")) if terms.rent is not None else None,
        "due_day": terms.due_day,
        "proration_method": terms.proration_method,
        "eviction_filed_on": terms.eviction_filed_on,
    }


async def _change_units(tx: Transaction, lease: Lease, terms: Terms) -> list[str]:
    if terms.unit_ids is None and terms.start_on is None and terms.end_on is None:
        return []
    present = await holding.unit_ids(lease)
    wanted = terms.unit_ids or tuple(present)
    units = await holding.lettable(tx.viewer, wanted)
    if units[0].property_id != lease.property_id:
        raise BadInput("A lease stays in its property.", holding.UNITS)
    period = lease.period
    await holding.check_free(tx.viewer, list(wanted), (period.lower, period.upper), lease.id)
    await holding.keep(tx, lease, list(wanted))
    await holding.hold(tx, lease)
    return ["units"] if set(wanted) != set(present) else []


async def _change_parties(tx: Transaction, lease: Lease, terms: Terms, time_zone: str) -> list[str]:
    if terms.parties is None:
        return []
    await parties.check_known(tx.viewer, terms.parties)
    await parties.bind(tx, lease, terms.parties, await today(tx.viewer, time_zone))
    if lease.status in BINDING:
        await grants.follow(tx, lease, time_zone)
    return ["parties"]
