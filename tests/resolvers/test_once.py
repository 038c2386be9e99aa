"""One wish, one effect: idempotency keys, message ids of clients, and changes whose answer fails."""

import asyncio
from typing import Any
from uuid import uuid4

from app.models.messages import Conversation
from app.models.properties import Unit
from app.models.tickets import Ticket
from tests.auth.desk import codes_of
from tests.resolvers.office import Office

TICKET = "ticket { id }"
WRITTEN = """SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM ticket_comment),
  (SELECT count(*) FROM message), (SELECT count(*) FROM event WHERE noun <> 'notification'),
  (SELECT count(*) FROM audit_entry)"""
HELD = """INSERT INTO idempotency (organization_id, member_id, operation, key, input_hash, at)
  VALUES ($1, $2, 'commentOnTicket', $3, '', now())"""


async def written(office: Office) -> list[int]:
    return list((await office.rows(WRITTEN))[0])


def difference(before: list[int], after: list[int]) -> list[int]:
    return [late - early for early, late in zip(before, after, strict=True)]


def report(office: Office, **more: Any) -> dict[str, Any]:
    return {"unitId": office.id(Unit, "north_1"), "title": "Drypper", "category": "PLUMBING", **more}


async def test_a_repetition_has_the_first_effect_and_another_input_is_refused(office: Office) -> None:
    key = str(uuid4())
    before = await written(office)
    first = await office.do("tenant", "createTicket", TICKET, **report(office, idempotencyKey=key))
    again = await office.do("tenant", "createTicket", TICKET, **report(office, idempotencyKey=key))
    assert first == again
    assert difference(before, await written(office)) == [1, 0, 0, 1, 1]
    other = report(office, title="Renner", idempotencyKey=key)
    assert (await office.refused("tenant", "createTicket", **other))[0] == "IDEMPOTENCY_KEY_REUSED"
    assert difference(before, await written(office)) == [1, 0, 0, 1, 1]


async def test_a_key_is_of_one_person_and_one_operation(office: Office) -> None:
    key = str(uuid4())
    before = await written(office)
    made = [
        await office.do(who, "createTicket", TICKET, **report(office, idempotencyKey=key))
        for who in ("tenant", "co_tenant")
    ]
    await office.do(
        "tenant", "commentOnTicket", "comment { id }", ticketId=made[0]["id"], body="Og det øker", idempotencyKey=key
    )
    assert made[0] != made[1]
    assert difference(before, await written(office)) == [2, 1, 0, 3, 3]


async def test_a_refusal_leaves_the_key_free(office: Office) -> None:
    key = str(uuid4())
    foreign = report(office, unitId=office.id(Unit, "north_2"), idempotencyKey=key)
    assert (await office.refused("tenant", "createTicket", **foreign))[0] == "NOT_FOUND"
    await office.do("tenant", "createTicket", TICKET, **report(office, idempotencyKey=key))


async def test_twenty_at_once_with_one_key_are_one(office: Office) -> None:
    key = str(uuid4())
    before = await written(office)
    payloads = await asyncio.gather(
        *(office.attempt("tenant", "createTicket", TICKET, **report(office, idempotencyKey=key)) for _ in range(20)),
        return_exceptions=True,
    )
    answered = [payload for payload in payloads if isinstance(payload, dict)]
    ids = {payload["ticket"]["id"] for payload in answered if not payload["errors"]}
    assert len(ids) == 1
    assert {error["code"] for payload in answered for error in payload["errors"]} <= {"IDEMPOTENCY_IN_PROGRESS"}
    assert difference(before, await written(office)) == [1, 0, 0, 1, 1]


async def test_a_first_call_that_has_not_finished_is_told(office: Office) -> None:
    key, viewer = uuid4(), office.world.viewer_of("tenant")
    comment = {"ticketId": office.id(Ticket, "leak"), "body": "Hei", "idempotencyKey": str(key)}
    async with office.world.superuser() as first, first.transaction():
        await first.execute(HELD, viewer.organization_id, viewer.member_id, key)
        assert (await office.refused("tenant", "commentOnTicket", **comment))[0] == "IDEMPOTENCY_IN_PROGRESS"
        other = await office.do("manager", "commentOnTicket", "comment { id }", **comment)
        assert other["id"]
        await first.execute("DELETE FROM idempotency WHERE key = $1 AND member_id = $2", key, viewer.member_id)
    assert (await office.do("tenant", "commentOnTicket", "comment { id }", **comment))["id"] != other["id"]


