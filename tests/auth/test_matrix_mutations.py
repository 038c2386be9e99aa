"""Every change by everybody: done where the matrix says so, and refused without a trace everywhere else."""

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from app.auth.credentials import Carrier, Credentials
from app.auth.viewer import Viewer
from app.errors import Unauthenticated
from app.models.files import File
from app.models.ids import to_global
from app.models.leases import Lease
from app.models.messages import Conversation, Message
from app.models.payment_methods import PaymentMethod
from app.models.people import Member
from app.models.properties import Building, Property
from app.models.tickets import Ticket
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.accounts import PERSONAL
from tests.auth.matrix.deeds import DEEDS, Deed, Digest, Scene, digest
from tests.auth.matrix.oracle import COLUMNS, cell, leaks, matrix
from tests.support.world import PASSWORD, World, email_of, token_of

REFUSALS = {"FORBIDDEN", "NOT_FOUND"}
SUCCEEDS = {"allow": {"own", "other"}, "own": {"own"}, "deny": set()}


def test_every_mutation_is_done_by_somebody() -> None:
    assert {*DEEDS, *PERSONAL, "setTyping"} == set(matrix("mutations"))
    assert not DEEDS.keys() & PERSONAL


def check_done(answer: dict[str, Any], field: str, deed: Deed) -> None:
    """Fail unless the change was made and shown."""
    payload = answer["data"][field]
    assert payload["errors"] == [] and "errors" not in answer, answer
    assert payload["eventCursor"] and payload[deed.result]["id"]


def check_refused(answer: dict[str, Any], role: str) -> None:
    """Fail unless it was refused by name."""
    expected = {"UNAUTHENTICATED"} if role == "anonymous" else REFUSALS
    codes = codes_of(answer)
    assert len(codes) == 1 and set(codes) <= expected, answer


@pytest.mark.parametrize("field", DEEDS)
async def test_a_change_is_made_by_whom_the_matrix_names(desk: Desk, world: World, field: str) -> None:
    await check_everybody(desk, world, field, DEEDS[field], field)


async def check_everybody(desk: Desk, world: World, field: str, deed: Deed, row: str) -> None:
    """Fail unless a change is made by whom a row of the matrix names, and refused without a trace to all others."""
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        tries = [(role, whose, await deed.inputs(scene, role, whose)) for role in COLUMNS for whose in ("own", "other")]
        before = await digest(connection)
        for role, whose, values in tries:
            if whose not in SUCCEEDS[cell("mutations", row, role)]:
                answer = await desk.ask(world.viewer_of(role), deed.document(field), input=values)
                check_refused(answer, role)
                assert not leaks(world, role, json.dumps(answer)), (role, whose)
        assert await digest(connection) == before, "a refusal has written something"
        for role, whose, values in tries:
            if whose in SUCCEEDS[cell("mutations", row, role)]:
                answer = await desk.ask(world.viewer_of(role), deed.document(field), input=values)
                check_done(answer, field, deed)
                assert not leaks(world, role, json.dumps(answer)), (role, whose)
                before = check_written(world, before, await digest(connection))


def check_written(world: World, before: Digest, after: Digest) -> Digest:
    """Fail unless something was written with its event and its audit, in organization A alone."""
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {organization for _, organization in changed} == {world.a.organization_id}, changed
    assert {"audit_entry", "event"} <= {table for table, _ in changed}, changed
    return after


