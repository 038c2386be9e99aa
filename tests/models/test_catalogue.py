"""The schema itself: every table behind the wall, every key inside its organization, no right too many."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.models.tickets import Ticket
from tests.models.catalogue import (
    COLUMNS,
    FUNCTIONS,
    GLOBAL,
    KEYS,
    OWNED,
    POLICIES,
    PUBLIC,
    RIGHTS,
    ROLES,
    TABLES,
    UNIQUE_INDEXES,
    ask,
)
from tests.support.services import Database
from tests.support.world import World

WALL = "(organization_id = ( SELECT app.current_org() AS current_org))"
OWN_MAIL = "(NOT (organization_id IS DISTINCT FROM ( SELECT app.current_org() AS current_org)))"
"""Mail of the own organization; mail of accounts only where no organization is at work."""

OWN_ACCOUNT = "(person_id = ( SELECT app.current_person() AS current_person))"
OWN_MEMBERSHIP = (
    "(EXISTS ( SELECT FROM app.member m WHERE ((m.organization_id = organization.id) AND (m.person_id = ( SELECT"
    " app.current_person() AS current_person)))))"
)
ASKED_FOR = "( SELECT app.shown_tokens() AS shown_tokens)::text[]"
SHOWN = f"((encode(token_hash, 'hex'::text) = ANY ({ASKED_FOR})) OR ((id)::text = ANY ({ASKED_FOR})))"
"""The token whose hash or id was named, whatever its organization: who shows a token does not know that."""

WIDER = {
    ("api_token", "shown"): ("SELECT", SHOWN),
    ("provider_account", "named"): ("SELECT", "(external_id = ( SELECT app.named_account() AS named_account))"),
    ("member", "own_account"): ("SELECT", OWN_ACCOUNT),
    ("access_grant", "own_account"): ("SELECT", OWN_ACCOUNT),
    ("organization_stream", "heads"): ("SELECT", "true"),
    ("organization", "own_membership"): ("SELECT", OWN_MEMBERSHIP),
}
"""The policies that show more than one organization, all for reading: one's own memberships with their organizations,
numbers of streams, and what was named to the letter: a token, an account at the provider of payments."""

BEHIND_FUNCTIONS = {"search_entry"}
"""Tables that the application has no right to: only the functions below, as their owner, read and write them."""

LENT = {"found", "keep_words"}
"""The functions that run with their owner's rights: each names its organization itself, and is closed to PUBLIC."""

TO_GLOBAL = {"organization", "person", "organization_stream"}
POINTERS = {
    "event",
    "audit_entry",
    "idempotency",
    "search_entry",
    "external_id",
    "notification",
    "journal_entry",
    "ledger_account",
}
"""Tables that point at rows of any kind, and keep pointing when those are gone."""

READ_ONLY_HISTORY = {
    *("ticket_comment", "ticket_event", "message", "audit_entry", "audit_head", "account_event", "data_key"),
    *("ledger_account", "journal_entry", "posting"),
}


ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}
NOT_FOR_JOBS = {
    **dict.fromkeys(
        ("session", "sign_in_throttle", "recovery_code", "passkey_challenge", "known_device", "account_link"), ALL
    ),
    "person": {"INSERT", "UPDATE"},
    "second_factor": {"INSERT", "DELETE"},
    "account_event": {"INSERT"},
}
"""What a process that works on jobs cannot do, of what a server can."""


