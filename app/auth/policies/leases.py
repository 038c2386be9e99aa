"""Who may see tenants and leases."""

from app.auth.former import Former, Staying
from app.auth.policies.people import MemberPolicy
from app.auth.policy import Policy
from app.auth.rules import Has, Holds, LivesIn, Rule, Staffs, Via
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.leases import Lease, LeaseParty, LeaseUnit, Tenant

R, S = Role, ApiScope
OFFICE = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER)
READERS = (*OFFICE, S.PEOPLE_READ)
KEEPERS = (R.ADMIN, R.MANAGER, S.PEOPLE_WRITE)


class LeasePolicy(Policy[Lease]):
    """The office, owners of the property, the parties, and former tenants until the lease is closed."""

    model = Lease
    former = Former()
    stayed = Former(("ENDED", "CLOSED"))
    see = Staffs(*OFFICE, S.LEASES_READ) | LivesIn("id") | former
    # A signed paper holds more about people than the row: partners need a scope of its own for it.
    papers = Staffs(*OFFICE, S.DOCUMENTS_READ) | LivesIn("id") | former
    attach = Staffs(R.ADMIN, R.MANAGER, S.DOCUMENTS_WRITE)
    change = Staffs(R.ADMIN, R.MANAGER, S.LEASES_WRITE)
    charge = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT, S.PAYMENTS_WRITE)
    invite = Staffs(R.ADMIN, R.MANAGER)
    pay = LivesIn("id") | former
    automate = LivesIn("id")


class LeaseUnitPolicy(Policy[LeaseUnit]):
    """As the lease."""

    model = LeaseUnit
    see = Via("lease_id", LeasePolicy)


class LeasePartyPolicy(Policy[LeaseParty]):
    """As the lease: a household knows its own."""

    model = LeaseParty
    see = Via("lease_id", LeasePolicy)


def _rented_with(*roles: Role | ApiScope) -> Rule:
    """The viewer has one of these roles in a property where the tenant has, had or will have a lease."""
    return Has(LeasePartyPolicy, "tenant_id", Holds(roles, "property_id", "property_id"))


def rents_with(*roles: Role | ApiScope) -> Rule:
    """The viewer has one of these roles in a property where the tenant has or will have a lease, not where one had."""
    return Has(LeasePartyPolicy, "tenant_id", Holds(roles, "property_id", "property_id") & Staying())


class TenantPolicy(Policy[Tenant]):
    """The office of where they rent or were entered, and the tenant; a household is seen through its lease."""

    model = Tenant
    see = Via("member_id", MemberPolicy) | Holds(READERS, "property_id", "property_id") | _rented_with(*READERS)
    change = Staffs(*KEEPERS) | rents_with(*KEEPERS)
