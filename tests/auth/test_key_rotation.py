"""New keys: data keys that seal what older ones sealed, and a new master key over all of them or none."""

import asyncio
import os
from datetime import timedelta

import pyotp
import pytest

from app import clock
from app.auth.factors import Factors
from app.auth.proofs import Proof, Proofs
from app.auth.sealing import ACCOUNTS, Damaged, Place, version_of
from app.auth.secrets import Secrets
from tests.auth.proving import PARTY, viewer_of
from tests.support.commands import START_SECONDS, command, refused
from tests.support.world import World

OLD, NEW = bytes(range(32)), os.urandom(32)


def keys(world: World, master: bytes, before: bytes) -> dict[str, str]:
    """The environment of `tenantry keys`."""
    return {
        "MIGRATE_DATABASE_URL": world.database.superuser_url,
        "TENANTRY_MASTER_KEY": master.hex(),
        "TENANTRY_MASTER_KEY_BEFORE": before.hex(),
    }


async def wrapped(world: World) -> list[bytes]:
    """Every data key as it is kept."""
    async with world.superuser() as connection:
        rows = await connection.fetch("SELECT wrapped FROM data_key ORDER BY scope, purpose, version")
    return [row["wrapped"] for row in rows]


async def test_a_secret_is_sealed_anew_and_the_app_works_on(world: World) -> None:
    viewer, secrets = viewer_of(world), Secrets(OLD)
    factors = Factors(secrets, PARTY)
    assert viewer.person_id is not None
    app = pyotp.TOTP((await factors.begin_totp(viewer.person_id, "x@world.example")).secret)
    await factors.confirm_totp(viewer.person_id, app.at(clock.now() - timedelta(seconds=30)))
    assert await factors.reseal() == 0, "the newest key has sealed it"
    assert await secrets.rotate_all() >= 1
    assert await factors.reseal() == 1 and await factors.reseal() == 0
    async with world.superuser() as connection:
        (sealed,) = (row["secret"] for row in await connection.fetch("SELECT secret FROM second_factor"))
    newest = (await secrets.ring(ACCOUNTS)).newest
    assert version_of(sealed) == newest > 1
    fresh = Secrets(OLD)
    await Proofs(fresh, PARTY).check(viewer, Proof(code=app.at(clock.now() + timedelta(seconds=30))))


async def test_a_new_master_key_takes_over_while_servers_run(world: World) -> None:
    here = Place(world.a.organization_id, "bank", "account", world.a.organization_id)
    sealed = await Secrets(OLD).seal(here, b"NO93")
    before = await wrapped(world)
    both = Secrets(NEW, OLD)
    assert await both.open(here, sealed) == b"NO93", "servers that have both open with either"
    process = command(["keys", "rewrap"], **keys(world, NEW, OLD))
    out, errors = await asyncio.to_thread(process.communicate, timeout=START_SECONDS)
    assert process.returncode == 0 and f"{len(before)} of {len(before)} data keys" in out, errors
    after = await wrapped(world)
    assert not set(before) & set(after)
    assert await Secrets(NEW, OLD).open(here, sealed) == await Secrets(NEW).open(here, sealed) == b"NO93"
    with pytest.raises(Damaged):
        await Secrets(OLD).open(here, sealed)
    process = command(["keys", "rewrap"], **keys(world, NEW, OLD))
    out, _ = await asyncio.to_thread(process.communicate, timeout=START_SECONDS)
    assert f"- 0 of {len(before)}" in out and await wrapped(world) == after, "a second run changes nothing"


async def test_one_key_that_opens_with_neither_leaves_all_as_they_were(world: World) -> None:
    await Secrets(OLD).ring(ACCOUNTS)
    await Secrets(os.urandom(32)).ring(world.b.organization_id)
    before = await wrapped(world)
    words = await asyncio.to_thread(refused, ["keys", "rewrap"], **keys(world, NEW, OLD))
    assert "opens with neither" in words and await wrapped(world) == before


async def test_what_is_missing_is_named(world: World) -> None:
    environment = keys(world, NEW, OLD)
    environment.pop("TENANTRY_MASTER_KEY_BEFORE")
    assert "TENANTRY_MASTER_KEY_BEFORE" in await asyncio.to_thread(refused, ["keys", "rewrap"], **environment)
    assert "DATABASE_URL" in await asyncio.to_thread(refused, ["keys", "rotate"])
