"""Fees that are charged by themselves: looked at each hour, charged once for each charge, policy and step."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.auth.policies.late_fees import at_risk
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.ledger.allocation import Credit, Debt, allocate
from app.ledger.fees import (
    Fee,
    FeeKind,
    FeeRule,
    Late,
    fee,
    forecast,
    in_hindsight,
    is_shielded,
    last_free_day,
    stricter,
)
from app.ledger.laws import Law, law_of, order_of
from app.models.base import Row
from app.models.charges import Charge, ChargeCode
from app.models.late_fees import CHARGED, LATE, rule_of
from app.resolvers import billing_days
from app.resolvers.allocations import LockedLease, lock_lease, settle
from app.resolvers.charges import NewCharge, Why, post_charges, take_back
from app.resolvers.ledger import open_day
from app.subscriptions.transaction import Transaction, transaction

logger = logging.getLogger("tenantry.late_fees")

RULE = "LATE_FEE"
BATCH = 500
NOBODY = UUID(int=0)
IN_TIME = "What it was charged for had been paid in time."
LESS = "Less was open of what it was charged for: it is reckoned anew."
MORE = "Money for what it was charged for is gone: it is reckoned anew."


@dataclass(frozen=True, slots=True)
class Case:
    """A charge that may be late, the rule for it within the law, and what was sent toward its lease and when."""

    charge: Row
    rule: FeeRule
    law: Law | None
    covered: dict[date, int]

    @property
    def until(self) -> date:
        """Return the last day to pay without a fee."""
        return last_free_day(self.rule, self.charge.late_from)

    @property
    def late(self) -> Late:
        """Return the charge as it stands, whatever is under way."""
        row = self.charge
        return Late(row.late_from, row.amount_minor, row.open_minor, 0, row.assessed_minor, row.assessed_steps)

    def late_with(self, until: date) -> Late:
        """Return the charge with what was sent toward it by a day and is under way."""
        return replace(self.late, covered_minor=sum(minor for day, minor in self.covered.items() if day <= until))

    def due(self, here: date) -> Fee | None:
        """Return what is to be charged by now. While all that is open is under way, no step counts that began later."""
        sent = next((day for day in sorted(self.covered) if is_shielded(self.late_with(day))), here)
        return fee(self.rule, self.late, min(here, sent))

    def why(self, found: Fee) -> Why:
        """Return why a fee is charged: everything that it was reckoned from."""
        row, law = self.charge, self.law.late_fee if self.law is not None else None
        inputs = {
            "chargeId": str(row.id),
            "dueOn": str(row.due_on),
            "lateFrom": str(row.late_from) if row.late_from != row.due_on else None,
            "lastFreeDay": str(self.until),
            "daysLate": found.days_late,
            "kind": str(row.kind),
            "graceDays": row.grace_days,
            "repeat": str(self.rule.repeats),
            "fromDay": self.rule.tiers[found.step - 1].from_day if self.rule.kind is FeeKind.TIERED else None,
            "times": found.times,
            "amountMinor": str(self._amount(found)),
            "dailyMaxMinor": str(row.daily_max_minor) if row.daily_max_minor is not None else None,
            "assessedMinor": str(found.before_minor),
            "rateBps": row.rate_bps,
            "baseMinor": str(found.base_minor),
            "uncappedMinor": str(found.uncapped_minor),
            "limit": found.limit,
            "lawVersion": self.law.version if self.law is not None else None,
        }
        cited = (law.citation.text, law.citation.url) if law is not None else (None, None)
        return Why(RULE, f"{row.number}", inputs, *cited)

    def _amount(self, found: Fee) -> int:
        if self.rule.kind is FeeKind.TIERED:
            return self.rule.tiers[found.step - 1].amount_minor
        return int(self.charge.policy_amount_minor)


@dataclass(frozen=True, slots=True)
class Threat:
    """A fee that has not happened, and the last day to pay without it."""

    until: date
    fee: Fee
    case: Case

    @property
    def is_shielded(self) -> bool:
        """Say whether money under way holds it off."""
        return is_shielded(self.case.late_with(self.until))


async def cases(lease_ids: list[UUID]) -> dict[UUID, list[Case]]:
    """Return the charges of leases that paying late would cost something for; oldest first."""
    risk, found = await at_risk(lease_ids), defaultdict[UUID, list[Case]](list)
    sent, debts = _by_lease(risk.sent), _by_lease(risk.debts)
    covered = {lease_id: _covered(debts[lease_id], rows) for lease_id, rows in sent.items()}
    for row in risk.charges:
        found[row.lease_id].append(_case(row, covered.get(row.lease_id, {}).get(row.id, {})))
    return found


def _by_lease(rows: list[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.lease_id].append(row)
    return found


def _covered(owed: list[Row], sent: list[Row]) -> dict[UUID, dict[date, int]]:
    """Spend what is on its way as it will be spent when it comes: on all that is open, also what costs nothing late."""
    found: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    debts = [Debt(row.id, row.code, row.due_on, row.open_minor) for row in owed]
    credits = [Credit(row.id, row.amount_minor, tuple(row.charge_ids)) for row in sent]
    days = {row.id: row.sent_on for row in sent}
    order = order_of(sent[0].allocation_order, sent[0].jurisdiction, sent[0].sent_on)
    for piece in allocate(credits, debts, order):
        found[piece.charge_id][days[piece.credit_id]] += piece.amount
    return found


def _case(charge: Row, covered: dict[date, int]) -> Case:
    rule = rule_of(charge, charge.jurisdiction, charge.policy_amount_minor)
    law = law_of(charge.jurisdiction, charge.due_on)
    if law is not None and law.late_fee is not None:
        fees = law.late_fee
        rule = stricter(rule, [fees.grace] if fees.grace else [], fees.caps_in(charge.currency))
        if not fees.allowed:
            rule = replace(rule, kind=FeeKind.FLAT, amount_minor=0)
    return Case(charge, rule, law, covered)


def threat_of(found: list[Case], today: date) -> Threat | None:
    """Return the next fee that threatens a lease; None when none does."""
    threats = [
        Threat(*threatened, case) for case in found if (threatened := forecast(case.rule, case.late, today)) is not None
    ]
    return min(threats, key=lambda threat: threat.until, default=None)


async def assess_all(organization_id: UUID) -> int:
    """Charge the fees that are due in an organization by now; returns how many. Two workers charge each once."""
    house, after, made = Viewer.system_of(organization_id, "late fees"), NOBODY, 0
    while lease_ids := await _late(house, after):
        for lease_id in lease_ids:
            try:
                async with transaction(house) as tx:
                    made += await assess(tx, lease_id)
            except TenantryError as error:
                logger.warning("fees of lease %s wait for the next time: %s", lease_id, error.message)
        after = lease_ids[-1]
    return made


async def _late(house: Viewer, after: UUID) -> list[UUID]:
    async with transaction(house) as tx:
        rows = await tx.rows(LATE, await billing_days.now(house), after, BATCH)
    return [row.lease_id for row in rows]


async def assess(tx: Transaction, lease_id: UUID) -> int:
    """Charge what paying late costs under one lease by now, from the original due days; returns how many fees."""
    lease = await lock_lease(tx, lease_id)
    here = await billing_days.today(tx.viewer, lease.time_zone)
    wanted = [
        (case, found) for case in (await cases([lease_id])).get(lease_id, []) if (found := case.due(here)) is not None
    ]
    if wanted:
        day = await open_day(tx, here)
        await post_charges(tx, [(lease.books, _charge(case, found, lease, (here, day))) for case, found in wanted])
    return len(wanted)


async def spare(tx: Transaction, lease_id: UUID) -> int:
    """Take back the fees of a locked lease for what had been paid in time after all; returns how many.

    Money may be recorded, or a bank may answer, after the fee. What was paid in time for a part of the steps of a fee,
    or of what it is a part of, lowers it. Should that money be gone again, so is the excuse: `restore`.
    """
    found = []
    for row in await tx.rows(CHARGED, lease_id):
        right = _right(row)
        if _sum(right) < row.fee_minor:
            found.append((row, right))
    return await _reckon(tx, lease_id, found, LESS)


async def restore(tx: Transaction, lease_id: UUID, charge_ids: list[UUID]) -> int:
    """Raise the fees of a locked lease for charges that money had settled which is gone; returns how many.

    What they are a part of was open after all. Money that was sent in time, and is on its way, holds that off.
    """
    rows = [row for row in await tx.rows(CHARGED, lease_id) if row.id in charge_ids]
    if not rows:
        return 0
    coming = {case.charge.id: list(case.covered.items()) for case in (await cases([lease_id])).get(lease_id, [])}
    found, more = [], defaultdict[tuple[UUID, UUID], int](int)
    for row in sorted(rows, key=lambda row: row.late_step):
        # What an earlier step costs more counts toward the most that all may cost.
        about = (row.id, row.policy_id)
        right = _right(row, coming.get(row.id, []), more[about])
        if _sum(right) > row.fee_minor:
            found.append((row, right))
            more[about] += _sum(right) - row.fee_minor
    return await _reckon(tx, lease_id, found, MORE)


async def _reckon(tx: Transaction, lease_id: UUID, found: list[tuple[Row, list[Fee]]], why: str) -> int:
    """Charge fees in the place of others; returns how many were replaced."""
    if found:
        lease = await lock_lease(tx, lease_id)
        here = await billing_days.today(tx.viewer, lease.time_zone)
        anew = {row.fee_id: right for row, right in found}
        for late_fee in await tx.lock(Charge, "t.id = ANY($1::uuid[])", list(anew)):
            late_fee.is_superseded = True
            await tx.save(late_fee, "is_superseded")
            await take_back(tx, late_fee, why if anew[late_fee.id] else IN_TIME, here)
        day = await open_day(tx, here)
        wanted = [
            (lease.books, _charge(_case(row, {}), one, lease, (row.fee_due_on, day)))
            for row, right in found
            for one in right
        ]
        if wanted:
            await post_charges(tx, wanted)
        await settle(tx, lease_id)
    return len(found)


def _right(row: Row, besides: Sequence[tuple[date, int]] = (), more: int = 0) -> list[Fee]:
    """Return the fees that a fee should have been, by what is known now.

    `besides` is on its way toward the charge, by the day it was sent; `more` was added to what it had cost before.
    """
    case = _case(row, {})
    paid = [(day, minor) for day, minor in zip(row.days or (), row.minors or (), strict=True) if day is not None]
    late = replace(case.late, assessed_minor=case.late.assessed_minor + more)
    return in_hindsight(case.rule, late, [*paid, *besides], row.late_step)


def _sum(fees: list[Fee]) -> int:
    return sum(one.amount_minor for one in fees)


def _charge(case: Case, found: Fee, lease: LockedLease, days: tuple[date, date]) -> NewCharge:
    due_on, effective_on = days
    columns: dict[str, Any] = {
        "late_charge_id": case.charge.id,
        "late_fee_policy_id": case.charge.policy_id,
        "late_step": found.step,
    }
    why = case.why(found)
    return NewCharge(ChargeCode.LATE_FEE, found.amount_minor, due_on, effective_on, why=why, columns=columns)
