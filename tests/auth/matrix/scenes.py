"""The world as the stage of changes: fresh rows to change, and a look at everything that was written."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from app.models.ids import to_global
from app.models.tickets import Ticket
from tests.auth.matrix.oracle import TALKS
from tests.support.world import World

COPY = """
INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'number', $3::bigint,
    'status', $4::text))).* FROM ticket t WHERE t.id = $1
"""


@dataclass
class Scene:
    """The world with a connection that may set it up."""

    world: World
    connection: asyncpg.Connection
    number: int = 5_000

    async def ticket(self, role: str, whose: str) -> str:
        """A fresh copy of a ticket that is the role's own, or is not."""
        elsewhere = "next_door" if role in ("vendor", "tenant", "co_tenant") else "far"
        source = self.world.a.id(Ticket, "leak" if whose == "own" else elsewhere)
        self.number += 1
        id = uuid.uuid4()
        await self.connection.execute(COPY, source, id, self.number, "TRIAGED" if role == "vendor" else "NEW")
        return to_global("Ticket", id)

    def talk(self, role: str, whose: str) -> str:
        """The name of a conversation in which the role takes part, or does not."""
        if role == "manager":
            return "home" if whose == "own" else "books"
        if role == "scoped_manager":
            return "job" if whose == "own" else "far"
        return min(TALKS.get(role, {"home"})) if whose == "own" else "far"


Inputs = Callable[[Scene, str, str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Deed:
    """A mutation, the part of its answer that proves it was done, and its inputs."""

    result: str
    inputs: Inputs
    input_type: str

    def document(self, field: str) -> str:
        """The document that does it and looks at the result."""
        answer = f"errors {{ code path message }} eventCursor {self.result} {{ id }}"
        return f"mutation ($input: {self.input_type}!) {{ {field}(input: $input) {{ {answer} }} }}"


Digest = dict[tuple[str, UUID | None], str]


async def digest(connection: asyncpg.Connection) -> Digest:
    """A hash of all rows, by table and organization; numbers and attempts that were counted are left out."""
    tables = await connection.fetch(
        "SELECT c.table_name AS name, bool_or(c.column_name = 'organization_id') AS owned"
        " FROM information_schema.columns c WHERE c.table_schema = 'app'"
        " AND c.table_name NOT IN ('counter', 'sign_in_throttle') GROUP BY 1"
    )
    owner = {row["name"]: "t.organization_id" if row["owned"] else "NULL::uuid" for row in tables} | {
        "organization": "t.id"
    }
    parts = [
        f"SELECT '{row['name']}' AS name, {owner[row['name']]} AS organization,"
        f" md5(string_agg(t::text, '|' ORDER BY t::text)) AS hash FROM app.{row['name']} t GROUP BY 1, 2"
        for row in tables
    ]
    rows = await connection.fetch(" UNION ALL ".join(parts))
    return {(row["name"], row["organization"]): row["hash"] for row in rows}
