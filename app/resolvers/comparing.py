"""One thing that a lease charges again and again: what it should have charged by now, against what it has."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.ledger.schedule import Due, Plan, dues, inputs_of
from app.models.charge_templates import ChargeTemplate
from app.models.charges import Charge, ChargeCode, ChargeStatus, late_since
from app.resolvers.charges import NewCharge, Why
from app.resolvers.replacing import Estate

RULE, RULE_VERSION = "SCHEDULE", "1"


@dataclass(slots=True)
class Work:
    """One template with what it needs, and what came of it."""

    template: ChargeTemplate
    plan: Plan
    today: date
    signed_on: date | None
    live: list[Charge] = field(default_factory=list)
    wrong: list[Charge] = field(default_factory=list)
    found: list[Due] = field(default_factory=list)
    until: date = date.min
    replaced: dict[date | None, Estate] = field(default_factory=dict)

    @property
    def new(self) -> list[Due]:
        """Return what is to be charged."""
        return [due for due in self.found if due.amount_minor > 0]

    def compute(self) -> None:
        """Find what is to be charged now, and what was charged otherwise than it should have been."""
        if self.template.is_changed:
            self._compare()
        kept = {charge.period_start: charge.period_end for charge in self.live if charge not in self.wrong}
        last = max((end for end in kept.values() if end is not None), default=date.min)
        for due in dues(self.plan, self.template.billed_until, date.max):
            # Whatever comes before something that is charged is charged, too.
            if due.bill_on > self.today and due.period_start >= last:
                break
            self.until = due.period_end
            if due.period_start not in kept and due not in self.found:
                self.found.append(due)

    def _compare(self) -> None:
        """What the house charged and is not right any more is taken back and charged right; what people did stays."""
        template, ends = self.template, self.plan.ends_on
        until = max([template.billed_until, *(charge.period_end for charge in self.live if charge.period_end)])
        right = {due.period_start: due for due in dues(self.plan, template.starts_on, until + timedelta(days=60))}
        for charge in self.live:
            due = right.get(charge.period_start) if charge.period_start else None
            if charge.status == ChargeStatus.REVERSED or (due and _says(charge, due)):
                continue
            self.wrong.append(charge)
            if due is not None:
                self.found.append(due)
        if ends is not None and template.billed_until > ends:
            template.billed_until = max(ends, template.starts_on)

    @property
    def billed_until(self) -> date:
        """Return the first day that nothing is charged for yet."""
        return max([self.template.billed_until, self.until, *(due.period_end for due in self.found)])


def _says(charge: Charge, due: Due) -> bool:
    return (charge.period_end, charge.amount_minor) == (due.period_end, due.amount_minor)


def new_charge(work: Work, due: Due, day: date) -> NewCharge:
    """Return a charge to post that counts from a day; one that replaces another is as late as that was."""
    template, estate = work.template, work.replaced.get(due.period_start)
    inputs = {"frequency": str(template.frequency), "dueDay": template.due_day, **inputs_of(due.working)}
    late_from = estate.late_since(due, work.today) if estate is not None else late_since(due.due_on, work.today)
    return NewCharge(
        ChargeCode(template.code),
        due.amount_minor,
        due.due_on,
        day,
        template.description,
        (due.period_start, due.period_end),
        why=Why(RULE, RULE_VERSION, inputs),
        columns={"template_id": template.id, "late_from": late_from},
    )
