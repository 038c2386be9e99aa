"""Codes of apps and on paper against a real database: set up once, used once, and worth nothing in other hands."""

import asyncio
from datetime import timedelta

import pyotp
import pytest

from app import clock
from app.auth import factors, recovery
from app.auth.proofs import Proof
from app.errors import BadInput, Conflict, NotFound, RateLimited, WrongCredentials
from tests.auth.proving import (
    FACTORS,
    PROOFS,
    alerts,
    outcome,
    set_up,
    viewer_of,
    wait_for_room,
)
from tests.support.world import World


async def test_an_app_is_set_up_and_gives_ten_codes(world: World) -> None:
    viewer = viewer_of(world)
    app, codes = await set_up(viewer)
    assert viewer.person_id is not None
    assert len(set(codes)) == 10 and await factors.codes_left(viewer.person_id) == 10
    assert [factor.kind for factor in await factors.all_of(viewer.person_id)] == ["TOTP"]
    async with world.superuser() as connection:
        for table in ("second_factor", "recovery_code", "account_event", "data_key"):
            text = str(await connection.fetch(f"SELECT t::text FROM {table} t"))
            assert app.secret not in text and app.secret.encode().hex() not in text
            assert not any(code in text or code.replace("-", "") in text for code in codes)
    assert await alerts(world, viewer) == ["FACTOR_ADDED"]
    with pytest.raises(Conflict):
        await FACTORS.begin_totp(viewer.person_id, "x@world.example")


async def test_an_app_that_was_only_begun_counts_for_nothing(world: World) -> None:
    viewer = viewer_of(world)
    assert viewer.person_id is not None
    with pytest.raises(NotFound):
        await FACTORS.confirm_totp(viewer.person_id, "123456")
    first = await FACTORS.begin_totp(viewer.person_id, "x@world.example")
    second = await FACTORS.begin_totp(viewer.person_id, "x@world.example")
    assert first.secret != second.secret
    assert await outcome(PROOFS.check(viewer, Proof(code=pyotp.TOTP(second.secret).now()))) == "UNAUTHENTICATED"
    assert await outcome(FACTORS.confirm_totp(viewer.person_id, pyotp.TOTP(first.secret).now())) == "UNAUTHENTICATED"
    assert await factors.all_of(viewer.person_id) == []
    async with world.superuser() as connection:
        await connection.execute("UPDATE second_factor SET created_at = now() - interval '61 minutes'")
    with pytest.raises(NotFound):
        await FACTORS.confirm_totp(viewer.person_id, pyotp.TOTP(second.secret).now())


async def test_of_many_who_show_one_code_exactly_one_gets_in(world: World) -> None:
    viewer = viewer_of(world)
    app, _ = await set_up(viewer)
    await wait_for_room()
    code = app.now()
    found = await asyncio.gather(*(outcome(PROOFS.check(viewer, Proof(code=code))) for _ in range(5)))
    assert sorted(found) == ["TOTP", *["UNAUTHENTICATED"] * 4]
    assert "CODE_REPLAYED" in await alerts(world, viewer)
    with pytest.raises(WrongCredentials, match="used before"):
        await PROOFS.check(viewer, Proof(code=code))
    # A neighbour that was never shown is older than the accepted one.
    with pytest.raises(WrongCredentials):
        await PROOFS.check(viewer, Proof(code=app.at(clock.now() - timedelta(seconds=30))))


async def test_five_guesses_in_a_quarter_of_an_hour(world: World) -> None:
    viewer = viewer_of(world)
    app, codes = await set_up(viewer)
    guesses = [Proof(code="000000"), Proof(recovery_code="AAAA"), Proof(code=""), Proof(code="x"), Proof(code="1")]
    assert [await outcome(PROOFS.check(viewer, guess)) for guess in guesses] == ["UNAUTHENTICATED"] * 5
    for right in (Proof(code=app.now()), Proof(recovery_code=codes[0])):
        with pytest.raises(RateLimited) as refusal:
            await PROOFS.check(viewer, right)
        assert 800_000 < refusal.value.retry_after_ms <= 900_000
    assert await outcome(PROOFS.check(viewer_of(world, "manager"), Proof(code="000000"))) == "UNAUTHENTICATED"
    async with world.superuser() as connection:
        await connection.execute("UPDATE sign_in_throttle SET updated_at = updated_at - interval '15 minutes'")
    assert await outcome(PROOFS.check(viewer, Proof(recovery_code=codes[0]))) == "RECOVERY_CODE"


async def test_a_hundred_guesses_at_once_are_five(world: World) -> None:
    viewer = viewer_of(world)
    await set_up(viewer)
    found = await asyncio.gather(*(outcome(PROOFS.check(viewer, Proof(code="000000"))) for _ in range(30)))
    assert found.count("UNAUTHENTICATED") == 5 and found.count("RATE_LIMITED") == 25


async def test_a_wrong_clock_is_said(world: World) -> None:
    viewer = viewer_of(world)
    app, _ = await set_up(viewer)
    with pytest.raises(WrongCredentials, match="seconds ahead") as refusal:
        await PROOFS.check(viewer, Proof(code=app.at(clock.now() + timedelta(minutes=4))))
    assert refusal.value.details["clockSkewSeconds"] in (210, 240, 270)


async def test_a_recovery_code_opens_once(world: World) -> None:
    viewer = viewer_of(world)
    _, codes = await set_up(viewer)
    tries = [outcome(PROOFS.check(viewer, Proof(recovery_code=codes[3].lower()))) for _ in range(5)]
    assert sorted(await asyncio.gather(*tries)) == ["RECOVERY_CODE", *["UNAUTHENTICATED"] * 4]
    assert viewer.person_id is not None
    assert await factors.codes_left(viewer.person_id) == recovery.COUNT - 1
    fresh = await FACTORS.renew_codes(viewer.person_id)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    async with world.superuser() as connection:
        await connection.execute("DELETE FROM sign_in_throttle")
    assert await outcome(PROOFS.check(viewer, Proof(recovery_code=codes[4]))) == "UNAUTHENTICATED"
    assert await outcome(PROOFS.check(viewer_of(world, "manager"), Proof(recovery_code=fresh[0]))) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "proof", [Proof(), Proof("1", "2"), Proof("1", None, {}), Proof("1" * 65), Proof(None, "x" * 65)]
)
async def test_a_proof_is_one_thing(still_world: World, proof: Proof) -> None:
    with pytest.raises(BadInput):
        await PROOFS.check(viewer_of(still_world), proof)
