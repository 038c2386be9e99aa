"""Standing orders and rent: whatever day is chosen, the rent of the month is paid when it is due, and no fee comes."""

import uuid
from datetime import date
from typing import Any

import pytest

from app.ledger.proration import Period, add_months
from app.models.autopay import AutopayTiming, RentDays, run_on
from app.models.ids import from_global, to_global
from app.models.leases import Lease, Tenant
from app.resolvers.billing import bill_all
from app.resolvers.daily import OFTEN
from app.resolvers.payments import runs
from tests.paying.till import Till
from tests.resolvers.office import day
from tests.resolvers.test_billing import ahead

D, M = AutopayTiming.DUE_DATE, AutopayTiming.DAY_OF_MONTH
LONG_AGO, BEGINS = date(2020, 1, 1), date(2026, 11, 10)
AUTOPAY = "autopay { id nextOn nextAmount { minor } }"
RUNS = """
SELECT r.status, r.why, r.run_on, r.amount_minor FROM autopay_run r WHERE r.autopay_id = $1 ORDER BY r.period_start
"""
LATE = "SELECT due_on FROM charge WHERE lease_id = $1 AND code = 'RENT' AND open_minor > 0 AND due_on <= $2"


@pytest.mark.parametrize(
    ("timing", "chosen", "rent", "expected"),
    [
        # The rent of November is charged on 18 October: nothing can be taken on the 15th.
        (M, 15, RentDays(1, LONG_AGO, 14), date(2026, 10, 18)),
        (M, 25, RentDays(1, LONG_AGO, 14), date(2026, 10, 25)),
        (M, 25, RentDays(1, LONG_AGO, 0), date(2026, 11, 1)),
        (M, 5, RentDays(20, LONG_AGO, 14), date(2026, 11, 6)),
        # The first rent of a lease is not due before it begins.
        (D, None, RentDays(1, BEGINS, 14), date(2026, 11, 10)),
        (M, 15, RentDays(1, BEGINS, 14), date(2026, 11, 10)),
        (M, 20, RentDays(25, BEGINS, 14), date(2026, 11, 20)),
        (M, 5, RentDays(25, BEGINS, 14), date(2026, 11, 11)),
        # What was charged already is due when it was said to be.
        (D, None, RentDays(15, LONG_AGO, 14, ((date(2026, 11, 1), date(2026, 11, 1)),)), date(2026, 11, 1)),
        (D, None, RentDays(15, LONG_AGO, 14, ((date(2026, 10, 1), date(2026, 10, 1)),)), date(2026, 11, 15)),
    ],
)
def test_a_run_is_made_when_the_rent_is_charged_and_before_it_is_late(
    timing: Any, chosen: int | None, rent: RentDays, expected: date
) -> None:
    assert run_on(timing, chosen, rent, date(2026, 11, 1)) == expected


async def _let(till: Till, due_day: int, start: int = 0) -> Any:
    """A lease of the tenant that begins some days from today."""
    parties = [{"tenantId": till.id(Tenant, "tenant"), "role": "TENANT"}]
    return await till.signed(parties=parties, startOn=day(start), endOn=day(start + 400), dueDay=due_day)


async def _order(till: Till, lease: Any, **timing: Any) -> Any:
    given = {"leaseId": till.id(Lease, "north_1"), "paymentMethodId": await till.saved(), **timing}
    await till.rows("DELETE FROM autopay_run")
    await till.rows("DELETE FROM autopay")
    order = await till.do("tenant", "setAutopay", AUTOPAY, **given, **till.key())
    # Whoever asks here holds what the world gave them, and the new lease came later.
    ids = (from_global(one["id"])[1] for one in (order, lease))
    await till.rows("UPDATE autopay SET lease_id = $2 WHERE id = $1", *ids)
    return order