async def _fee_of_a_lease(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    values = await DEEDS["setLateFeePolicy"].inputs(scene, role, whose)
    del values["propertyId"]
    return {**values, "leaseId": scene.world.a.global_id(Lease, "north_1" if whose == "own" else "south_1")}


async def _paper_of_a_lease(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    values = await DEEDS["requestUpload"].inputs(scene, role, whose)
    lease = scene.world.a.global_id(Lease, "north_1" if whose == "own" else "south_1")
    return {**values, "aboutId": lease, "name": "lease.pdf", "contentType": "application/pdf"}


async def _report_of_a_house(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    values = await DEEDS["createTicket"].inputs(scene, role, whose)
    del values["unitId"]
    return {**values, "propertyId": scene.world.a.global_id(Property, "north" if whose == "own" else "south")}


OTHERWISE = {
    "setLateFeePolicy": (_fee_of_a_lease, "setLateFeePolicy"),
    "requestUpload": (_paper_of_a_lease, "updateLease"),
    "createTicket": (_report_of_a_house, "createTicket"),
}
"""Changes that are made in a second way, to something else, with the row of the matrix that says by whom."""


@pytest.mark.parametrize("field", OTHERWISE)
async def test_a_change_of_something_else_is_made_by_whom_the_matrix_names(
    desk: Desk, world: World, field: str
) -> None:
    inputs, row = OTHERWISE[field]
    await check_everybody(desk, world, field, replace(DEEDS[field], inputs=inputs), row)


async def test_a_tenant_of_no_place_is_made_by_whoever_may_make_one(desk: Desk, world: World) -> None:
    for role in COLUMNS:
        document = DEEDS["createTenant"].document("createTenant")
        answer = await desk.ask(world.viewer_of(role), document, input={"name": "Somebody new"})
        if cell("mutations", "createTenant", role) == "deny":
            check_refused(answer, role)
        else:
            check_done(answer, "createTenant", DEEDS["createTenant"])


async def test_inside_the_house_is_said_by_whom_the_matrix_names(desk: Desk, world: World) -> None:
    deed = DEEDS["commentOnTicket"]
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        for role in COLUMNS:
            values = {**await deed.inputs(scene, role, "own"), "isInternal": True}
            before = await digest(connection)
            answer = await desk.ask(world.viewer_of(role), deed.document("commentOnTicket"), input=values)
            if cell("fields", "TicketViewerCan.commentInternally", role) == "deny":
                check_refused(answer, role)
                assert await digest(connection) == before, role
            else:
                check_done(answer, "commentOnTicket", deed)


async def test_only_staff_report_for_others_and_say_how_it_arrived(desk: Desk, world: World) -> None:
    deed = DEEDS["createTicket"]
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        for role in ("manager", "scoped_manager", "maintenance", "tenant", "co_tenant"):
            values = await deed.inputs(scene, role, "own")
            for extra in ({"channel": "PHONE"}, {"reporterId": world.a.global_id(Member, "guarantor")}):
                answer = await desk.ask(world.viewer_of(role), deed.document("createTicket"), input={**values, **extra})
                if role in ("tenant", "co_tenant"):
                    assert codes_of(answer) == ["FORBIDDEN"], (role, extra)
                else:
                    check_done(answer, "createTicket", deed)


SIGN_IN = """mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } token
    viewer { email organization { id } } } }"""


async def test_anybody_signs_in_and_out(desk: Desk, world: World) -> None:
    async with desk.listening():
        for role in COLUMNS:
            assert cell("mutations", "signIn", role) == "allow"
            name = "tenant" if role == "anonymous" else role
            values = {"email": email_of(name).upper(), "password": PASSWORD}
            answer = await desk.ask(world.viewer_of(role), SIGN_IN, input=values)
            signed_in = answer["data"]["signIn"]
            assert signed_in["errors"] == [] and signed_in["viewer"]["email"] == email_of(name)
            viewer = await authenticated(desk, signed_in["token"])
            assert viewer.organization_id == world.a.organization_id
            gone = await desk.ask(viewer, "mutation { signOut { errors { code } } }")
            assert gone == {"data": {"signOut": {"errors": []}}}
            with pytest.raises(Unauthenticated):
                await authenticated(desk, signed_in["token"])
            assert (await authenticated(desk, token_of(name))).member_id == viewer.member_id


async def test_nobody_signs_out_without_effect(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        before = await digest(connection)
        answer = await desk.ask(Viewer.anonymous(), "mutation { signOut { errors { code } } }")
        assert answer == {"data": {"signOut": {"errors": []}}}
        assert await digest(connection) == before


async def authenticated(desk: Desk, token: str) -> Viewer:
    """The viewer of a token."""
    return await desk.services.sessions.authenticate(Credentials(token, Carrier.BEARER))


async def test_an_auditor_who_takes_part_reads_and_does_not_write(desk: Desk, world: World) -> None:
    conversation, auditor = world.a.id(Conversation, "books"), world.viewer_of("auditor")
    async with world.superuser() as connection:
        sql = "UPDATE conversation SET participant_ids = participant_ids || $2::uuid WHERE id = $1"
        await connection.execute(sql, conversation, auditor.member_id)
        before = await digest(connection)
        ids = {"conversationId": world.a.global_id(Conversation, "books"), "id": str(uuid.uuid4())}
        answer = await desk.ask(auditor, DEEDS["sendMessage"].document("sendMessage"), input={**ids, "body": "Well?"})
        assert codes_of(answer) == ["FORBIDDEN"], answer
        assert await digest(connection) == before
    seen = await desk.ask(auditor, "{ conversations(first: 5) { nodes { viewerCan { sendMessage } } } }")
    assert seen["data"]["conversations"]["nodes"] == [{"viewerCan": {"sendMessage": False}}]


async def test_what_people_do_is_done_by_no_program(desk: Desk, world: World) -> None:
    program, field = replace(world.viewer_of("tenant"), member_id=None), "changeNotificationSettings"
    async with world.superuser() as connection:
        values = await DEEDS[field].inputs(Scene(world, connection), "tenant", "own")
        before = await digest(connection)
        answer = await desk.ask(program, DEEDS[field].document(field), input=values)
        assert codes_of(answer) == ["FORBIDDEN"], answer
        assert await digest(connection) == before


@pytest.mark.parametrize("field", ["startPayment", "setAutopay"])
async def test_nobody_pays_from_what_is_somebody_elses(desk: Desk, world: World, field: str) -> None:
    async with world.superuser() as connection:
        values = await DEEDS[field].inputs(Scene(world, connection), "co_tenant", "own")
        before = await digest(connection)
        values |= {"paymentMethodId": world.a.global_id(PaymentMethod, "tenant")}
        answer = await desk.ask(world.viewer_of("co_tenant"), DEEDS[field].document(field), input=values)
        assert codes_of(answer) == ["NOT_FOUND"], answer
        assert await digest(connection) == before


async def test_whoever_has_moved_out_pays_no_more_by_itself(desk: Desk, world: World) -> None:
    deed, gone = DEEDS["changeAutopayStatus"], replace(world.viewer_of("tenant"), grants=())
    async with world.superuser() as connection:
        values = await deed.inputs(Scene(world, connection), "tenant", "own")
    document = deed.document("changeAutopayStatus")
    for viewer, to, codes in ((world.viewer_of("tenant"), "PAUSED", []), (gone, "ACTIVE", ["NOT_FOUND"])):
        answer = await desk.ask(viewer, document, input={**values, "to": to, "idempotencyKey": str(uuid.uuid4())})
        assert codes_of(answer) == codes, answer


async def test_a_ticket_that_is_not_ones_own_is_not_there(desk: Desk, world: World) -> None:
    document = DEEDS["changeTicketStatus"].document("changeTicketStatus")
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        hidden = {"ticketId": await scene.ticket("tenant", "other"), "to": "CANCELLED"}
        assert codes_of(await desk.ask(world.viewer_of("tenant"), document, input=hidden)) == ["NOT_FOUND"]
        own, far = await scene.ticket("scoped_manager", "own"), await scene.ticket("scoped_manager", "other")
        for original, codes in ((far, ["NOT_FOUND"]), (world.a.global_id(Ticket, "stairs"), [])):
            values = {"ticketId": own, "to": "DUPLICATE", "duplicateOfId": original}
            answer = await desk.ask(world.viewer_of("scoped_manager"), document, input=values)
            assert codes_of(answer) == codes, answer


async def test_a_house_that_one_does_not_look_after_is_not_there(desk: Desk, world: World) -> None:
    deed = DEEDS["createUnit"]
    async with world.superuser() as connection:
        values = await deed.inputs(Scene(world, connection), "scoped_manager", "own")
    values |= {"buildingId": world.a.global_id(Building, "south")}
    answer = await desk.ask(world.viewer_of("scoped_manager"), deed.document("createUnit"), input=values)
    assert codes_of(answer) == ["NOT_FOUND"], answer


async def test_one_reads_up_to_a_message_of_the_same_conversation(desk: Desk, world: World) -> None:
    deed = DEEDS["markConversationRead"]
    async with world.superuser() as connection:
        values = await deed.inputs(Scene(world, connection), "manager", "own")
    there = {row.conversation_id: row.id for row in world.a.rows[Message].values()}
    other = there[world.a.id(Conversation, "round")]
    for id, codes in ((values["upToMessageId"], []), (to_global("Message", other), ["NOT_FOUND"])):
        answer = await desk.ask(
            world.viewer_of("manager"), deed.document("markConversationRead"), input={**values, "upToMessageId": id}
        )
        assert codes_of(answer) == codes, answer


async def test_only_the_sender_says_that_a_file_has_come(desk: Desk, world: World) -> None:
    values = {"fileId": world.a.global_id(File, "leak_photo")}
    for role in ("admin", "manager", "co_tenant"):
        answer = await desk.ask(world.viewer_of(role), DEEDS["completeUpload"].document("completeUpload"), input=values)
        assert codes_of(answer) == ["FORBIDDEN"], (role, answer)
    sent = await desk.ask(world.viewer_of("tenant"), DEEDS["completeUpload"].document("completeUpload"), input=values)
    assert sent["data"]["completeUpload"]["errors"] == []


async def test_sheets_are_sent_by_whoever_runs_the_whole(desk: Desk, world: World) -> None:
    deed = DEEDS["requestUpload"]
    async with world.superuser() as connection:
        sheet = await deed.inputs(Scene(world, connection), "manager", "own")
    house = to_global("Organization", world.a.organization_id)
    sheet |= {"aboutId": house, "name": "homes.csv", "contentType": "text/csv"}
    foreign = {**sheet, "aboutId": to_global("Organization", world.b.organization_id)}
    answer = await desk.ask(world.viewer_of("admin"), deed.document("requestUpload"), input=foreign)
    assert codes_of(answer) == ["NOT_FOUND"], answer
    for role in COLUMNS:
        answer = await desk.ask(world.viewer_of(role), deed.document("requestUpload"), input=sheet)
        if role in ("admin", "manager"):
            check_done(answer, "requestUpload", deed)
        else:
            check_refused(answer, role)
