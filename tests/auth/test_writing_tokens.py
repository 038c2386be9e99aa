"""What partners write: by the scope of the verb, within their properties, and nothing of another organization."""

import pytest

from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.deeds import DEEDS, Scene, digest
from tests.auth.test_matrix_mutations import check_done
from tests.auth.test_matrix_tokens import ROWS, partner
from tests.support.world import World

TICKETS = {"createTicket", "changeTicketStatus", "assignTicket", "commentOnTicket"}
WRITES = {
    name.partition(".")[2]: scopes.split()
    for name, scopes in ROWS.items()
    if name.startswith("Mutation.") and any(scope.endswith(":write") for scope in scopes.split())
}
DONE = sorted(name for name in WRITES if "messages:write" not in WRITES[name] and name not in TICKETS)


def test_there_is_a_verb_for_every_scope_that_writes() -> None:
    kinds = {scope for scopes in WRITES.values() for scope in scopes if scope.endswith(":write")}
    assert kinds == {f"{noun}:write" for noun in ("properties", "people", "leases", "payments", "tickets", "messages")}
    assert len(DONE) == 17


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


def all_scopes() -> set[str]:
    """Every scope that some row of the matrix names, and that of addresses."""
    return {scope for scopes in ROWS.values() for scope in scopes.split() if ":" in scope} | {"people:contact"}
