"""Which leases are taken up when fees are looked for: those alone of which a step has begun."""

import uuid
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.models.ids import from_global
from app.models.late_fees import LATE
from app.resolvers import billing_days
from app.resolvers.late_charges import assess_all
from app.subscriptions.transaction import transaction
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import ahead
from tests.resolvers.test_late_fees import fees, lease, owe, policy, tier, usd

__all__ = ["lease"]


async def is_looked_at(office: Office, lease: dict[str, Any]) -> bool:
    """Say whether the lease is among those of which something may be charged."""
    viewer = Viewer.system_of(office.world.a.organization_id, "test")
    async with transaction(viewer) as tx:
        rows = await tx.rows(LATE, await billing_days.now(viewer), uuid.UUID(int=0), 500)
    return from_global(lease["id"])[1] in {row.lease_id for row in rows}


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": "TIERED", "tiers": [tier(1, "20"), tier(10, "35.50")]},
        {"kind": "FLAT", "amount": usd("20"), "repeat": "DAILY", "totalMax": usd("35.50")},
    ],
)
async def test_what_has_cost_all_it_can_is_looked_at_no_more(
    office: Office, lease: dict[str, Any], wanted: dict[str, Any]
) -> None:
    house = office.world.a.organization_id
    await policy(office, lease, ratePercent=None, **wanted)
    # Only what is owed today: the lease charges by itself meanwhile.
    await office.rows("UPDATE late_fee_policy SET ends_on = $1 WHERE kind = $2", day(1), wanted["kind"])
    await owe(office, lease)
    for days, expected in ((6, 2_000), (16, 3_550)):
        await ahead(office, days)
        assert await is_looked_at(office, lease)
        await assess_all(house)
        assert (await fees(office, day(0)))[1] == expected
    assert not await is_looked_at(office, lease)


@pytest.mark.parametrize(
    ("wanted", "steps"),
    [
        ({"kind": "TIERED", "tiers": [tier(1, "20"), tier(10, "35")]}, {6, 15}),
        ({"kind": "DAILY", "amount": usd("1"), "totalMax": usd("45")}, {6, 7, 14, 15, 40}),
        ({"kind": "FLAT", "amount": usd("20"), "repeat": "MONTHLY", "totalMax": usd("45")}, {6, 40}),
    ],
)
async def test_a_lease_is_looked_at_when_a_step_begins_alone(
    office: Office, lease: dict[str, Any], wanted: dict[str, Any], steps: set[int]
) -> None:
    await policy(office, lease, ratePercent=None, **wanted)
    await office.rows("UPDATE late_fee_policy SET ends_on = $1 WHERE kind = $2", day(1), wanted["kind"])
    await owe(office, lease)
    for days in (5, 6, 7, 14, 15, 40):
        await ahead(office, days)
        assert await is_looked_at(office, lease) is (days in steps), days
        await assess_all(office.world.a.organization_id)
        assert not await is_looked_at(office, lease), days
