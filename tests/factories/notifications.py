"""What people should know."""

from app.models.notifications import Notification, NotificationKind
from app.models.people import Member
from app.models.tickets import Ticket
from tests.factories.houses import House


def notice(house: House, name: str, is_shown: bool) -> Notification:
    """A comment that a member should know of, under the member's name; of a ticket that not everybody sees."""
    return house.make(
        Notification,
        name,
        member_id=house.id(Member, name),
        kind=NotificationKind.TICKET_COMMENTED,
        subject_type="Ticket",
        subject_id=house.id(Ticket, "leak"),
        facts={"number": 1, "title": house.text(Notification, name, "title"), "to": "", "author": "Somebody"},
        is_shown=is_shown,
        created_at=house.ago(2),
    )
