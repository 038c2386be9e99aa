"""Cursors that lead nowhere: a clear word each time, never half a replay, never silence."""

from datetime import timedelta

from app.auth.cursors import Cursors
from app.entrypoints.demo.world import organization_id
from app.entrypoints.jobs import trim_events
from app.models.base import new_id
from app.models.events import Position
from tests.journeys.words import CASEY, INGRID, MESSAGES, TICKETS, report, run
from tests.support.client import client_of
from tests.support.server import House
from tests.support.socket import screen

NORDLYS = organization_id("nordlys")
MANY = """
WITH moved AS (UPDATE organization_stream SET head = head + $2 WHERE organization_id = $1 RETURNING head)
INSERT INTO event (organization_id, seq, id, noun, kind, subject_id, scope, facts, actor_id, at)
SELECT $1, moved.head - $2 + n, gen_random_uuid(), $3, 'CREATED', gen_random_uuid(), '{}', '{}', NULL, now()
  FROM moved, generate_series(1, $2) AS n
"""


async def reason(house: House, token: str | None, cursor: str, query: str = TICKETS) -> str:
    async with screen(house.node(), token) as his:
        return await (await his.follow(query, after=cursor)).reset()


async def test_too_far_behind_counts_what_matches_alone(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid:
        start = await ingrid.cursor()
        await run(house, MANY, NORDLYS, 6_000, "charge")
        async with screen(house.node(), ingrid.token) as his:
            assert await (await his.follow(TICKETS, after=start)).ready() == ([], 0)
        await run(house, MANY, NORDLYS, 10_000, "ticket")
        assert await reason(house, ingrid.token, start) == "TOO_FAR_BEHIND"
        async with screen(house.node(), ingrid.token) as his:
            assert await (await his.follow(MESSAGES, after=start)).ready() == ([], 0)
            stream = await his.follow(TICKETS, after=await ingrid.cursor())
            assert await stream.ready() == ([], 0)


async def test_a_trimmed_log_says_so(house: House, opened: None) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid:
        start = await ingrid.cursor()
        await report(ingrid, "Etter")
        await trim_events(timedelta(0))
        assert await reason(house, ingrid.token, start) == "EXPIRED"
        end = await ingrid.cursor()
        async with screen(house.node(), ingrid.token) as his:
            stream = await his.follow(TICKETS, after=end)
            assert await stream.ready() == ([], 0)
            await report(ingrid, "Videre")
            assert (await stream.event())["kind"] == "CREATED"


async def test_a_restored_database_sends_everybody_back_to_the_start(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid, screen(house.node(), ingrid.token) as his:
        start = await ingrid.cursor()
        live = await his.follow(TICKETS)
        await live.ready()
        await run(house, "UPDATE organization_stream SET epoch = $2 WHERE organization_id = $1", NORDLYS, new_id())
        await report(ingrid, "I den nye tiden")
        assert await live.reset() == "EPOCH"
        assert await reason(house, ingrid.token, start) == "EPOCH"
        stream = await his.follow(TICKETS, after=live.cursor)
        events, _ = await stream.ready()
        assert [event["ticket"]["title"] for event in events] in ([], ["I den nye tiden"])
        await report(ingrid, "Og videre")
        assert (await stream.event())["ticket"]["title"] == "Og videre"


async def test_bad_foreign_and_future_cursors_are_one_answer(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid, client_of(house, house.node(), CASEY) as casey:
        epoch = await run(house, "SELECT epoch FROM organization_stream WHERE organization_id = $1", NORDLYS)
        sealed = Cursors(bytes.fromhex(house.secret)).seal_position
        own = await ingrid.cursor()
        wrong = {
            "foreign": await casey.cursor(),
            "future": sealed(NORDLYS, Position(epoch, 10**12)),
            "other key": Cursors(bytes(32)).seal_position(NORDLYS, Position(epoch, 1)),
            "cut": own[:-4],
            "turned": own[::-1],
            "empty": "",
            "long": "A" * 900,
            "no base64": "øl og vafler",
        }
        async with screen(house.node(), ingrid.token) as his:
            codes = {name: await (await his.follow(TICKETS, after=bad)).refusal() for name, bad in wrong.items()}
            assert await (await his.follow(TICKETS, after=own)).ready() == ([], 0)
        assert codes == dict.fromkeys(wrong, "INVALID_CURSOR")
