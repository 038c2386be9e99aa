"""A row that moved concerns those who follow the place where it was or is, and nobody elsewhere."""

from uuid import uuid4

from app import clock
from app.models.events import Event
from app.subscriptions.stream import Topic
from app.subscriptions.tickets import TICKETS


def test_what_moved_concerns_both_places_and_no_third() -> None:
    before, now, elsewhere = uuid4(), uuid4(), uuid4()
    scope = {"property_id": str(now), "before": {"property_id": str(before)}}
    event = Event(1, uuid4(), "ticket", "UPDATED", uuid4(), scope, {}, None, clock.now())
    concerned = {
        place: Topic.narrowed(TICKETS, property_id=place).concerns(event) for place in (before, now, elsewhere)
    }
    assert concerned == {before: True, now: True, elsewhere: False}
