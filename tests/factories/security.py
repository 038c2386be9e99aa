"""What looked suspicious."""

from app.models.people import Member
from app.models.security import SecurityEvent, SecurityEventKind
from tests.factories.houses import House


def event(house: House, name: str) -> SecurityEvent:
    """A report by a member, under the member's name."""
    return house.make(
        SecurityEvent,
        name,
        kind=SecurityEventKind.PHISHING_REPORTED,
        member_id=house.id(Member, name),
        ip_address="192.0.2.1",
        description=house.text(SecurityEvent, name, "description"),
        at=house.ago(2),
    )
