"""The state machine of tickets, every pair of it, by those who may take the step and the facts that go with it."""

from typing import Any

from app.models.tickets import TRANSITIONS, Ticket, TicketStatus
from tests.resolvers.office import Office

S = TicketStatus
TICKET = """ticket { status version reopenCount hold { reason until } visit { startAt endAt } events(last: 1) {
  nodes { kind fromStatus toStatus note visit { startAt endAt } actor { name } } } }"""
ORIGINAL = "the ticket next door"
FACTS = {S.ON_HOLD: {"holdReason": "PARTS"}, S.DUPLICATE: {"duplicateOfId": ORIGINAL}}
VISIT = {"startAt": "2030-01-01T09:00:00Z", "endAt": "2030-01-01T10:00:00Z"}
AGAIN = {"visit": VISIT}
"""A step from a status to itself moves the visit, and needs one."""
HELD = {S.ON_HOLD: ", hold_reason = 'PARTS'", S.DUPLICATE: ", duplicate_of_id = id"}
TABLE = {
    "NEW": "TRIAGED REJECTED DUPLICATE CANCELLED",
    "TRIAGED": "SCHEDULED IN_PROGRESS ON_HOLD CANCELLED REJECTED",
    "SCHEDULED": "IN_PROGRESS ON_HOLD TRIAGED CANCELLED SCHEDULED",
    "IN_PROGRESS": "ON_HOLD RESOLVED SCHEDULED",
    "ON_HOLD": "TRIAGED SCHEDULED IN_PROGRESS CANCELLED",
    "RESOLVED": "CLOSED REOPENED",
    "REOPENED": "TRIAGED SCHEDULED IN_PROGRESS",
}
OF_TENANTS = {"NEW": "CANCELLED", "TRIAGED": "CANCELLED", "SCHEDULED": "CANCELLED", "RESOLVED": "CLOSED REOPENED"}
OF_VENDORS = {
    "TRIAGED": "SCHEDULED IN_PROGRESS ON_HOLD",
    "SCHEDULED": "IN_PROGRESS ON_HOLD SCHEDULED",
    "IN_PROGRESS": "ON_HOLD RESOLVED SCHEDULED",
    "ON_HOLD": "SCHEDULED IN_PROGRESS",
    "REOPENED": "SCHEDULED IN_PROGRESS",
}


async def put(office: Office, status: TicketStatus) -> None:
    """Put the ticket where a step shall begin."""
    cleared = "hold_reason = NULL, duplicate_of_id = NULL"
    if status in HELD:
        cleared = HELD[status].removeprefix(", ") + (
            ", duplicate_of_id = NULL" if status is S.ON_HOLD else ", hold_reason = NULL"
        )
    await office.rows(f"UPDATE ticket SET status = $2, {cleared} WHERE id = $1", leak(office), status)


def leak(office: Office) -> Any:
    return office.world.a.id(Ticket, "leak")


async def tried(office: Office, who: str, to: TicketStatus, **facts: Any) -> Any:
    """Take a step with the facts it needs; returns the payload."""
    given = {**FACTS.get(to, {}), **facts}
    if given.get("duplicateOfId") == ORIGINAL:
        given["duplicateOfId"] = office.id(Ticket, "next_door")
    return await office.attempt(who, "changeTicketStatus", TICKET, ticketId=office.id(Ticket, "leak"), to=to, **given)


async def test_every_pair_for_staff(office: Office) -> None:
    for before in S:
        allowed = TABLE.get(before, "").split()
        assert [str(status) for status in TRANSITIONS.after(before)] == allowed
        for after in S:
            await put(office, before)
            payload = await tried(office, "manager", after, **(AGAIN if before is after else {}))
            if after in allowed:
                assert payload["errors"] == [] and payload["ticket"]["status"] == after
                event = payload["ticket"]["events"]["nodes"][0]
                assert (event["kind"], event["fromStatus"], event["toStatus"]) == ("STATUS_CHANGED", before, after)
            else:
                refusal = payload["errors"][0]
                assert (refusal["code"], refusal["path"]) == ("ILLEGAL_TRANSITION", ["input", "to"])
                assert refusal["details"] == {"from": before, "allowed": allowed}
                assert payload["eventCursor"] is None


async def test_steps_that_are_not_of_the_house(office: Office) -> None:
    for who, steps in (("tenant", OF_TENANTS), ("co_tenant", OF_TENANTS), ("vendor", OF_VENDORS)):
        for before in S:
            for after in TRANSITIONS.after(before):
                await put(office, before)
                payload = await tried(office, who, after, **(AGAIN if before is after else {}))
                mine = after in steps.get(before, "").split()
                assert [refusal["code"] for refusal in payload["errors"]] == ([] if mine else ["FORBIDDEN"]), (
                    f"{who}: {before} to {after}"
                )


UNFIT: list[tuple[str, str, dict[str, Any], str]] = [
    ("TRIAGED", "ON_HOLD", {"holdReason": None}, "holdReason"),
    ("TRIAGED", "SCHEDULED", {"holdReason": "PARTS"}, "holdReason"),
    ("TRIAGED", "SCHEDULED", {"holdUntil": "2030-01-01T00:00:00Z"}, "holdUntil"),
    ("NEW", "TRIAGED", {"duplicateOfId": ORIGINAL}, "duplicateOfId"),
    ("NEW", "CANCELLED", {"visit": VISIT}, "visit"),
    ("SCHEDULED", "SCHEDULED", {}, "visit"),
    ("SCHEDULED", "SCHEDULED", {"visit": {**VISIT, "endAt": VISIT["startAt"]}}, "endAt"),
    ("TRIAGED", "SCHEDULED", {"visit": {**VISIT, "endAt": VISIT["startAt"]}}, "endAt"),
    ("NEW", "TRIAGED", {"reason": "x" * 1_001}, "reason"),
    ("NEW", "TRIAGED", {"reason": " "}, "reason"),
]


