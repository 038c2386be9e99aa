"""Who may read how somebody is reached."""

from app.auth.policies.leases import TenantPolicy, rents_with
from app.auth.policies.people import LOOKS_AFTER
from app.auth.policy import Policy
from app.auth.rules import Has, Holds, IsPerson, Org
from app.models.people import Member

entered = Holds(LOOKS_AFTER, "property_id", "property_id")


class ContactPolicy(Policy[Member]):
    """Address and telephone: for oneself, for who runs the organization, and for managers of where somebody rents."""

    model = Member
    see = Org(LOOKS_AFTER) | IsPerson("id") | Has(TenantPolicy, "member_id", rents_with(*LOOKS_AFTER) | entered)
