"""Who may see a file: whoever sees what it belongs to, and whoever sent it."""

from app.auth.former import Rented
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.messages import MessagePolicy
from app.auth.policies.tickets import TicketCommentPolicy, TicketPolicy
from app.auth.policy import Policy
from app.auth.rules import Everyone, Flag, IsPerson, Org, Via
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.files import File

R = Role

ready = Flag("is_ready", True)
sender = IsPerson("uploaded_by") & Everyone((*R, ApiScope.DOCUMENTS_WRITE))
beside = Via("ticket_id", TicketPolicy) | Via("comment_id", TicketCommentPolicy) | Via("message_id", MessagePolicy)
# Whoever rented keeps the paper they signed, also when the lease itself is out of sight; of what comes after they moved
# out, only what still is about them: nobody else lives on under the lease.
kept = Rented("lease_id") | Via("lease_id", LeasePolicy, "stayed")
lease = Via("lease_id", LeasePolicy, "papers") | kept


class FilePolicy(Policy[File]):
    """As what it belongs to, once it was found good; before, and for sheets, the sender alone."""

    model = File
    see = ready & (beside | lease) | sender
    within = ready
    # Of those who see it.
    complete = IsPerson("uploaded_by")
    send_sheet = Org((R.ADMIN, R.MANAGER))
    send_logo = Org((R.ADMIN,))