@pytest.fixture
async def catalogue(still_database: Database) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to a database that was just migrated."""
    connection = await asyncpg.connect(still_database.superuser_url)
    yield connection
    await connection.close()


async def owned_tables(connection: asyncpg.Connection) -> set[str]:
    """The tables that belong to an organization."""
    return {row["name"] for row in await ask(connection, TABLES)} - GLOBAL


async def test_every_table_is_walled(catalogue: asyncpg.Connection) -> None:
    tables = {row["name"]: row for row in await ask(catalogue, TABLES)}
    assert len(tables) > 20 and tables.keys() > GLOBAL
    for name in {*(tables.keys() - GLOBAL), "organization", "mail"}:
        assert tables[name]["walled"], name
        assert tables[name]["forced"] is (name not in BEHIND_FUNCTIONS), name
    assert {row["owner"] for row in tables.values()} == {"tn_owner"}
    assert not [row["name"] for row in await ask(catalogue, PUBLIC)]


async def test_every_row_names_its_organization(catalogue: asyncpg.Connection) -> None:
    columns = await ask(catalogue, COLUMNS)
    named = {row["table"]: row for row in columns if row["name"] == "organization_id"}
    for name in await owned_tables(catalogue):
        assert (named[name]["type"], named[name]["required"]) == ("uuid", True), name


async def test_every_policy_is_the_wall_or_written_down(catalogue: asyncpg.Connection) -> None:
    policies = {(row["table"], row["name"]): row for row in await ask(catalogue, POLICIES)}
    for name in await owned_tables(catalogue):
        wall = policies.pop((name, "organization"))
        checked = None if name in BEHIND_FUNCTIONS else WALL
        assert (wall["cmd"], wall["qual"], wall["with_check"]) == ("ALL", WALL, checked), name
    mail = policies.pop(("mail", "organization"))
    assert mail["qual"] == mail["with_check"] == OWN_MAIL
    own = policies.pop(("organization", "organization"))
    assert own["qual"] == own["with_check"] == WALL.replace("organization_id", "id")
    assert {key: (row["cmd"], " ".join(row["qual"].split())) for key, row in policies.items()} == WIDER


async def test_every_reference_stays_inside_its_organization(catalogue: asyncpg.Connection) -> None:
    owned = await owned_tables(catalogue)
    keys = [row for row in await ask(catalogue, KEYS) if row["kind"] == "f"]
    assert len(keys) > 30
    for key in keys:
        if key["target"] in owned - TO_GLOBAL:
            assert key["columns"][0] == key["target_columns"][0] == "organization_id", key
            assert len(key["columns"]) > 1, key
        else:
            assert key["target"] in TO_GLOBAL, key
    first = {name: {key["columns"][0] for key in keys if key["table"] == name} for name in owned - BEHIND_FUNCTIONS}
    assert all("organization_id" in columns for columns in first.values()), "a table without a way to its organization"


async def test_every_column_that_names_a_row_is_a_reference(catalogue: asyncpg.Connection) -> None:
    owned = await owned_tables(catalogue)
    keys = [row for row in await ask(catalogue, KEYS) if row["kind"] == "f"]
    referring = {(key["table"], column) for key in keys for column in key["columns"]}
    naming = {
        (row["table"], row["name"])
        for row in await ask(catalogue, COLUMNS)
        if row["table"] in owned and row["type"] == "uuid" and row["name"].endswith("_id")
    }
    assert {place for place in naming - referring if place[0] not in POINTERS} == set()


async def test_every_unique_key_begins_with_the_organization(catalogue: asyncpg.Connection) -> None:
    owned = await owned_tables(catalogue)
    keys = [row for row in await ask(catalogue, KEYS) if row["kind"] in "pux" and row["table"] in owned]
    assert owned == {key["table"] for key in keys if key["kind"] == "p"}
    assert {key["columns"][0] for key in keys} == {"organization_id"}
    indexes = [row for row in await ask(catalogue, UNIQUE_INDEXES) if row["table"] in owned]
    assert {row["first"] for row in indexes} == {"organization_id"}


async def test_the_application_has_no_right_too_many(catalogue: asyncpg.Connection) -> None:
    assert await ask(catalogue, OWNED) == []
    rights: dict[str, dict[str, set[str]]] = {}
    for row in await ask(catalogue, RIGHTS):
        rights.setdefault(row["grantee"], {}).setdefault(row["table"], set()).add(row["right"])
    assert rights.keys() == {"tn_owner", "tn_app", "tn_worker", "tn_backup"}
    for role in ("tn_app", "tn_worker"):
        given = set().union(*rights[role].values())
        assert given == {"SELECT", "INSERT", "UPDATE", "DELETE"}, role
        for name in READ_ONLY_HISTORY - (NOT_FOR_JOBS.keys() if role == "tn_worker" else set()):
            assert rights[role][name] == {"SELECT", "INSERT"}, name
        assert rights[role]["tortoise_migrations"] == {"SELECT"}
        assert "DELETE" not in rights[role]["member"] | rights[role]["access_grant"] | rights[role]["ticket"]
    for name in rights["tn_app"]:
        wanted = rights["tn_app"][name] - NOT_FOR_JOBS.get(name, set())
        assert rights["tn_worker"].get(name, set()) == wanted, name
    assert set().union(*rights["tn_backup"].values()) == {"SELECT"}


async def test_no_role_of_the_application_sees_through_the_wall(catalogue: asyncpg.Connection) -> None:
    roles = {row.pop("name"): row for row in await ask(catalogue, ROLES)}
    assert {"tn_owner", "tn_migrate", "tn_app", "tn_worker", "tn_backup"} <= roles.keys()
    powers = {name: {power for power, held in row.items() if held} for name, row in roles.items()}
    assert powers.pop("tn_backup") == {"rolbypassrls"}
    assert set().union(*powers.values()) == set()
    for schema in ("app", "public"):
        for role in ("tn_app", "tn_worker"):
            may = await catalogue.fetchval("SELECT has_schema_privilege($1, $2, 'CREATE')", role, schema)
            assert not may, (role, schema)


async def test_functions_that_lend_their_owners_rights_are_written_down(catalogue: asyncpg.Connection) -> None:
    functions = {row["name"]: row for row in await ask(catalogue, FUNCTIONS)}
    assert {"current_org", "current_person", "seal"} <= functions.keys()
    assert {name for name, row in functions.items() if row["definer"]} == LENT
    for name in LENT:
        assert "search_path=app, public, pg_temp" in functions[name]["config"], name
        assert not functions[name]["for_all"], name


async def test_the_search_finds_rows_of_one_organization(still_world: World) -> None:
    connection = await asyncpg.connect(still_world.database.app_url, server_settings={"search_path": "app,public"})
    try:
        for question in ("SELECT count(*) FROM search_entry", "INSERT INTO search_entry VALUES (NULL)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(question)
        for house in (still_world.a, still_world.b):
            async with connection.transaction():
                await connection.execute(f"SELECT set_config('app.organization', '{house.organization_id}', true)")
                found = await connection.fetch("SELECT app.found('ticket', 'CANARY', false) AS id")
            assert {row["id"] for row in found} == {ticket.id for ticket in house.rows[Ticket].values()}
        assert await connection.fetch("SELECT app.found('ticket', 'CANARY', false)") == []
    finally:
        await connection.close()


async def test_the_application_cannot_truncate_or_change_the_schema(still_database: Database) -> None:
    connection = await asyncpg.connect(still_database.app_url)
    try:
        for statement in (
            *("TRUNCATE app.ticket", "DROP TABLE app.ticket", "ALTER TABLE app.ticket DISABLE ROW LEVEL SECURITY"),
            *("CREATE TABLE app.mine (id int)", "CREATE TABLE public.mine (id int)", "SET ROLE tn_owner"),
            *("ALTER ROLE tn_app BYPASSRLS", "UPDATE app.audit_entry SET action = ''", "DELETE FROM app.ticket"),
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        assert await connection.fetchval("SELECT count(*) FROM app.ticket") == 0
    finally:
        await connection.close()


async def test_the_queue_is_open_to_those_who_work_and_to_nobody_else(catalogue: asyncpg.Connection) -> None:
    rows = await catalogue.fetch(
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'jobs' AND grantee <> 'tn_owner'"
    )
    assert len({row["table_name"] for row in rows}) == 4
    rights = {(row["grantee"], row["privilege_type"]) for row in rows}
    working = {(role, right) for role in ("tn_app", "tn_worker") for right in ("SELECT", "INSERT", "UPDATE", "DELETE")}
    assert rights == {*working, ("tn_backup", "SELECT")}
    owners = await catalogue.fetch("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'jobs'")
    assert [row["tableowner"] for row in owners] == ["tn_owner"]
    notifying = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'procrastinate%notify%' ORDER BY 1"
    assert [row["tgname"] for row in await catalogue.fetch(notifying)] == [
        "procrastinate_jobs_notify_queue_job_aborted_v1"
    ]
