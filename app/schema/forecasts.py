"""A late fee that has not happened, and how it is avoided."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.money import Money as Amount
from app.resolvers.billing_days import day_of, now
from app.resolvers.late_charges import Threat, cases, threat_of
from app.schema.context import Info
from app.schema.fields import GRANTS, column
from app.schema.lines import Explanation
from app.schema.money import Money


class Threatened:
    """A threat as it is shown."""

    def __init__(self, threat: Threat) -> None:
        charge = threat.case.charge
        self.if_unpaid_by, self.is_shielded = threat.until, threat.is_shielded
        self.amount = Amount(threat.fee.amount_minor, charge.currency)
        self.explanation = Reasoned(threat, charge.currency)


class Reasoned:
    """Why a fee threatens, as a row of a charge says why it exists."""

    def __init__(self, threat: Threat, currency: str) -> None:
        why = threat.case.why(threat.fee)
        self.rule, self.rule_version, self.inputs = why.rule, why.rule_version, why.inputs
        self.citation, self.citation_url = why.citation, why.citation_url
        self.amount_minor, self.currency = threat.fee.amount_minor, currency


@strawberry.type(description="A late fee that has not happened.")
class LateFeeForecast:
    """Shows a `Threatened`."""

    if_unpaid_by: date = column("Last day to pay without it.")
    amount: Money = column("How much it would be.", depends=GRANTS)
    is_shielded: bool = column("Whether a payment under way, sent in time, holds it off.")
    explanation: Explanation = column("Rule and inputs.")


async def forecast(self: Any, info: Info) -> Any:
    """Return the next fee that threatens the lease of a balance, for now; none of the past."""
    if self.as_of is not None:
        return None
    context = info.context

    async def load(ids: list[UUID]) -> list[Any]:
        found, moment = await cases(ids), await now(context.viewer)
        return [_shown(found.get(id, []), moment) for id in ids]

    return await context.loader("late fee forecasts", load).load(self.id)


def _shown(found: list[Any], moment: Any) -> Threatened | None:
    if not found:
        return None
    threat = threat_of(found, day_of(moment, found[0].charge.time_zone))
    return Threatened(threat) if threat is not None else None
