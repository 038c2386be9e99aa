"""Where the events of charges and payments go: to whoever sees what a lease owes."""

from typing import Any
from uuid import UUID

from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.charges import FINANCE, ChargePolicy
from app.auth.policies.credits import CreditPolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.viewer import Role
from app.models.charges import Charge
from app.models.ledger import Credit
from app.models.payments import Payment
from app.subscriptions.bench import Bench
from app.subscriptions.stream import Judge, Topic

CHARGES = Judge(ChargePolicy, lambda event: event.subject_id, "Charge")
PAYMENTS = Judge(PaymentPolicy, lambda event: event.subject_id, "Payment")
AUTOPAYS = Judge(AutopayPolicy, lambda event: event.subject_id, "Autopay")
CREDITS = Judge(CreditPolicy, lambda event: event.subject_id, "Lease", via="lease_id")

MONEY = Topic(
    nouns=("charge", "payment", "credit", "autopay"),
    # All but a standing order are seen by the same rule on the same columns; that by one of those who pay.
    judge=Bench.over(ChargePolicy, {"charge": CHARGES, "payment": PAYMENTS, "credit": CREDITS, "autopay": AUTOPAYS}),
    roles=(*FINANCE, Role.TENANT, Role.GUARANTOR),
)


def scope_of(row: Charge | Payment | Credit) -> dict[str, Any]:
    """Return the surroundings of a charge, a payment or a credit that route its events."""
    return {"property_id": row.property_id, "lease_id": row.lease_id}


def topic(lease_id: UUID | None) -> Topic:
    """Follow the money that the viewer may see, or that of one lease."""
    return Topic.narrowed(MONEY, lease_id=lease_id)
