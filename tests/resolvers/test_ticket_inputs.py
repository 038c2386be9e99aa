"""What may be reported, by whom and on whose behalf, who may be assigned, and what is refused at which place."""

from typing import Any

import pytest

from app.models.people import Member
from app.models.properties import Property, Unit
from app.models.tickets import Ticket
from tests.resolvers.office import Office

NEW = "ticket { id number title description priority channel reporter { id } unit { id } property { id } status }"
COUNTS = """SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM event), (SELECT count(*) FROM audit_entry),
  (SELECT count(*) FROM ticket_event)"""


def given(office: Office, **changed: Any) -> dict[str, Any]:
    standard = {"unitId": office.id(Unit, "north_1"), "title": "Drypper", "category": "PLUMBING"}
    return {name: value for name, value in {**standard, **changed}.items() if value is not ...}


async def counts(office: Office) -> list[int]:
    return list((await office.rows(COUNTS))[0])


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"unitId": ...}, "BAD_USER_INPUT", "unitId"),
    ({"title": " \n\t "}, "BAD_USER_INPUT", "title"),
    ({"title": "x" * 201}, "BAD_USER_INPUT", "title"),
    ({"title": "nul\x00"}, "BAD_USER_INPUT", "title"),
    ({"description": "x" * 10_001}, "BAD_USER_INPUT", "description"),
    ({"description": "nul\x00"}, "BAD_USER_INPUT", "description"),
    ({"unitId": "bm9uc2Vuc2U"}, "BAD_USER_INPUT", "unitId"),
    ({"channel": "PHONE"}, "FORBIDDEN", "channel"),
]


async def test_what_cannot_be_reported(office: Office) -> None:
    before = await counts(office)
    for changed, code, place in WRONG:
        refusal = await office.refused("tenant", "createTicket", **given(office, **changed))
        assert refusal == (code, ["input", place]), changed
    assert await counts(office) == before


async def test_places_that_are_not_the_reporters(office: Office) -> None:
    before = await counts(office)
    both = given(office, propertyId=office.id(Property, "north"))
    assert await office.refused("tenant", "createTicket", **both) == ("BAD_USER_INPUT", ["input", "unitId"])
    for key, name in (("A", "north_2"), ("A", "nowhere"), ("B", "north_1")):
        code, _ = await office.refused("tenant", "createTicket", **given(office, unitId=office.id(Unit, name, key)))
        assert code == "NOT_FOUND"
    wrong_kind = given(office, unitId=office.id(Property, "north"))
    assert await office.refused("tenant", "createTicket", **wrong_kind) == ("BAD_USER_INPUT", ["input", "unitId"])
    assert (await office.refused("auditor", "createTicket", **given(office)))[0] == "FORBIDDEN"
    assert await counts(office) == before


async def test_a_tenant_reports_for_oneself_alone(office: Office) -> None:
    for_another = given(office, reporterId=office.id(Member, "neighbour"))
    assert await office.refused("tenant", "createTicket", **for_another) == ("FORBIDDEN", ["input", "reporterId"])
    made = await office.do("tenant", "createTicket", NEW, **given(office, reporterId=office.id(Member, "tenant")))
    assert (made["reporter"]["id"], made["channel"]) == (office.id(Member, "tenant"), "PORTAL")
    assert (made["status"], made["priority"], made["unit"]["id"]) == ("NEW", "NORMAL", office.id(Unit, "north_1"))


async def test_staff_report_on_behalf_and_say_how_it_arrived(office: Office) -> None:
    facts = {"reporterId": office.id(Member, "tenant"), "channel": "PHONE", "title": "  Ringte om lyset "}
    made = await office.do("maintenance", "createTicket", NEW, **given(office, **facts))
    assert (made["reporter"]["id"], made["channel"]) == (office.id(Member, "tenant"), "PHONE")
    assert made["title"] == "Ringte om lyset"
    for key, name in (("A", "nobody"), ("B", "tenant")):
        stranger = given(office, reporterId=office.id(Member, name, key))
        assert await office.refused("manager", "createTicket", **stranger) == ("NOT_FOUND", ["input", "reporterId"])


async def test_a_common_area_has_no_unit_and_numbers_go_up(office: Office) -> None:
    place = given(office, unitId=..., propertyId=office.id(Property, "north"))
    first = await office.do("tenant", "createTicket", NEW, **place)
    second = await office.do("tenant", "createTicket", NEW, **given(office))
    assert (first["unit"], first["property"]["id"]) == (None, office.id(Property, "north"))
    assert int(second["number"]) > int(first["number"])


