"""Who may see a ticket and its comments, and who may do what with them."""

from app import clock
from app.auth.policy import Policy
from app.auth.rules import Everyone, Flag, Holds, InArray, IsPerson, Rule, Staffs, Subject, Via
from app.auth.scopes import ApiScope
from app.auth.viewer import Role, Viewer
from app.models.tickets import TRANSITIONS, Ticket, TicketComment, TicketEvent, TicketStatus

R, S = Role, ApiScope

staff = Staffs(R.ADMIN, R.MANAGER, R.MAINTENANCE)
watchers = Staffs(R.AUDITOR, R.OWNER)
reporter = IsPerson("reporter_id")
household = Holds((R.TENANT,), "lease_id", "lease_id")
vendor = InArray("vendor_ids")
partner = Staffs(S.TICKETS_READ)
working_partner = Staffs(S.TICKETS_WRITE)


class TicketPolicy(Policy[Ticket]):
    """The house, whoever reported it, the household it is about, and the vendor at work on it."""

    model = Ticket
    see = staff | watchers | household | partner | (reporter | vendor) & Everyone()
    triage = staff | working_partner
    assign = Staffs(R.ADMIN, R.MANAGER, S.TICKETS_WRITE)
    answer = reporter | household
    comment = staff | reporter | household | vendor | working_partner
    comment_internally = staff
    inside = staff | Staffs(R.AUDITOR)


outward = Flag("is_internal", False) | Via("ticket_id", TicketPolicy, "inside")


class TicketCommentPolicy(Policy[TicketComment]):
    """Whoever sees the ticket sees what was said, except what was said inside the house."""

    model = TicketComment
    see = Via("ticket_id", TicketPolicy) & outward
    within = outward


class TicketEventPolicy(Policy[TicketEvent]):
    """As the ticket; that something was said inside is itself inside."""

    model = TicketEvent
    see = Via("ticket_id", TicketPolicy) & outward
    within = outward


T = TicketStatus
STEPS: tuple[tuple[Rule, dict[TicketStatus, tuple[TicketStatus, ...]] | None], ...] = (
    (TicketPolicy.triage, None),
    (
        TicketPolicy.answer,
        {
            T.NEW: (T.CANCELLED,),
            T.TRIAGED: (T.CANCELLED,),
            T.SCHEDULED: (T.CANCELLED,),
            T.RESOLVED: (T.CLOSED, T.REOPENED),
        },
    ),
    (vendor, {state: (T.SCHEDULED, T.IN_PROGRESS, T.ON_HOLD, T.RESOLVED) for state in T}),
)
"""Which steps of the state machine each side may take; None is all of them."""


def open_steps(viewer: Viewer, ticket: Ticket) -> list[TicketStatus]:
    """Return the statuses that this viewer may give the ticket now."""
    if viewer.system is not None:
        return list(TRANSITIONS.after(ticket.status))
    subject, now = Subject(ticket), clock.now()
    mine = [steps for rule, steps in STEPS if rule.allows(viewer, subject, now)]
    after = TRANSITIONS.after(TicketStatus(ticket.status))
    return [state for state in after if any(steps is None or state in steps.get(ticket.status, ()) for steps in mine)]
