"""Who may see tenants and leases."""

from app.auth.policies.people import MemberPolicy
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Org, Staffs, Via
from app.auth.viewer import Role
from app.models.leases import Lease, LeaseParty, LeaseUnit, Tenant

R = Role
OFFICE = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER)


class LeasePolicy(Policy[Lease]):
    """The office, owners of the property, and the parties."""

    model = Lease
    see = Staffs(*OFFICE) | LivesIn("id")
    change = Staffs(R.ADMIN, R.MANAGER)


class LeaseUnitPolicy(Policy[LeaseUnit]):
    """As the lease."""

    model = LeaseUnit
    see = Via("lease_id", LeasePolicy)


class LeasePartyPolicy(Policy[LeaseParty]):
    """As the lease: a household knows its own."""

    model = LeaseParty
    see = Via("lease_id", LeasePolicy)


class TenantPolicy(Policy[Tenant]):
    """The office sees every tenant, a tenant the own row; a household is seen through its lease."""

    model = Tenant
    see = Via("member_id", MemberPolicy)
    change = Org((R.ADMIN, R.MANAGER))
