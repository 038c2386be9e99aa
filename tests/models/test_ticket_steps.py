"""When a ticket came to each of its steps, from the statuses that it took."""

from datetime import UTC, datetime

import pytest

from app.models.tickets import TicketStatus, steps_of


def at(hour: int) -> datetime:
    return datetime(2026, 11, 26, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moves", "steps"),
    [
        ("", "NEW 1"),
        ("NEW 1, TRIAGED 2", "NEW 1"),
        ("NEW 1, TRIAGED 2, SCHEDULED 3, IN_PROGRESS 4", "NEW 1, SCHEDULED 3, IN_PROGRESS 4"),
        # To wait for parts is to be at it still.
        ("TRIAGED 2, IN_PROGRESS 4, ON_HOLD 5, IN_PROGRESS 6", "NEW 1, IN_PROGRESS 4"),
        ("TRIAGED 2, IN_PROGRESS 4, RESOLVED 5, CLOSED 6", "NEW 1, IN_PROGRESS 4, DONE 5"),
        ("SCHEDULED 3, IN_PROGRESS 4, RESOLVED 5, REOPENED 6", "NEW 6"),
        ("SCHEDULED 3, IN_PROGRESS 4, RESOLVED 5, REOPENED 6, IN_PROGRESS 7", "NEW 6, IN_PROGRESS 7"),
        # A visit that is moved begins no step anew.
        ("TRIAGED 2, SCHEDULED 3, SCHEDULED 4", "NEW 1, SCHEDULED 3"),
        ("TRIAGED 2, SCHEDULED 3, CANCELLED 4", "NEW 1, SCHEDULED 3"),
    ],
)
def test_a_step_begins_when_a_ticket_comes_to_it_from_another_one(moves: str, steps: str) -> None:
    taken = [each.split() for each in moves.split(", ") if each]
    found = steps_of(at(1), [(TicketStatus(status), at(int(hour))) for status, hour in taken])
    assert ", ".join(f"{stage} {since.hour}" for stage, since in found) == steps
