"""What nobody may charge by hand either: fees and deposits beyond what the law of the place allows."""

from datetime import date
from uuid import UUID

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import Unlawful
from app.ledger.fees import FeeKind, FeeRule, Grace
from app.ledger.laws import Law, law_of
from app.models.charges import ChargeCode
from app.money import Money

LATEST = Grace(10_000)
"""Whoever charges a late fee by hand has waited long enough: only its amount is looked at."""


async def check_charge(viewer: Viewer, lease_id: UUID, code: ChargeCode, amount: int, on: date) -> None:
    """Raise `Unlawful`, with its citation, for a fee or a deposit that is higher than the law allows."""
    if code not in (ChargeCode.LATE_FEE, ChargeCode.RETURNED_PAYMENT_FEE, ChargeCode.DEPOSIT):
        return
    assert viewer.organization_id is not None
    house = Viewer.system_of(viewer.organization_id, "the law of a place")
    lease = await LeasePolicy.fetch(house, lease_id)
    place = await PropertyPolicy.fetch(house, lease.property_id)
    law, where = law_of(place.jurisdiction, on), ("input", "amount")
    if law is None:
        return
    if code is ChargeCode.LATE_FEE and law.late_fee is not None:
        rule = FeeRule(FeeKind.FLAT, (LATEST,), amount_minor=amount)
        objection = law.late_fee.objection(rule, lease.currency, lease.rent_minor)
        if objection is not None:
            raise Unlawful(objection, where, law.late_fee.citation, law.version)
    if code is ChargeCode.RETURNED_PAYMENT_FEE:
        check_returned_fee(law, amount, lease.currency, where)
    most = law.deposit.most_minor(lease.rent_minor) if law.deposit is not None else None
    if code is ChargeCode.DEPOSIT and law.deposit is not None and most is not None and amount > most:
        message = f"Here a deposit is at most {law.deposit.max_months:g} months' rent."
        raise Unlawful(message, where, law.deposit.citation, law.version, maximumMinor=str(most))


def check_returned_fee(law: Law | None, amount: int, currency: str, where: tuple[str, ...]) -> None:
    """Raise `Unlawful`, with its citation, where a payment that came back may not cost so much."""
    most = None if law is None or law.returned is None else law.returned.most_minor(currency)
    if law is None or law.returned is None or most is None or amount <= most:
        return
    said = f"at most {Money(most, currency).formatted('en')}" if most else "nothing"
    message = f"In {law.jurisdiction} a payment that came back may cost {said}."
    raise Unlawful(message, where, law.returned.citation, law.version, maximumMinor=str(most))
