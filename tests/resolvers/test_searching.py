"""Search by words: by an index, in one organization alone, and safe whatever is typed."""

import json
import time
from typing import Any

import pytest

from app.models.migrate import SQL
from tests.resolvers.office import Office

FILL = """
INSERT INTO unit (organization_id, id, property_id, label, kind)
SELECT p.organization_id, gen_random_uuid(), p.id, 'H' || lpad(n::text, 4, '0') || chr(65 + n % 26), 'FLAT'
  FROM generate_series(1, 6000) n, property p WHERE p.name LIKE 'CANARY-_-property-north-name'
"""
TICKETS = """
INSERT INTO ticket (organization_id, id, number, property_id, title, description, category, priority, status,
                    entry_permission, channel)
SELECT p.organization_id, gen_random_uuid(), 5000 + n, p.id, 'Sak ' || n, 'Det drypper fra rør ' || md5(n::text),
       'PLUMBING', 'NORMAL', 'NEW', 'ANYTIME', 'PORTAL'
  FROM generate_series(1, 4000) n, property p WHERE p.name LIKE 'CANARY-_-property-north-name'
"""
MEMBERS = """
INSERT INTO member (organization_id, id, display_name)
SELECT organization_id, gen_random_uuid(), 'Person ' || md5(n::text)
  FROM generate_series(1, 4000) n, organization_stream
"""
UNITS = "query($s: String) { units(first: 20, filter: { search: $s }) { totalCount nodes { label } } }"
HOSTILE = (
    "%",
    "_",
    "\\",
    "'; DROP TABLE unit; --",
    "a & | ! ( ) :*",
    "<->",
    "{}",
    "$1",
    "\u202e",
    "%%%",
    '"',
    "🏠" * 50,
    " ",
)


FUNCTION = (SQL / "0002" / "20_search.sql").read_text()
ARMS = {
    "pattern": ("search_entry_trigrams", "words ILIKE pattern"),
    "query": ("search_entry_lexemes", "to_tsvector('simple', words) @@ query"),
    "wanted": ("search_entry_trigrams", "wanted <% words"),
}
"""Each condition of `app.found` has its index."""


PARAMETERS: dict[str, Any] = {
    "pattern": lambda text: text.replace("pattern", "$3"),
    "query": lambda text: text.replace("query", "plainto_tsquery('simple', $3)"),
    "wanted": lambda text: text.replace("wanted", "$3"),
}


async def explained(office: Office, noun: str, arm: str, wanted: str) -> str:
    """The plan of what `app.found` asks, run by the role that it runs as."""
    async with office.world.superuser() as connection, connection.transaction():
        await connection.execute("SET LOCAL role = tn_owner")
        await connection.execute(f"SET LOCAL app.organization = '{office.world.a.organization_id}'")
        plan = await connection.fetch(
            "EXPLAIN (FORMAT JSON) SELECT subject_id FROM search_entry"
            f" WHERE organization_id = $1 AND noun = $2 AND {arm}",
            *(office.world.a.organization_id, noun, wanted),
        )
    return json.dumps(json.loads(plan[0][0]))


async def test_indexes_are_used_and_the_answer_is_right(office: Office) -> None:
    for statement in (FILL, TICKETS, MEMBERS, "VACUUM ANALYZE app.search_entry"):
        await office.rows(statement)
    for noun, wanted in (("unit", "H0123"), ("ticket", "a87ff679a2f3e71d9181a67b7542122c"), ("member", "eccbc87e")):
        for arm, (index, condition) in ARMS.items():
            assert condition in FUNCTION.replace("e.words", "words")
            plan = await explained(
                office, noun, PARAMETERS[arm](condition), f"%{wanted}%" if arm == "pattern" else wanted
            )
            assert index in plan, plan
    page = (await office.ask("manager", UNITS, s="h0123"))["units"]
    assert page == {"totalCount": 1, "nodes": [{"label": "H0123" + chr(65 + 123 % 26)}]}
    query = "query($s: String) { tickets(first: 5, filter: { search: $s }) { totalCount nodes { number } } }"
    found = (await office.ask("manager", query, s="28dd2c7955ce926456240b2ff0100bde"))["tickets"]
    assert found == {"totalCount": 1, "nodes": [{"number": "5077"}]}
    assert (await office.ask("manager", query, s="rør drypper"))["tickets"]["totalCount"] == 4000
    assert (await office.ask("tenant", query, s="rør drypper"))["tickets"]["totalCount"] == 0
    rows = "query { units(first: 100, filter: { occupancies: [VACANT_READY] }) { totalCount nodes { occupancy } } }"
    started = time.monotonic()
    assert (await office.ask("manager", rows))["units"]["totalCount"] > 6000
    assert time.monotonic() - started < 2


async def test_whatever_is_typed_is_only_text(office: Office) -> None:
    labels = ["100 % eik", "a_b", "back\\slash", "O'Hara"]
    for label in labels:
        await office.unit(label)
    found: dict[str, Any] = {}
    for text in (*HOSTILE, "0 %", "a_b", "k\\s", "o'h"):
        found[text] = [row["label"] for row in (await office.ask("manager", UNITS, s=text))["units"]["nodes"]]
    assert found["%"] == found["0 %"] == ["100 % eik"]
    assert "a_b" in found["_"]
    assert found["a_b"] == ["a_b"]
    assert found["\\"] == found["k\\s"] == ["back\\slash"]
    assert found["o'h"] == ["O'Hara"]
    assert found["%%%"] == found["<->"] == found["🏠" * 50] == []
    assert len(found[" "]) == 9


@pytest.mark.parametrize("text", ["x" * 201, "a\x00b"])
async def test_what_nobody_searches_for_is_refused(office: Office, text: str) -> None:
    answer = await office.desk.ask(office.world.viewer_of("manager"), UNITS, s=text)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_words_of_another_organization_are_not_found_and_the_table_is_closed(office: Office) -> None:
    async with office.world.superuser() as connection, connection.transaction():
        await connection.execute("SET LOCAL role = tn_app")
        find = "SELECT count(*) FROM app.found('unit', 'CANARY', false)"
        assert await connection.fetchval(find) == 0
        for house in (office.world.a, office.world.b):
            await connection.execute(f"SET LOCAL app.organization = '{house.organization_id}'")
            assert await connection.fetchval(find) == 5
        with pytest.raises(Exception, match="permission denied"):
            await connection.fetch("SELECT * FROM app.search_entry")
