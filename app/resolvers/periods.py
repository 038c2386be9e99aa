"""What can be done with the months of the books: close one, and open it again."""

from datetime import date
from uuid import UUID

from app import clock
from app.auth.policies.ledger import AccountingPeriodPolicy
from app.auth.steps import require_step_up
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict
from app.models.ledger import AccountingPeriod
from app.resolvers.billing_days import day_of, now
from app.resolvers.inputs import text
from app.subscriptions.transaction import Once, Transaction, transaction

ALONE = "SELECT pg_advisory_xact_lock(app.ledger_lock($1))"
ZONES = """
SELECT time_zone FROM organization WHERE id = $1
 UNION SELECT time_zone FROM property WHERE organization_id = $1
"""
MONTH = ("input", "month")


async def close(viewer: Viewer, month: date, once: Once | None = None) -> UUID:
    """Close the month of a day: nothing is posted into it from then on. Returns the id of the period.

    Raises `Forbidden`, `StepUpRequired`, `BadInput` for a month that is not over, `Conflict` for one that is closed.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        period = await _locked(tx, month)
        moment, zones = await now(viewer), await tx.rows(ZONES, viewer.organization_id)
        if month.replace(day=1) >= min(day_of(moment, row.time_zone) for row in zones).replace(day=1):
            raise BadInput("A month is closed when it is over at every property.", MONTH)
        if period is not None and period.closed_at is not None:
            raise Conflict("This month is closed.", MONTH)
        closed_at = clock.now()
        if period is None:
            period = await tx.create(AccountingPeriod, first_on=month.replace(day=1), closed_at=closed_at)
        else:
            period.closed_at = closed_at
            await tx.save(period, "closed_at")
        tx.announce(period, "CLOSED", {})
        return tx.done(period.id)


async def reopen(viewer: Viewer, month: date, reason: str, once: Once | None = None) -> UUID:
    """Open the month of a day again, for a reason that the audit keeps.

    Raises `Forbidden`, `StepUpRequired`, `BadInput`, `Conflict`.
    """
    why = text(reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        period = await _locked(tx, month)
        if period is None or period.closed_at is None:
            raise Conflict("This month is not closed.", MONTH)
        period.closed_at = None
        await tx.save(period, "closed_at")
        tx.announce(period, "REOPENED", {}, note=why)
        return tx.done(period.id)


async def _locked(tx: Transaction, month: date) -> AccountingPeriod | None:
    AccountingPeriodPolicy.require(tx.viewer, AccountingPeriodPolicy.change)
    require_step_up(tx.viewer)
    # Whoever posts holds this lock shared until COMMIT: no entry slips into a month while it is being closed.
    await tx.run(ALONE, tx.viewer.organization_id)
    found = await tx.lock(AccountingPeriod, "t.first_on = $1", month.replace(day=1))
    return found[0] if found else None
