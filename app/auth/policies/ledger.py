"""Who may see the books of a lease, and what it owes; who may close a month."""

from datetime import date, datetime
from uuid import UUID

from app.auth.doors import door
from app.auth.policies.charges import FINANCE, ChargePolicy, former
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Org, Staffs, Via
from app.auth.scope import current
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.ledger.rates import Rates
from app.models.balances import AFTER, NOW, RATES, THEN
from app.models.base import Row
from app.models.ledger import AccountingPeriod, Allocation, JournalEntry

R = Role


class JournalEntryPolicy(Policy[JournalEntry]):
    """As charges: whoever sees what is owed sees why. An entry of no lease is for those who keep the books."""

    model = JournalEntry
    see = Staffs(*FINANCE) | LivesIn() | former


class AllocationPolicy(Policy[Allocation]):
    """As the charge that it settles."""

    model = Allocation
    see = Via("charge_id", ChargePolicy)


class AccountingPeriodPolicy(Policy[AccountingPeriod]):
    """Those who keep the books of the whole organization."""

    model = AccountingPeriod
    see = Org((R.ADMIN, R.ACCOUNTANT, R.AUDITOR, ApiScope.PAYMENTS_READ))
    change = Org((R.ADMIN, R.ACCOUNTANT))


async def owed_by(lease_ids: list[UUID], moment: datetime, as_of: date | None = None) -> dict[UUID, Row]:
    """Return what each of these leases owes at a moment, or owed at the end of a day.

    Only for leases that were reached through their policy: whoever sees a lease sees its charges, by the same rule.
    """
    with door("owed_by"):
        rows = await current().rows(NOW if as_of is None else THEN, lease_ids, moment, as_of)
    return {row["id"]: row for row in rows}


async def newest_rates() -> Rates | None:
    """Return the newest rates that there are; they belong to nobody."""
    with door("newest_rates"):
        rows = await current().rows(RATES)
    return Rates(rows[0]["source"], rows[0]["rate_on"], {row["quote"]: row["rate"] for row in rows}) if rows else None


async def owed_after(entry_ids: list[UUID]) -> dict[UUID, int]:
    """Return what the lease of each entry owed just after it. Only for entries reached through their policy."""
    with door("owed_after"):
        rows = await current().rows(AFTER, entry_ids)
    return {row["id"]: row["after_minor"] for row in rows}
