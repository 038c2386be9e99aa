"""Encrypted fields: readable in their own place alone, with keys that can be changed and are never stored bare."""

import os
from collections import Counter
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.sealing import ACCOUNTS, HEADER_BYTES, NONCE_BYTES, Damaged, Place, open_sealed, seal, version_of
from app.auth.secrets import Secrets
from tests.support.world import World

MASTER = bytes(range(32))
TEXT = b"NO93 8601 1117 947"


def place(
    scope: UUID = ACCOUNTS, row: UUID | None = None, column: str = "secret", table: str = "second_factor"
) -> Place:
    return Place(scope, table, column, row or uuid4())


@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32), st.integers(1, 2_000_000_000))
def test_what_is_sealed_opens_in_its_place(content: bytes, key: bytes, version: int) -> None:
    where = place()
    sealed = seal(key, version, where, content)
    assert version_of(sealed) == version
    assert open_sealed(key, where, sealed) == content


def test_it_opens_nowhere_else() -> None:
    scope, row = uuid4(), uuid4()
    here = Place(scope, "bank", "account", row)
    sealed = seal(MASTER, 1, here, TEXT)
    elsewhere = [
        Place(uuid4(), "bank", "account", row),
        Place(scope, "person", "account", row),
        Place(scope, "bank", "number", row),
        Place(scope, "bank", "account", uuid4()),
    ]
    for there in elsewhere:
        with pytest.raises(Damaged):
            open_sealed(MASTER, there, sealed)
    for key in (os.urandom(32), bytes(32)):
        with pytest.raises(Damaged):
            open_sealed(key, here, sealed)


def test_every_changed_byte_is_noticed() -> None:
    here = place()
    sealed = seal(MASTER, 7, here, TEXT)
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(Damaged):
            open_sealed(MASTER, here, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            open_sealed(MASTER, here, sealed[:length])


def test_the_nonce_is_never_the_same() -> None:
    here = place()
    many = Counter(seal(MASTER, 1, here, TEXT)[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES] for _ in range(2_000))
    assert len(many) == 2_000


async def test_two_rows_cannot_be_swapped(world: World) -> None:
    secrets, mine, yours = Secrets(MASTER), place(world.a.organization_id), place(world.a.organization_id)
    sealed = {where: await secrets.seal(where, where.row.bytes) for where in (mine, yours)}
    assert await secrets.open(mine, sealed[mine]) == mine.row.bytes
    with pytest.raises(Damaged):
        await secrets.open(mine, sealed[yours])
    foreign = Place(world.b.organization_id, mine.table, mine.column, mine.row)
    await secrets.seal(foreign, TEXT)
    with pytest.raises(Damaged):
        await secrets.open(foreign, sealed[mine])


async def test_a_key_changes_and_old_values_are_sealed_anew(world: World) -> None:
    secrets, here = Secrets(MASTER), place(world.a.organization_id)
    old = await secrets.seal(here, TEXT)
    assert version_of(old) == 1 and await secrets.resealed(here, old) is None
    other_node = Secrets(MASTER)
    assert await other_node.open(here, old) == TEXT
    assert await secrets.rotate(here.scope) == 2
    assert await secrets.open(here, old) == TEXT
    new = await secrets.resealed(here, old)
    assert new is not None and version_of(new) == 2 and await secrets.resealed(here, new) is None
    # A node that has not heard of the new key looks once more.
    assert await other_node.open(here, new) == TEXT
    assert version_of(await secrets.seal(place(world.b.organization_id), TEXT)) == 1


async def test_a_key_that_is_gone_is_damage(world: World) -> None:
    secrets, here = Secrets(MASTER), place(world.a.organization_id)
    unknown = seal(MASTER, 9, here, TEXT)
    with pytest.raises(Damaged):
        await secrets.open(here, unknown)


async def test_nodes_that_start_together_use_one_key(world: World) -> None:
    here = place(world.a.organization_id)
    nodes = [Secrets(MASTER) for _ in range(4)]
    sealed = [await node.seal(here, TEXT) for node in nodes]
    assert {await node.open(here, text) for node in nodes for text in sealed} == {TEXT}


async def test_another_master_key_opens_nothing(world: World) -> None:
    here = place()
    sealed = await Secrets(MASTER).seal(here, TEXT)
    with pytest.raises(Damaged):
        await Secrets(os.urandom(32)).open(here, sealed)


async def test_a_wrapped_key_cannot_be_given_to_another_organization(world: World) -> None:
    ours, theirs = place(world.a.organization_id), place(world.b.organization_id)
    await Secrets(MASTER).seal(ours, TEXT)
    async with world.superuser() as connection:
        await connection.execute("DELETE FROM data_key WHERE scope = $1", theirs.scope)
        copied = "SELECT $2, purpose, version, wrapped, created_at FROM data_key WHERE scope = $1"
        await connection.execute(f"INSERT INTO data_key {copied}", ours.scope, theirs.scope)
    with pytest.raises(Damaged):
        await Secrets(MASTER).seal(theirs, TEXT)


async def test_the_database_alone_knows_nothing(world: World) -> None:
    secrets, here = Secrets(MASTER), place(world.a.organization_id)
    ring = await secrets.ring(here.scope)
    async with world.superuser() as connection:
        rows = await connection.fetch("SELECT wrapped FROM data_key WHERE scope = $1", here.scope)
    assert len(rows) == 2
    for key in (*ring.keys.values(), ring.index):
        assert len(key) == 32 and not any(key in row["wrapped"] for row in rows)
        assert key.hex() not in repr(ring)


async def test_a_blind_index_finds_equal_values_of_one_column_in_one_organization(world: World) -> None:
    secrets, a, b = Secrets(MASTER), world.a.organization_id, world.b.organization_id
    first = await secrets.blind(place(a), TEXT)
    assert await Secrets(MASTER).blind(place(a), TEXT) == first
    others = [
        await secrets.blind(place(a), TEXT + b" "),
        await secrets.blind(place(a, column="other"), TEXT),
        await secrets.blind(place(a, table="other"), TEXT),
        await secrets.blind(place(b), TEXT),
    ]
    assert len({first, *others}) == 5
    await secrets.rotate(a)
    assert await secrets.blind(place(a), TEXT) == first


async def test_keys_are_only_ever_added(world: World) -> None:
    await Secrets(MASTER).seal(place(), TEXT)
    connection = await asyncpg.connect(world.database.app_url, server_settings={"search_path": "app,public"})
    try:
        for statement in ("UPDATE data_key SET wrapped = ''", "DELETE FROM data_key", "TRUNCATE data_key"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
