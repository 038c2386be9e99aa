"""Who may read and write in a conversation."""

from app import clock
from app.auth.doors import door
from app.auth.policy import Policy
from app.auth.rules import Everyone, InArray, Staffs, Via, counting
from app.auth.scope import current
from app.auth.scopes import ApiScope
from app.auth.viewer import Role, Viewer
from app.models.messages import Conversation, Message, Participant

R, S = Role, ApiScope

STARTERS = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.MAINTENANCE, R.OWNER, R.VENDOR, R.TENANT, R.GUARANTOR, S.MESSAGES_WRITE)
"""Who may begin a conversation; an auditor reads, and whose grants have ended is gone."""

LISTENERS = (*STARTERS, S.MESSAGES_READ)

takes_part = InArray("participant_ids") & Everyone((*R, S.MESSAGES_READ))
office = Staffs(R.MANAGER)


class ConversationPolicy(Policy[Conversation]):
    """Its participants, and the managers who answer for the house; nobody else, whatever they run or audit."""

    model = Conversation
    see = takes_part | office
    # Of those who see it.
    send = Everyone(STARTERS)
    read = InArray("participant_ids")


class ParticipantPolicy(Policy[Participant]):
    """As the conversation."""

    model = Participant
    see = Via("conversation_id", ConversationPolicy)


class MessagePolicy(Policy[Message]):
    """As the conversation."""

    model = Message
    see = Via("conversation_id", ConversationPolicy)


def may_start(viewer: Viewer) -> bool:
    """Say whether the viewer may begin a conversation at all; with whom is for the use case to say."""
    return viewer.system is not None or any(counting(viewer, STARTERS, clock.now()))


UNREAD = """
SELECT coalesce(sum(c.last_seq - p.last_read_seq), 0) AS n
  FROM participant p JOIN conversation c ON c.organization_id = p.organization_id AND c.id = p.conversation_id
 WHERE p.organization_id = (SELECT app.current_org()) AND p.member_id = $1
"""


async def unread_total(viewer: Viewer) -> int:
    """Return how many messages the viewer has not read; only the viewer's own places are counted."""
    if viewer.member_id is None:
        return 0
    with door("unread_total"):
        row = await current().row(UNREAD, viewer.member_id)
    return int(row["n"]) if row else 0
