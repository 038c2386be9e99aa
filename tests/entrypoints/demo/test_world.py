"""The demo world in memory: legal, consistent, and never of tomorrow, whichever day it is made on."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.entrypoints.demo.almanac import Almanac
from app.entrypoints.demo.harbor import HARBOR
from app.entrypoints.demo.leases import add_leases
from app.entrypoints.demo.messages import add_conversations
from app.entrypoints.demo.nordlys import NORDLYS
from app.entrypoints.demo.payments import add_books
from app.entrypoints.demo.people import add_people
from app.entrypoints.demo.properties import add_properties
from app.entrypoints.demo.shapes import House
from app.entrypoints.demo.tickets import add_tickets
from app.entrypoints.demo.world import World
from app.models.charges import Charge, ChargeStatus
from app.models.leases import CURRENT, Lease, LeaseStatus, LeaseUnit, Tenant
from app.models.messages import Conversation, Message
from app.models.payments import Payment, PaymentStatus
from app.models.properties import Property, Unit
from app.models.tickets import TRANSITIONS, Ticket, TicketStatus

# The day after a change of the clock, leap days, first and last days of months and years.
DAYS = ("2026-03-29", "2026-10-25", "2026-11-01", "2028-02-29", "2027-01-01", "2026-12-31", "2027-03-01", "2026-06-20")
HOUSES = (NORDLYS, HARBOR)

with_every_house = pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.key)
with_every_day = pytest.mark.parametrize("day", DAYS)


def made_on(house: House, day: str) -> World:
    """A world as it is made on a day, soon after midnight: the hardest time to be in the past of."""
    today = date.fromisoformat(day)
    almanac = Almanac(house.time_zone, today)
    world = World(house, replace(almanac, now=almanac.on(today, "00:05")))
    add_people(world, {})
    for add in (add_properties, add_leases, add_books, add_tickets, add_conversations):
        add(world)
    return world


def rows(world: World, model: Any) -> list[Any]:
    """All rows of one table."""
    return list(world.rows[model].values())


@with_every_house
@with_every_day
def test_nothing_has_happened_that_is_still_to_come(house: House, day: str) -> None:
    world = made_on(house, day)
    moments = ("created_at", "updated_at", "sent_at", "joined_at", "last_read_at", "succeeded_at", "starts_at")
    late = [
        (row.noun, key, name)
        for table in world.rows.values()
        for key, row in table.items()
        for name in moments
        if (getattr(row, name, None) or world.almanac.now) > world.almanac.now
    ]
    assert late == []
    assert max(happening.at for happening in world.happenings) <= world.almanac.now


@with_every_house
@with_every_day
def test_the_books_balance(house: House, day: str) -> None:
    world = made_on(house, day)
    settled, brought = Counter[Any](), Counter[Any]()
    for charge in rows(world, Charge):
        settled[charge.lease_id] += charge.amount_minor - charge.open_minor
        expected = {0: ChargeStatus.SETTLED, charge.amount_minor: ChargeStatus.POSTED}
        assert charge.status == expected.get(charge.open_minor, ChargeStatus.PARTIALLY_SETTLED)
        assert charge.open_minor == charge.amount_minor or charge.due_on <= world.almanac.today
        assert charge.period_start <= charge.due_on < charge.period_end
    for payment in rows(world, Payment):
        if payment.status in (PaymentStatus.SUCCEEDED, PaymentStatus.CLEARED):
            brought[payment.lease_id] += payment.amount_minor
            assert payment.succeeded_at is not None
    assert settled == brought


@with_every_house
@with_every_day
def test_histories_are_paths_through_the_state_machine(house: House, day: str) -> None:
    world = made_on(house, day)
    for ticket in rows(world, Ticket):
        history = sorted((it for it in world.happenings if it.row is ticket), key=lambda it: it.at)
        assert history[0].kind == "CREATED"
        status = TicketStatus.NEW
        for step in history:
            if step.kind == "STATUS_CHANGED":
                assert step.facts["from"] == status
                TRANSITIONS.check(status, step.facts["to"])
                status = step.facts["to"]
        assert ticket.status == status
        assert (ticket.updated_at, ticket.version) == (history[-1].at, len(history))


def test_everything_that_exists_is_shown() -> None:
    world = made_on(NORDLYS, "2026-06-20")
    leases = Counter(lease.status for lease in rows(world, Lease))

    assert {ticket.status for ticket in rows(world, Ticket)} == set(TicketStatus)
    assert sum(leases[status] for status in CURRENT) == 14
    assert {LeaseStatus.DRAFT, LeaseStatus.SIGNED, LeaseStatus.ENDED} <= set(leases)
    assert {ChargeStatus.POSTED, ChargeStatus.PARTIALLY_SETTLED, ChargeStatus.SETTLED} == {
        charge.status for charge in rows(world, Charge)
    }
    assert (len(rows(world, Property)), len(rows(world, Unit)), len(rows(world, Conversation))) == (3, 24, 5)
    assert len(rows(world, Tenant)) >= 14
    assert any("\u0600" <= letter <= "\u06ff" for message in rows(world, Message) for letter in message.body)


@with_every_house
@with_every_day
def test_current_leases_are_current(house: House, day: str) -> None:
    world = made_on(house, day)
    today = world.almanac.today
    for lease in rows(world, Lease):
        if lease.status in CURRENT:
            assert lease.start_on <= today
            assert lease.end_on is None or lease.end_on > today or lease.status is LeaseStatus.HOLDOVER
        if lease.status in (LeaseStatus.DRAFT, LeaseStatus.OFFERED, LeaseStatus.SIGNED):
            assert lease.start_on > today
    held = Counter(row.unit_id for row in rows(world, LeaseUnit) if row.occupies and today in _Days(row.period))
    assert set(held.values()) == {1}


class _Days:
    """A range that can be asked for a day."""

    def __init__(self, period: Any) -> None:
        self.period = period

    def __contains__(self, day: date) -> bool:
        return bool(self.period.lower <= day) and (self.period.upper is None or bool(day < self.period.upper))


@with_every_house
def test_the_ids_do_not_depend_on_the_day(house: House) -> None:
    first, second = made_on(house, "2026-06-20"), made_on(house, "2026-06-21")
    assert [it.id for it in first.happenings] == [it.id for it in second.happenings]
    for model, table in first.rows.items():
        assert {row.id for row in table.values()} == {row.id for row in second.rows[model].values()}


@pytest.mark.parametrize(
    ("offset", "due_day", "expected"), [(0, 31, "2028-02-29"), (1, 31, "2028-03-31"), (-14, 5, "2026-12-05")]
)
def test_due_days_fit_their_month(offset: int, due_day: int, expected: str) -> None:
    assert Almanac("Europe/Oslo", date(2028, 2, 29)).due(offset, due_day) == date.fromisoformat(expected)


def test_moments_are_local_and_relative() -> None:
    now = datetime.fromisoformat("2026-10-25T12:00:00+00:00")
    almanac = Almanac("Europe/Oslo", date(2026, 10, 25), now)

    assert almanac.at("-1d 14:05").isoformat() == "2026-10-24T12:05:00+00:00"
    assert almanac.at("+1d 14:05").isoformat() == "2026-10-26T13:05:00+00:00"
    assert almanac.at("-25m") == now - timedelta(minutes=25)
    with pytest.raises(ValueError, match="yesterday"):
        almanac.at("yesterday")
