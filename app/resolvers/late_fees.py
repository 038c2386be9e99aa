"""What paying late costs: set within the law, charged once each, and never while money sent in time is on its way."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.late_fees import LateFeePolicyPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, Unlawful
from app.ledger.fees import FeeKind, FeeRepeat, FeeRule
from app.ledger.laws import law_of
from app.models.base import Row
from app.models.late_fees import LateFeePolicy, rule_of
from app.models.leases import BINDING
from app.resolvers.billing_days import today
from app.resolvers.inputs import above_zero, expected, minor
from app.resolvers.standards import day
from app.subscriptions.portfolio import of_lease, of_property
from app.subscriptions.transaction import Once, Transaction, transaction

MOST_RATE_BPS = 10_000
MOST_TIERS, LAST_DAY = 12, 365
Amount = tuple[Decimal, str]
LAST = """
SELECT coalesce(max(number), 0) AS number FROM late_fee_policy
 WHERE organization_id = (SELECT app.current_org()) AND property_id = $1 AND lease_id IS NOT DISTINCT FROM $2
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy to set, for a property or for one lease of it. Amounts are amounts and their currency."""

    kind: FeeKind
    grace_days: int
    property_id: UUID | None = None
    lease_id: UUID | None = None
    counts_business_days: bool = False
    amount: Amount | None = None
    rate: Decimal | None = None
    """Percent: 5 is five hundredths of the rent."""
    repeat: FeeRepeat | None = None
    daily_max: Amount | None = None
    tiers: tuple[tuple[int, Amount], ...] = ()
    """From which day after the grace on, and what the fee is from then on, in all."""
    total_max: Amount | None = None
    min_open: Amount | None = None
    covers_all: bool = False
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a policy counts."""

    property: Row
    lease: Any | None

    @property
    def currency(self) -> str:
        """Return the currency of what is owed there."""
        return str(self.lease.currency if self.lease is not None else self.property.currency)


