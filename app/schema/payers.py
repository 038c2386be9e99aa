"""What of a payment is for its payer and the books alone, and when the others of the household read who paid."""

from typing import Any

from app import clock
from app.auth.policies.leases import LeasePartyPolicy, TenantPolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.pots import is_named
from app.auth.rules import Subject
from app.schema.context import Context


def reads_details(context: Context, payment: Any) -> bool:
    """Say whether the viewer, who sees a payment, may know who paid, with what words, and what went wrong."""
    viewer = context.viewer
    return viewer.system is not None or PaymentPolicy.details.allows(viewer, Subject(payment), clock.now())


async def reads_payer(context: Context, payment: Any) -> bool:
    """Say whether the viewer, who sees a payment, may know who paid: as in the pot of the household."""
    if reads_details(context, payment):
        return True
    parties = await context.below(LeasePartyPolicy, "lease_id", payment.lease_id, inherited=True)
    tenants = await context.related_all(TenantPolicy, [party.tenant_id for party in parties], inherited=True)
    members = {tenant.id: tenant.member_id for tenant in tenants}
    return is_named([party for party in parties if members[party.tenant_id] == payment.payer_id])
