"""What an answer tells beside what was asked for: a count, or who stands in the way."""

import hashlib
import uuid

from app.models.tickets import Ticket
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.deeds import DEEDS, Scene
from tests.auth.matrix.papers import PDF
from tests.auth.test_matrix_tokens import partner
from tests.support.world import World

COUNTED = "query ($id: ID!) { node(id: $id) { ... on Ticket { fileCount } } }"
LET = """
mutation ($input: CreateLeaseInput!) { createLease(input: $input) { errors { code details } } }
"""


async def test_what_was_announced_and_has_not_come_is_counted_by_nobody_else(desk: Desk, world: World) -> None:
    ticket = world.a.global_id(Ticket, "leak")
    manager, tenant = world.viewer_of("manager"), world.viewer_of("tenant")
    before = (await desk.ask(manager, COUNTED, id=ticket))["data"]["node"]["fileCount"]
    wanted = {"aboutId": ticket, "name": "a.pdf", "contentType": "application/pdf", "size": len(PDF)}
    sum = hashlib.sha256(PDF).hexdigest()
    sent = await desk.ask(tenant, DEEDS["requestUpload"].document("requestUpload"), input={**wanted, "sha256": sum})
    assert codes_of(sent) == [], sent
    assert (await desk.ask(manager, COUNTED, id=ticket))["data"]["node"]["fileCount"] == before


async def test_a_lease_in_the_way_is_not_named_to_a_token_that_reads_none(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        wanted = await DEEDS["createLease"].inputs(Scene(world, connection), "manager", "own")
    assert codes_of(await desk.ask(await partner(desk), LET, input=wanted)) == []
    again = {**wanted, "idempotencyKey": str(uuid.uuid4())}
    for viewer, named in (
        (await partner(desk), 1),
        (await partner(desk, "leases:write", "properties:read", "people:read"), 0),
    ):
        answer = await desk.ask(viewer, LET, input=again)
        (error,) = answer["data"]["createLease"]["errors"]
        assert (error["code"], len(error["details"]["conflicts"])) == ("OVERLAPPING_LEASE", named)