async def test_every_verb_takes_a_key(office: Office) -> None:
    ticket, talk = office.id(Ticket, "leak"), office.id(Conversation, "home")
    said = str(uuid4())
    up_to = (await office.ask("tenant", LAST, id=talk))["node"]["messages"]["nodes"][0]["id"]
    verbs: list[tuple[str, str, str, dict[str, Any]]] = [
        ("manager", "changeTicketStatus", TICKET, {"ticketId": ticket, "to": "SCHEDULED"}),
        ("manager", "assignTicket", TICKET, {"ticketId": ticket, "assigneeId": None}),
        ("tenant", "commentOnTicket", "comment { id }", {"ticketId": ticket, "body": "Hei"}),
        ("tenant", "startConversation", "conversation { id }", {"subject": "Hei"}),
        ("tenant", "sendMessage", "message { id }", {"id": said, "conversationId": talk, "body": "Hei"}),
        ("tenant", "markConversationRead", "conversation { id }", {"conversationId": talk, "upToMessageId": up_to}),
    ]
    for who, verb, selection, input in verbs:
        keyed = {**input, "idempotencyKey": str(uuid4())}
        first = await office.do(who, verb, selection, **keyed)
        before = await written(office)
        assert await office.do(who, verb, selection, **keyed) == first
        assert await written(office) == before, verb


LAST = "query($id: ID!) { node(id: $id) { ... on Conversation { messages(last: 1) { nodes { id } } } } }"


async def test_a_message_has_the_id_of_its_client(office: Office) -> None:
    id, talk = str(uuid4()), office.id(Conversation, "home")
    sent = {"id": id, "conversationId": talk, "body": "Hei"}
    before = await written(office)
    first = await office.do("tenant", "sendMessage", "message { id clientId }", **sent)
    assert first["clientId"] == id
    assert await office.do("tenant", "sendMessage", "message { id clientId }", **sent) == first
    assert difference(before, await written(office)) == [0, 0, 1, 1, 1]
    other = {**sent, "body": "Noe annet"}
    assert await office.refused("tenant", "sendMessage", **other) == ("IDEMPOTENCY_KEY_REUSED", ["input", "id"])
    assert await office.refused("manager", "sendMessage", **sent) == ("CONFLICT", ["input", "id"])
    unseen = {**sent, "conversationId": office.id(Conversation, "next_door")}
    assert await office.refused("neighbour", "sendMessage", **unseen) == ("CONFLICT", ["input", "id"])
    elsewhere = {**sent, "conversationId": office.id(Conversation, "home", "B")}
    assert codes_of(await office.desk.ask(office.world.viewer_of("tenant", "B"), SEND, input=elsewhere)) == []


SEND = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { clientId } errors { code } } }"


async def test_ten_at_once_with_one_message_id_are_one_message(office: Office) -> None:
    sent = {"id": str(uuid4()), "conversationId": office.id(Conversation, "home"), "body": "Hei"}
    before = await written(office)
    made = await asyncio.gather(*(office.do("tenant", "sendMessage", "message { id }", **sent) for _ in range(10)))
    assert len({message["id"] for message in made}) == 1
    assert difference(before, await written(office)) == [0, 0, 1, 1, 1]


async def test_a_change_whose_answer_fails_has_happened_once(office: Office) -> None:
    before = await written(office)
    query = (
        "mutation($input: CommentOnTicketInput!) { commentOnTicket(input: $input) "
        '{ ticket { comments(first: 1, after: "broken") { nodes { id } } } errors { code } } }'
    )
    input = {"ticketId": office.id(Ticket, "leak"), "body": "En gang"}
    answer = await office.desk.ask(office.world.viewer_of("tenant"), query, input=input)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"
    assert difference(before, await written(office)) == [0, 1, 0, 1, 1]


async def test_an_answer_is_read_after_the_change_and_with_it(office: Office) -> None:
    query = """mutation($a: ChangeTicketStatusInput!, $b: CommentOnTicketInput!, $c: ChangeTicketStatusInput!) {
      one: changeTicketStatus(input: $a) { ticket { status commentCount version } eventCursor }
      two: commentOnTicket(input: $b) { ticket { status commentCount version } eventCursor }
      three: changeTicketStatus(input: $c) { ticket { status commentCount version } eventCursor } }"""
    id = office.id(Ticket, "leak")
    steps = {"a": {"ticketId": id, "to": "SCHEDULED"}, "c": {"ticketId": id, "to": "IN_PROGRESS"}}
    done = await office.ask("manager", query, **steps, b={"ticketId": id, "body": "Kommer"})
    tickets = [part["ticket"] for part in done.values()]
    seen = [(ticket["status"], ticket["commentCount"], ticket["version"]) for ticket in tickets]
    (_, comments, version), *_ = seen
    assert seen == [
        ("SCHEDULED", comments, version),
        ("SCHEDULED", comments + 1, version),
        ("IN_PROGRESS", comments + 1, version + 1),
    ]
    assert len({part["eventCursor"] for part in done.values()}) == 3
