"""Who may see whom was invited, and take an invitation back."""

from app.auth.policies.leases import LeasePolicy
from app.auth.policy import Policy
from app.auth.rules import Org, Via
from app.auth.viewer import Role
from app.models.invitations import Invitation

R = Role


class InvitationPolicy(Policy[Invitation]):
    """Whoever runs the organization; and whoever looks after a lease invites the parties to it."""

    model = Invitation
    see = Org((R.ADMIN, R.AUDITOR)) | Via("lease_id", LeasePolicy, "invite")
    change = Org((R.ADMIN,)) | Via("lease_id", LeasePolicy, "invite")
    invite = Org((R.ADMIN,))