async def test_only_who_works_there_is_assigned(office: Office) -> None:
    id = office.id(Ticket, "leak")
    for name, code in (
        ("tenant", "BAD_USER_INPUT"),
        ("accountant", "BAD_USER_INPUT"),
        ("shared", "BAD_USER_INPUT"),
        ("nobody", "NOT_FOUND"),
    ):
        refusal = await office.refused("manager", "assignTicket", ticketId=id, assigneeId=office.id(Member, name))
        assert refusal == (code, ["input", "assigneeId"])
    foreign = office.id(Member, "maintenance", "B")
    assert (await office.refused("manager", "assignTicket", ticketId=id, assigneeId=foreign))[0] == "NOT_FOUND"
    for name in ("vendor", "maintenance", "scoped_manager", "admin"):
        made = await office.do(
            "manager", "assignTicket", "ticket { assignee { id } }", ticketId=id, assigneeId=office.id(Member, name)
        )
        assert made["assignee"]["id"] == office.id(Member, name)
    assert (await office.do("manager", "assignTicket", "ticket { assignee { id } }", ticketId=id))["assignee"] is None


WORKERS = (
    "query($id: ID!, $search: String) { node(id: $id) { ... on Ticket { assignees(search: $search) { id name } } } }"
)


async def test_those_who_may_be_assigned_are_those_who_can_be(office: Office) -> None:
    async def named(who: str, ticket: str, search: str | None = None) -> list[str]:
        found = (await office.ask(who, WORKERS, id=office.id(Ticket, ticket), search=search))["node"]
        names = [one["name"] for one in found["assignees"]]
        assert names == sorted(names)
        return [one["id"] for one in found["assignees"]]

    for ticket in ("leak", "far"):
        offered = await named("manager", ticket)
        assert len(offered) == len(set(offered))
        for name, member in office.world.a.rows[Member].items():
            given = {"ticketId": office.id(Ticket, ticket), "assigneeId": office.id(Member, name)}
            payload = await office.attempt("manager", "assignTicket", "ticket { id }", **given)
            assert (office.id(Member, name) in offered) is (payload["errors"] == []), (ticket, name)
            assert (await named("manager", ticket, member.display_name) == [office.id(Member, name)]) is (
                office.id(Member, name) in offered
            ), (ticket, name)
    north, south = await named("manager", "leak"), await named("manager", "far")
    assert office.id(Member, "scoped_manager") in north and office.id(Member, "scoped_manager") not in south
    # Who manages one property alone sees nobody listed elsewhere, and still knows whom to send.
    assert await named("scoped_manager", "leak") == north
    assert await named("manager", "leak", "%") == []


@pytest.mark.parametrize("role", ["scoped_manager", "maintenance"])
async def test_who_works_at_one_property_cannot_tell_who_is_elsewhere_from_nobody(office: Office, role: str) -> None:
    elsewhere, nobody = office.id(Member, "southerner"), office.id(Member, "nobody")
    async with office.world.superuser() as connection:
        # Somebody of the staff in the south alone.
        sql = "UPDATE access_grant SET property_id = $2 WHERE member_id = $1"
        south = office.world.a.id(Property, "south")
        await connection.execute(sql, office.world.a.id(Member, "accountant"), south)
    for name in (elsewhere, office.id(Member, "accountant"), nobody):
        refusals = [await office.refused(role, "createTicket", **given(office, reporterId=name))]
        if role == "scoped_manager":
            refusals.append(
                await office.refused(role, "assignTicket", ticketId=office.id(Ticket, "leak"), assigneeId=name)
            )
        assert {code for code, _ in refusals} == {"NOT_FOUND"}, name
    made = await office.do(role, "createTicket", NEW, **given(office, reporterId=office.id(Member, "tenant")))
    assert made["reporter"]["id"] == office.id(Member, "tenant")


async def test_comments_that_say_nothing_or_too_much(office: Office) -> None:
    for body in ("", "  ", "x" * 10_001, "nul\x00"):
        refusal = await office.refused("tenant", "commentOnTicket", ticketId=office.id(Ticket, "leak"), body=body)
        assert refusal == ("BAD_USER_INPUT", ["input", "body"])
