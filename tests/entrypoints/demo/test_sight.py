"""What the people of the demo see of it: each their own, by the same policies as everywhere."""

from typing import Any
from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePartyPolicy, LeasePolicy
from app.auth.policies.messages import ConversationPolicy, unread_total
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.policies.tickets import TicketCommentPolicy, TicketPolicy
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.entrypoints.demo import demo_id
from app.models.paging import Order, Page
from app.models.tickets import TicketCategory
from app.resolvers import tickets
from tests.entrypoints.demo.conftest import As

BY_ID = Page(limit=100, order=Order("id", "{t}.id", "uuid"))


def ids(noun: str, *keys: str) -> set[UUID]:
    """The ids of rows of Nordlys by their keys."""
    return {demo_id("nordlys", noun, key) for key in keys}


async def seen(viewer: Viewer, policy: Any) -> list[Any]:
    """All rows of a table that the viewer sees."""
    async with reading(viewer):
        return list((await policy.page(viewer, BY_ID)).rows)


async def test_amira_sees_her_own_home(signed_in: As) -> None:
    amira = await signed_in("amira@nordlys.example")

    assert {row.id for row in await seen(amira, LeasePolicy)} == ids("lease", "L-1001")
    assert {row.id for row in await seen(amira, UnitPolicy)} == ids("unit", "toftes-a-301", "toftes-p1")
    assert {row.id for row in await seen(amira, PropertyPolicy)} == ids("property", "toftes")
    assert {row.id for row in await seen(amira, TicketPolicy)} == ids("ticket", "leak", "radiator")
    assert {row.id for row in await seen(amira, ConversationPolicy)} == ids("conversation", "leak")
    assert {row.tenant_id for row in await seen(amira, LeasePartyPolicy)} == ids("tenant", "amira", "karim")


async def test_amira_sees_what_her_household_owes_and_paid(signed_in: As) -> None:
    amira = await signed_in("amira@nordlys.example")
    charges, payments = await seen(amira, ChargePolicy), await seen(amira, PaymentPolicy)

    assert len([row for row in charges if row.code == "RENT"]) == 6
    assert {row.lease_id for row in [*charges, *payments]} == ids("lease", "L-1001")
    assert {row.payer_id for row in payments} == ids("member", "amira", "karim")


async def test_what_is_said_inside_stays_inside(signed_in: As) -> None:
    amira, tom = await signed_in("amira@nordlys.example"), await signed_in("tom@nordlys.example")
    heard, said = await seen(amira, TicketCommentPolicy), await seen(tom, TicketCommentPolicy)

    assert heard
    assert not any(row.is_internal for row in heard)
    assert any(row.is_internal for row in said)


async def test_jonas_has_something_open(signed_in: As) -> None:
    jonas = await signed_in("jonas@nordlys.example")

    overdue = [row for row in await seen(jonas, ChargePolicy) if row.status == "PARTIALLY_SETTLED"]
    assert [(row.amount_minor, row.open_minor) for row in overdue] == [(1_680_000, 480_000)]


async def test_olav_sees_bergen(signed_in: As) -> None:
    olav = await signed_in("olav@nordlys.example")

    assert {row.id for row in await seen(olav, PropertyPolicy)} == ids("property", "nordnes")
    assert {row.id for row in await seen(olav, TicketPolicy)} == ids("ticket", "ceiling", "ants", "balcony", "bins")


async def test_there_is_something_to_read(signed_in: As) -> None:
    for email in ("amira@nordlys.example", "ingrid@nordlys.example", "dana@harbor.example"):
        viewer = await signed_in(email)
        async with reading(viewer):
            assert await unread_total(viewer) == 1


async def test_a_tenant_goes_on_where_the_demo_ends(signed_in: As) -> None:
    amira = await signed_in("amira@nordlys.example")
    unit_id = demo_id("nordlys", "unit", "toftes-a-301")
    made = await tickets.create(amira, tickets.NewTicket("Lyspære", TicketCategory.ELECTRICAL, unit_id))

    async with reading(amira):
        ticket = await TicketPolicy.fetch(amira, made)
        newest = max(row.number for row in await seen(amira, TicketPolicy) if row.id != made)
    assert ticket.lease_id == demo_id("nordlys", "lease", "L-1001")
    assert ticket.number == 1056 > newest
