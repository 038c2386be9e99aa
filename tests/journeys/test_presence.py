"""Who is here and who is typing, over real sockets to two nodes."""

import asyncio
from typing import Any
from uuid import uuid4

from app.entrypoints.demo.world import demo_id
from tests.journeys.test_rights import IN_FORCE, viewer
from tests.journeys.words import AMIRA, INGRID, SOLVEIG, run, say
from tests.support.client import Client, client_of
from tests.support.roles import revoke_grant
from tests.support.server import House, OwnValkey
from tests.support.socket import Stream, screen

PRESENCE = """subscription($id: ID!) { presence(conversationId: $id) { __typename
  ... on PresenceState { revision present { person { name } isHere isTyping } }
  ... on PresenceChange { revision presence { person { name } isHere isTyping } } } }"""


async def talk(client: Client) -> str:
    """A conversation of this test's own, with those who manage the house."""
    first = {"id": str(uuid4()), "body": "Hei"}
    payload = await client.do("startConversation", "conversation { id }", subject="Et spørsmål", message=first)
    id: str = payload["conversation"]["id"]
    return id


async def until(stream: Stream, **wanted: Any) -> tuple[str, bool, bool]:
    """Read changes until somebody is as wanted; each revision is one more."""
    before = None
    async with asyncio.timeout(8):
        while True:
            message = await stream.next(8)
            shown = message.get("presence")
            assert before is None or message["revision"] == before + 1, message
            before = message["revision"]
            if shown and all(shown[name] == value for name, value in wanted.items()):
                return shown["person"]["name"].split()[0], shown["isHere"], shown["isTyping"]


async def type_(client: Client, id: str, on: bool = True) -> list[str]:
    """Say that one types; returns the refusals."""
    payload = await client.attempt("setTyping", "__typename", conversationId=id, isTyping=on)
    return [error["code"] for error in payload["errors"]]


async def test_people_come_type_and_go_on_any_node(house: House) -> None:
    here, there = house.node(), house.node(1)
    async with client_of(house, here, AMIRA) as amira, client_of(house, there, INGRID) as ingrid:
        id = await talk(amira)
        async with screen(here, amira.token) as his:
            stream = await his.follow(PRESENCE, id=id)
            state = await stream.next()
            assert [(p["person"]["name"].split()[0], p["isHere"]) for p in state["present"]] == [("Amira", True)]
            async with screen(there, ingrid.token) as hers:
                other = await hers.follow(PRESENCE, id=id)
                names = {p["person"]["name"].split()[0] for p in (await other.next())["present"]}
                assert names == {"Amira", "Ingrid"}
                assert await until(stream, isHere=True) == ("Ingrid", True, False)
                assert await type_(ingrid, id) == []
                assert await until(stream, isTyping=True) == ("Ingrid", True, True)
                assert await type_(ingrid, id) == ["RATE_LIMITED"]
                assert await type_(ingrid, id, on=False) == []
                assert await until(stream, isTyping=False) == ("Ingrid", True, False)
                hers.cut()
            assert await until(stream, isHere=False) == ("Ingrid", False, False)


async def test_who_loses_the_right_is_sent_away(house: House, opened: None) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira:
        id = await talk(amira)
        async with screen(node, amira.token) as his:
            stream = await his.follow(PRESENCE, id=id)
            await stream.next()
            ended = await run(house, IN_FORCE, demo_id("nordlys", "member", "amira"))
            try:
                for grant in ended:
                    await revoke_grant(await viewer(house, SOLVEIG), grant)
                assert await stream.refusal() == "FORBIDDEN"
            finally:
                await run(house, "UPDATE access_grant SET ends_at = NULL WHERE id = ANY($1)", ended)


async def test_without_redis_it_pauses_and_nothing_else_suffers(serve: Any, valkey: OwnValkey) -> None:
    valkey.start()
    house = serve(1, redis_url=valkey.url)
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, screen(node, amira.token) as his:
        id = await talk(amira)
        stream = await his.follow(PRESENCE, id=id)
        assert (await stream.next())["__typename"] == "PresenceState"
        valkey.kill()
        assert await type_(amira, id) == []
        await say(amira, id, "Er du der?")
        valkey.start()
        again = await stream.next(10)
        assert again["__typename"] == "PresenceState" and again["present"][0]["isHere"]


RECEIPTS = """subscription($id: ID) { messageEvents(conversationId: $id) { __typename cursor
  ... on MessageEvent { kind actor { name } conversation { participants { person { name } readUpTo } } } } }"""


async def test_how_far_somebody_has_read_is_told_and_never_goes_back(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        id = await talk(amira)
        first, last = await say(amira, id, "1"), await say(amira, id, "2")
        async with screen(node, amira.token) as hers:
            stream = await hers.follow(RECEIPTS, id=id)
            await stream.next()
            for message in (last, first, last):
                await ingrid.do("markConversationRead", "__typename", conversationId=id, upToMessageId=message)
            told = await stream.event()
            assert (told["kind"], told["actor"]["name"].split()[0]) == ("READ", "Ingrid")
            assert all(one["readUpTo"] for one in told["conversation"]["participants"])
            await say(amira, id, "3")
            assert (await stream.event())["kind"] == "SENT"