async def set_policy(viewer: Viewer, wanted: Wanted, once: Once | None = None) -> UUID:
    """Set what paying late costs, for what falls due from a day on; returns the id of the policy.

    What fell due before keeps its policy. Raises `BadInput`, `NotFound`, `Forbidden`, and `Unlawful` with its citation.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        place = await _place(viewer, wanted)
        here = await today(viewer, place.property.time_zone)
        starts_on = day(wanted.starts_on, ("input", "startsOn")) if wanted.starts_on is not None else here
        if starts_on < here:
            raise BadInput("A policy counts for what falls due from today on.", ("input", "startsOn"), today=str(here))
        columns = _columns(wanted, place.currency)
        lease_id = place.lease.id if place.lease is not None else None
        last = await tx.run(LAST, place.property.id, lease_id)
        policy = LateFeePolicy(
            **{"organization_id": viewer.organization_id, "property_id": place.property.id, "lease_id": lease_id},
            **{
                "number": last["number"] + 1 if last else 1,
                "starts_on": starts_on,
                "currency": place.currency,
                **columns,
            },
        )
        _check_lawful(place, rule_of(policy, place.property.jurisdiction, policy.amount_minor), starts_on)
        await _end_running(tx, place.property.id, lease_id, starts_on)
        names = ("property_id", "lease_id", "number", "starts_on", "currency", *columns)
        made = await tx.create(LateFeePolicy, **{name: getattr(policy, name) for name in names})
        tx.record(made, "SET", number=made.number)
        _tell(tx, place.lease if place.lease is not None else place.property)
        return tx.done(made.id)


async def end_policy(
    viewer: Viewer, id: UUID, ends_on: date | None, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Let a policy count no more for what falls due from a day on, today without one. Raises as `set_policy` does."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        policy = await LateFeePolicyPolicy.lock(viewer, id, to=LateFeePolicyPolicy.change)
        expected(policy, expected_version)
        place = await PropertyPolicy.fetch(viewer, policy.property_id)
        here = await today(viewer, place.time_zone)
        wanted = here if ends_on is None else day(ends_on, ("input", "endsOn"))
        if wanted < here:
            raise BadInput("A policy ends today at the earliest.", ("input", "endsOn"), today=str(here))
        if policy.ends_on is not None and policy.ends_on <= here:
            raise Conflict("The policy has ended.", ("input", "lateFeePolicyId"), endsOn=str(policy.ends_on))
        policy.ends_on = max(wanted, policy.starts_on)
        await tx.save(policy, "ends_on")
        tx.record(policy, "ENDED")
        house = Viewer.system_of(policy.organization_id, "the lease of a policy")
        _tell(tx, place if policy.lease_id is None else await LeasePolicy.fetch(house, policy.lease_id))
        return tx.done(policy.id)


def _tell(tx: Transaction, row: Any) -> None:
    scope = of_lease(row) if row.noun == "lease" else of_property(row)
    tx.announce(row, "UPDATED", scope, changed=["lateFeePolicy"])


async def _place(viewer: Viewer, wanted: Wanted) -> Place:
    if (wanted.property_id is None) == (wanted.lease_id is None):
        raise BadInput("A policy is for a property, or for a lease.", ("input", "propertyId"))
    if wanted.lease_id is not None:
        lease = await LeasePolicy.lock(viewer, wanted.lease_id, to=LeasePolicy.change)
        if lease.status not in (*BINDING, "DRAFT", "OFFERED"):
            raise Conflict("The lease is over.", ("input", "leaseId"), status=str(lease.status))
        return Place(await PropertyPolicy.fetch(viewer, lease.property_id), lease)
    assert wanted.property_id is not None
    house = await PropertyPolicy.lock(viewer, wanted.property_id, to=PropertyPolicy.change)
    return Place(await PropertyPolicy.fetch(viewer, house.id), None)


def _columns(wanted: Wanted, currency: str) -> dict[str, Any]:
    if not 0 <= wanted.grace_days <= 90:
        raise BadInput("From 0 to 90 days.", ("input", "graceDays"), minimum=0, maximum=90)
    rate = (wanted.rate or Decimal(0)) * 100
    if rate != int(rate) or not 0 <= rate <= MOST_RATE_BPS:
        raise BadInput("A rate is from 0 to 100 percent, in hundredths.", ("input", "ratePercent"))
    _check_kind(wanted)
    money = {"amount": wanted.amount, "totalMax": wanted.total_max, "minOpen": wanted.min_open}
    money["dailyMax"] = wanted.daily_max
    amounts = {name: minor(*pair, currency, ("input", name)) for name, pair in money.items() if pair is not None}
    return {
        "kind": wanted.kind,
        "grace_days": wanted.grace_days,
        "counts_business_days": wanted.counts_business_days,
        "amount_minor": amounts.get("amount", 0),
        "rate_bps": int(rate),
        "repeat": _repeat(wanted),
        "daily_max_minor": amounts.get("dailyMax"),
        **_tiers(wanted, currency),
        "total_max_minor": amounts.get("totalMax"),
        "min_open_minor": amounts.get("minOpen", 0),
        "covers_all": wanted.covers_all,
    }


def _check_kind(wanted: Wanted) -> None:
    needs_amount = wanted.kind not in (FeeKind.PERCENT_OF_RENT, FeeKind.PERCENT_OF_OPEN, FeeKind.TIERED)
    needs_rate = wanted.kind not in (FeeKind.FLAT, FeeKind.DAILY, FeeKind.TIERED)
    needs_tiers = wanted.kind is FeeKind.TIERED
    given = (wanted.amount is not None, wanted.rate is not None, bool(wanted.tiers))
    if given != (needs_amount, needs_rate, needs_tiers):
        needs = {"amount": needs_amount, "rate": needs_rate, "tiers": needs_tiers}
        raise BadInput("This kind of fee is reckoned otherwise.", ("input", "kind"), **needs)


def _repeat(wanted: Wanted) -> FeeRepeat:
    usual = FeeRepeat.DAILY if wanted.kind is FeeKind.DAILY else FeeRepeat.ONCE
    repeat = wanted.repeat or usual
    if repeat is not usual and wanted.kind in (FeeKind.DAILY, FeeKind.TIERED):
        raise BadInput(f"A fee of this kind comes {usual}.", ("input", "repeat"))
    if wanted.daily_max is not None and repeat is not FeeRepeat.DAILY:
        raise BadInput("The most of a day goes with a fee by the day.", ("input", "dailyMax"))
    return repeat


def _tiers(wanted: Wanted, currency: str) -> dict[str, Any]:
    where = ("input", "tiers")
    days = [day for day, _ in wanted.tiers]
    minors = [above_zero(amount, currency, where) for _, amount in wanted.tiers]
    if len(days) > MOST_TIERS or any(not 1 <= day <= LAST_DAY for day in days):
        raise BadInput(f"At most {MOST_TIERS} tiers, from days 1 to {LAST_DAY} after the grace.", where)
    if days != sorted(set(days)) or minors != sorted(set(minors)):
        raise BadInput("Each tier begins later than the one before, and is higher.", where)
    return {"tier_days": days, "tier_minors": minors}


def _check_lawful(place: Place, rule: FeeRule, on: date) -> None:
    law = law_of(place.property.jurisdiction, on)
    if law is None or law.late_fee is None:
        return
    rent = place.lease.rent_minor if place.lease is not None else None
    objection = law.late_fee.objection(rule, place.currency, rent)
    if objection is not None:
        raise Unlawful(objection, ("input", "kind"), law.late_fee.citation, law.version)


async def _end_running(tx: Transaction, property_id: UUID, lease_id: UUID | None, on: date) -> None:
    running = "t.property_id = $1 AND t.lease_id IS NOT DISTINCT FROM $2 AND (t.ends_on IS NULL OR t.ends_on > $3)"
    for policy in await tx.lock(LateFeePolicy, running, property_id, lease_id, on):
        policy.ends_on = max(on, policy.starts_on)
        await tx.save(policy, "ends_on")