async def _live(till: Till, lease: Any, until: int) -> None:
    """Live day by day as the house does; no rent is open on a day after it was due."""
    for offset in range(1, until + 1):
        await ahead(till, offset)
        # The runs are the first to look on each day: nothing may hang on who comes first.
        for step in (_runs_of(till), *OFTEN, _runs_of(till)):
            await step(till.organization_id)
        await till.told()
        late = await till.rows(LATE, from_global(lease["id"])[1], day(offset))
        assert late == [], (day(offset), [row["due_on"] for row in late])


def _runs_of(till: Till) -> Any:
    async def step(organization_id: uuid.UUID) -> None:
        await runs.run_due(till.provider, organization_id)

    return step


async def test_a_day_before_the_rent_is_charged_waits_for_it(till: Till) -> None:
    lease = await _let(till, day(16).day)
    await _order(till, lease, timing="DAY_OF_MONTH", dayOfMonth=day(0).day)
    await _live(till, lease, 16)


async def test_the_first_rent_is_taken_on_the_day_on_which_the_lease_begins(till: Till) -> None:
    # Due on the 1st, which may have gone by then.
    lease = await _let(till, 1, start=5)
    order = await _order(till, lease, timing="DUE_DATE")
    await _live(till, lease, 6)
    (run, *_) = await till.rows(RUNS, from_global(order["id"])[1])
    assert (run["status"], run["run_on"], run["amount_minor"] > 0) == ("STARTED", day(5), True)


async def test_the_day_of_the_rent_moves_and_the_order_with_it(till: Till) -> None:
    lease = await _let(till, day(20).day)
    await _order(till, lease, timing="DUE_DATE")
    (row,) = await till.rows("SELECT id FROM charge_template WHERE lease_id = $1", from_global(lease["id"])[1])
    given = {"chargeTemplateId": to_global("ChargeTemplate", row["id"]), "dueDay": day(15).day, **till.key()}
    await till.do("manager", "updateChargeTemplate", "chargeTemplate { id }", **given)
    await _live(till, lease, 16)


SKIPPED = "query($id: ID!) { node(id: $id) { ... on Autopay { nextOn skipped { on code text } } } }"


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [("ACTIVE", "not_charged", "not charged in time"), ("SIGNED", "not_begun", "had not begun")],
)
async def test_a_run_whose_rent_is_never_charged_says_why_nothing_was_paid(
    till: Till, status: str, code: str, text: str
) -> None:
    first = add_months(Period.around(day(0)).end, 1)
    begins = (first - day(0)).days + 9
    lease = await _let(till, 10, begins)
    order = await _order(till, lease, timing="DUE_DATE")
    about = from_global(order["id"])[1]
    await till.rows("UPDATE lease SET status = $2 WHERE id = $1", from_global(lease["id"])[1], status)
    for days in range(4):
        await ahead(till, begins + days)
        await _runs_of(till)(till.organization_id)
        assert await till.rows(RUNS, about) == []
    for _ in range(2):
        await ahead(till, begins + 4)
        await _runs_of(till)(till.organization_id)
        (run,) = await till.rows(RUNS, about)
        assert tuple(run) == ("SKIPPED", code, day(begins), 0)
    shown = (await till.ask("tenant", SKIPPED, id=order["id"]))["node"]
    assert (shown["skipped"]["on"], shown["skipped"]["code"]) == (str(day(begins)), code)
    assert text in shown["skipped"]["text"] and shown["nextOn"] > str(day(begins + 4))
    # When it is due on a later day after all, it is paid then.
    await till.rows("UPDATE lease SET status = 'ACTIVE' WHERE id = $1", from_global(lease["id"])[1])
    await till.rows("UPDATE charge_template SET due_day = 16 WHERE lease_id = $1", from_global(lease["id"])[1])
    await ahead(till, begins + 6)
    await bill_all(till.organization_id)
    await _runs_of(till)(till.organization_id)
    (run,) = await till.rows(RUNS, about)
    assert (run["status"], run["why"], run["run_on"]) == ("STARTED", None, day(begins + 6))
    assert (await till.ask("tenant", SKIPPED, id=order["id"]))["node"]["skipped"] is None
