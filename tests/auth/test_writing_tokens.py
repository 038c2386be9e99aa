"""What partners write: by the scope of the verb, within their properties, and nothing of another organization."""

import hashlib
from pathlib import Path

import pytest

from app.auth.viewer import Viewer
from app.models.ids import from_global, to_global
from app.models.leases import Lease
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.deeds import DEEDS, Scene, digest
from tests.auth.matrix.papers import PDF
from tests.auth.test_matrix_mutations import check_done
from tests.auth.test_matrix_tokens import ROWS, partner
from tests.support.depot import FOLDER
from tests.support.world import World

TICKETS = {"createTicket", "changeTicketStatus", "assignTicket", "commentOnTicket"}
SAID = {"startConversation", "sendMessage", "setTyping", "completeUpload"}
"""Done by a token in its own conversations, and with its own files."""
SUM = hashlib.sha256(PDF).hexdigest()
NOUNS = ("properties", "people", "leases", "documents", "payments", "tickets", "messages")
WRITES = {
    name.partition(".")[2]: scopes.split()
    for name, scopes in ROWS.items()
    if name.startswith("Mutation.") and any(scope.endswith(":write") for scope in scopes.split())
}
DONE = sorted(WRITES.keys() - TICKETS - SAID)


def test_there_is_a_verb_for_every_scope_that_writes() -> None:
    kinds = {scope for scopes in WRITES.values() for scope in scopes if scope.endswith(":write")}
    assert kinds == {f"{noun}:write" for noun in NOUNS}
    assert len(DONE) == 18


@pytest.mark.parametrize("field", DONE)
async def test_a_token_does_what_its_scopes_name_where_it_reaches(desk: Desk, world: World, field: str) -> None:
    deed = DEEDS[field]
    whole, north = await partner(desk), await partner(desk, name="scoped_partner")
    lacking = await partner(desk, *(scope for scope in all_scopes() if scope not in WRITES[field][:1]))
    async with world.superuser() as connection:
        scene = Scene(world, connection)
        tries = [(whose, await deed.inputs(scene, "scoped_manager", whose)) for whose in ("own", "other", "own")]
        before = await digest(connection)
        answer = await desk.ask(lacking, deed.document(field), input=tries[0][1])
        assert codes_of(answer) == ["FORBIDDEN"], answer
        if field == "createProperty":
            assert codes_of(await desk.ask(north, deed.document(field), input=tries[0][1])) == ["FORBIDDEN"]
        else:
            answer = await desk.ask(north, deed.document(field), input=tries[1][1])
            assert codes_of(answer) == ["NOT_FOUND"], answer
        assert await digest(connection) == before
        if field != "createProperty":
            check_done(await desk.ask(north, deed.document(field), input=tries[0][1]), field, deed)
        check_done(await desk.ask(whole, deed.document(field), input=tries[2][1]), field, deed)
        after = await digest(connection)
        changed = {owner for key, owner in {*before, *after} if before.get((key, owner)) != after.get((key, owner))}
        assert changed <= {world.a.organization_id}, field
        name = "SELECT count(*) FROM audit_entry WHERE token_id = $1"
        assert await connection.fetchval(name, whole.token_id) > 0


async def send(desk: Desk, viewer: Viewer, about: str) -> tuple[str, str]:
    """Announce a paper, put it there and say so; returns its id and the refusal, of which one is empty."""
    wanted = {"aboutId": about, "name": "a.pdf", "contentType": "application/pdf", "size": len(PDF)}
    answer = await desk.ask(viewer, DEEDS["requestUpload"].document("requestUpload"), input={**wanted, "sha256": SUM})
    if codes_of(answer):
        return "", codes_of(answer)[0]
    id = answer["data"]["requestUpload"]["file"]["id"]
    path = Path(FOLDER.name) / "in" / str(viewer.organization_id) / str(from_global(id)[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    return id, ""


async def test_a_paper_is_sent_and_read_by_the_scopes_of_documents_within_the_properties(
    desk: Desk, world: World
) -> None:
    north, south = (world.a.global_id(Lease, name) for name in ("north_1", "south_1"))
    limited = await partner(desk, name="scoped_partner")
    assert (await send(desk, limited, south))[1] == "NOT_FOUND"
    assert (await send(desk, limited, world.b.global_id(Lease, "north_1")))[1] == "NOT_FOUND"
    assert (await send(desk, await partner(desk, "leases:read", "documents:read"), north))[1] == "FORBIDDEN"
    assert (await send(desk, await partner(desk, "documents:write"), north))[1] == "NOT_FOUND"
    # Who changes leases does not thereby send papers, and nobody's logo or sheet comes from a partner.
    assert (await send(desk, await partner(desk, "leases:write", "leases:read"), north))[1] == "FORBIDDEN"
    house = to_global("Organization", world.a.organization_id)
    assert (await send(desk, limited, house))[1] == "BAD_USER_INPUT"
    id, refused = await send(desk, limited, north)
    assert refused == ""
    done = DEEDS["completeUpload"].document("completeUpload")
    other = await desk.ask(await partner(desk), done, input={"fileId": id})
    assert codes_of(other) == ["NOT_FOUND"], "another token's, and not there yet"
    assert codes_of(await desk.ask(limited, done, input={"fileId": id})) == []
    listed = "{ files(first: 50) { nodes { id url } } }"
    for viewer, is_there in (
        (limited, True),
        (await partner(desk, "documents:read"), True),
        (await partner(desk, "documents:read", name="scoped_partner"), True),
        (world.viewer_of("tenant"), True),
        (world.viewer_of("southerner"), False),
    ):
        nodes = (await desk.ask(viewer, listed))["data"]["files"]["nodes"]
        found = [node["url"] for node in nodes if node["id"] == id]
        assert bool(found) is is_there and all(found), viewer
    one = "query ($id: ID!) { node(id: $id) { ... on Lease { documents { id } } } }"
    shown = await desk.ask(limited, one, id=north)
    assert id in [paper["id"] for paper in shown["data"]["node"]["documents"]]


def all_scopes() -> set[str]:
    """Every scope that some row of the matrix names, and that of addresses."""
    return {scope for scopes in ROWS.values() for scope in scopes.split() if ":" in scope} | {"people:contact"}