async def test_facts_that_do_not_fit_the_step(office: Office) -> None:
    for before, to, facts, place in UNFIT:
        await put(office, S[before])
        known = await office.rows("SELECT version, status FROM ticket WHERE id = $1", leak(office))
        payload = await tried(office, "manager", S[to], **facts)
        refusal = payload["errors"][0]
        assert (refusal["code"], refusal["path"][-1]) == ("BAD_USER_INPUT", place), (before, to, facts)
        assert await office.rows("SELECT version, status FROM ticket WHERE id = $1", leak(office)) == known


async def test_a_duplicate_names_another_ticket_in_sight(office: Office) -> None:
    for original, code in (("leak", "BAD_USER_INPUT"), ("nowhere", "NOT_FOUND")):
        await put(office, S.NEW)
        payload = await tried(office, "manager", S.DUPLICATE, duplicateOfId=office.id(Ticket, original))
        assert payload["errors"][0]["code"] == code
        assert payload["errors"][0]["path"] == ["input", "duplicateOfId"]
    foreign = await tried(office, "manager", S.DUPLICATE, duplicateOfId=office.id(Ticket, "leak", "B"))
    assert foreign["errors"][0]["code"] == "NOT_FOUND"


async def test_facts_of_a_step_are_kept_and_cleared_by_the_next(office: Office) -> None:
    visit = {"startAt": "2030-01-01T09:00:00Z", "endAt": "2030-01-01T11:00:00Z"}
    await put(office, S.TRIAGED)
    scheduled = (await tried(office, "manager", S.SCHEDULED, visit=visit))["ticket"]
    assert scheduled["visit"] == {"startAt": "2030-01-01T09:00:00.000Z", "endAt": "2030-01-01T11:00:00.000Z"}
    held = (await tried(office, "manager", S.ON_HOLD, holdReason="TENANT", reason="Ingen svar"))["ticket"]
    assert (held["hold"]["reason"], held["events"]["nodes"][0]["note"]) == ("TENANT", "Ingen svar")
    assert (await tried(office, "manager", S.IN_PROGRESS))["ticket"]["hold"] is None
    await tried(office, "manager", S.RESOLVED)
    assert (await tried(office, "tenant", S.REOPENED))["ticket"]["reopenCount"] == 1


async def test_a_visit_is_moved_in_one_step_and_the_history_says_to_when(office: Office) -> None:
    shown = {name: moment.replace("Z", ".000Z") for name, moment in VISIT.items()}
    later = {name: moment.replace("01-01", "01-03") for name, moment in VISIT.items()}
    await put(office, S.TRIAGED)
    first = (await tried(office, "manager", S.SCHEDULED, visit=VISIT))["ticket"]
    moved = (await tried(office, "manager", S.SCHEDULED, visit=later))["ticket"]
    assert (moved["status"], moved["version"]) == ("SCHEDULED", first["version"] + 1)
    assert moved["visit"] == {name: moment.replace("01-01", "01-03") for name, moment in shown.items()}
    event = moved["events"]["nodes"][0]
    assert (event["fromStatus"], event["toStatus"], event["visit"]) == ("SCHEDULED", "SCHEDULED", moved["visit"])
    # What was said before stays said.
    assert first["events"]["nodes"][0]["visit"] == shown
    begun = (await tried(office, "manager", S.IN_PROGRESS))["ticket"]
    assert (begun["events"]["nodes"][0]["visit"], begun["visit"]) == (None, moved["visit"])
    shown_to_tenants = "events(last: 3) { nodes { visit { startAt endAt } } }"
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Ticket {{ {shown_to_tenants} }} }} }}"
    history = (await office.ask("tenant", query, id=office.id(Ticket, "leak")))["node"]["events"]["nodes"]
    assert [event["visit"] for event in history] == [shown, moved["visit"], None]


async def test_an_old_version_is_refused_and_tells_the_new_one(office: Office) -> None:
    id = office.id(Ticket, "leak")
    for mutation, more in (("changeTicketStatus", {"to": "SCHEDULED"}), ("assignTicket", {"assigneeId": None})):
        current = (
            await office.ask("manager", "query($id: ID!) { node(id: $id) { ... on Ticket { version } } }", id=id)
        )["node"]["version"]
        stale = await office.attempt("manager", mutation, TICKET, ticketId=id, expectedVersion=current - 1, **more)
        assert stale["errors"][0]["code"] == "CONFLICT"
        assert stale["errors"][0]["details"] == {"version": current}
        fresh = await office.do("manager", mutation, TICKET, ticketId=id, expectedVersion=current, **more)
        assert fresh["version"] == current + 1


async def test_steps_and_events_of_one_ticket_stand_side_by_side(office: Office) -> None:
    steps, events = "steps { stage }", "events(last: 40) { totalCount nodes { kind } }"
    for shown in (f"{events} {steps}", f"{steps} {events}"):
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on Ticket {{ {shown} }} }} }}"
        ticket = (await office.ask("manager", query, id=office.id(Ticket, "leak")))["node"]
        kinds = [event["kind"] for event in ticket["events"]["nodes"]]
        assert "COMMENTED" in kinds and len(kinds) == ticket["events"]["totalCount"], shown
        assert ticket["steps"][0]["stage"] == "NEW", shown
