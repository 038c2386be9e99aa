"""Passkeys against a real database: bound to one origin, one person, one purpose and one moment."""

import asyncio
from typing import Any

import pytest

from app.auth import factors
from app.auth.challenges import Purpose
from app.auth.passkeys import Claimed
from app.auth.proofs import FactorKind, Proof
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, LimitReached, NotFound
from tests.auth.proving import (
    FACTORS,
    ORIGIN,
    PROOFS,
    add_passkey,
    alerts,
    challenge,
    outcome,
    set_up,
    viewer_of,
)
from tests.support.authenticator import Authenticator
from tests.support.world import World


async def test_a_passkey_is_registered_and_proves(world: World) -> None:
    viewer = viewer_of(world)
    device, codes = await add_passkey(viewer)
    assert len(codes) == 10 and (await add_passkey(viewer))[1] == []
    assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == FactorKind.PASSKEY
    nobody = Viewer.anonymous()
    claimed = Claimed.of(device.get(await challenge(nobody, Purpose.SIGN_IN)), ())
    assert await PROOFS.passkey(claimed, Purpose.SIGN_IN, nobody) == viewer.person_id


async def test_options_ask_for_what_is_required(world: World) -> None:
    viewer = viewer_of(world)
    device, _ = await add_passkey(viewer)
    options = await FACTORS.begin_passkey(viewer, "x@world.example")
    assert options["rp"] == {"id": "portal.example", "name": "Tenantry"}
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["requireResidentKey"], wanted["userVerification"]) == (
        "required",
        True,
        "required",
    )
    assert len(options["excludeCredentials"]) == 1 and options["attestation"] == "none"
    asked = await challenge(viewer)
    assert asked["userVerification"] == "required" and asked["rpId"] == "portal.example"
    assert len(options["challenge"]) == 43 and options["challenge"] != asked["challenge"]
    with pytest.raises(Conflict):
        await FACTORS.finish_passkey(viewer, device.create(options), "Again")


async def test_a_challenge_is_good_once_for_one_purpose_in_one_session(world: World) -> None:
    viewer, other = viewer_of(world), viewer_of(world, "co_tenant")
    device, _ = await add_passkey(viewer)
    nobody = Viewer.anonymous()
    options = await challenge(viewer)
    answer = device.get(options)
    tries = [outcome(PROOFS.check(viewer, Proof(passkey=answer))) for _ in range(5)]
    assert sorted(await asyncio.gather(*tries)) == ["PASSKEY", *["UNAUTHENTICATED"] * 4]
    for where, purpose in ((other, Purpose.CONFIRM), (nobody, Purpose.CONFIRM), (viewer, Purpose.SIGN_IN)):
        again = device.get(await challenge(where, purpose))
        assert await outcome(PROOFS.check(viewer, Proof(passkey=again))) == "UNAUTHENTICATED"
    made_up = device.get({**options, "challenge": "A" * 43})
    assert await outcome(PROOFS.check(viewer, Proof(passkey=made_up))) == "UNAUTHENTICATED"
    late = device.get(await challenge(viewer))
    async with world.superuser() as connection:
        await connection.execute("UPDATE passkey_challenge SET expires_at = expires_at - interval '5 minutes'")
    assert await outcome(PROOFS.check(viewer, Proof(passkey=late))) == "UNAUTHENTICATED"
    await challenge(viewer)
    async with world.superuser() as connection:
        left = await connection.fetchval("SELECT count(*) FROM passkey_challenge WHERE expires_at < now()")
    assert left == 0, "late challenges are not cleared away"


@pytest.mark.parametrize("origin", ["https://portal.example.evil", "http://portal.example", "https://portal.example:8"])
async def test_another_origin_is_refused(world: World, origin: str) -> None:
    viewer = viewer_of(world)
    device, _ = await add_passkey(viewer)
    device.origin = origin
    assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "UNAUTHENTICATED"
    assert await outcome(add_passkey(viewer, origin=origin)) == "UNAUTHENTICATED"


async def test_another_host_no_verification_and_another_key_are_refused(world: World) -> None:
    viewer = viewer_of(world)
    device, _ = await add_passkey(viewer)
    asked = await challenge(viewer)
    phished = device.get({**asked, "rpId": "evil.example"})
    assert await outcome(PROOFS.check(viewer, Proof(passkey=phished))) == "UNAUTHENTICATED"
    device.is_verifying = False
    assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "UNAUTHENTICATED"
    assert await outcome(add_passkey(viewer, is_verifying=False)) == "UNAUTHENTICATED"
    thief = Authenticator(ORIGIN, id=device.id, user_handle=device.user_handle)
    assert await outcome(PROOFS.check(viewer, Proof(passkey=thief.get(await challenge(viewer))))) == "UNAUTHENTICATED"


async def test_a_passkey_proves_its_owner_alone(world: World) -> None:
    viewer, other = viewer_of(world), viewer_of(world, "manager")
    device, _ = await add_passkey(viewer)
    assert await outcome(PROOFS.check(other, Proof(passkey=device.get(await challenge(other))))) == "UNAUTHENTICATED"
    nobody = Viewer.anonymous()
    assert other.person_id is not None
    device.user_handle = other.person_id.bytes
    claimed = Claimed.of(device.get(await challenge(nobody, Purpose.SIGN_IN)), ())
    assert await outcome(PROOFS.passkey(claimed, Purpose.SIGN_IN, nobody)) == "UNAUTHENTICATED"


async def test_a_count_that_goes_back_is_an_alarm(world: World) -> None:
    viewer = viewer_of(world)
    device, _ = await add_passkey(viewer)
    for _ in range(2):
        assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "PASSKEY"
    for count in (1, 0, -1):
        device.count = count
        answer = device.get(await challenge(viewer))
        assert await outcome(PROOFS.check(viewer, Proof(passkey=answer))) == "UNAUTHENTICATED"
    assert (await alerts(world, viewer)).count("PASSKEY_COUNT_WENT_BACK") == 3
    device.count = 2
    assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "PASSKEY"


async def test_a_passkey_that_does_not_count_is_fine(world: World) -> None:
    viewer = viewer_of(world)
    device, _ = await add_passkey(viewer, counts=False)
    for _ in range(3):
        assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "PASSKEY"


@pytest.mark.parametrize(
    "nonsense",
    [
        *(
            None,
            7,
            "text",
            [],
            {},
            {"response": None},
            {"response": {}},
            {"rawId": "x", "response": {"clientDataJSON": 1}},
        ),
        {"rawId": "AA", "response": {"clientDataJSON": "bm90IGpzb24"}},
        {"rawId": "AA", "response": {"clientDataJSON": "e30"}},
        {"rawId": "æ", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiJBQSJ9"}},
        {"rawId": "AA", "response": {"clientDataJSON": "A" * 30_000}},
    ],
)
def test_nonsense_is_no_answer_of_a_browser(nonsense: Any) -> None:
    with pytest.raises(BadInput):
        Claimed.of(nonsense, ("input", "passkey"))


@pytest.mark.parametrize("part", ["attestationObject", "clientDataJSON"])
async def test_a_mangled_registration_is_refused(world: World, part: str) -> None:
    viewer = viewer_of(world)
    for cut in range(0, 120, 17):
        answer = Authenticator(ORIGIN).create(await FACTORS.begin_passkey(viewer, "x@world.example"))
        text = answer["response"][part]
        answer["response"][part] = text[:cut] + text[cut + 9 :]
        assert await outcome(FACTORS.finish_passkey(viewer, answer, "x")) in ("UNAUTHENTICATED", "BAD_USER_INPUT")
    assert viewer.person_id is not None
    assert await factors.all_of(viewer.person_id) == []


async def test_passkeys_are_named_and_removed_by_their_owner(world: World) -> None:
    viewer, other = viewer_of(world), viewer_of(world, "manager")
    device, _ = await add_passkey(viewer)
    assert viewer.person_id is not None and other.person_id is not None
    (factor,) = await factors.all_of(viewer.person_id)
    for strange in (FACTORS.rename(other.person_id, factor.id, "x"), FACTORS.remove(other.person_id, factor.id, False)):
        with pytest.raises(NotFound):
            await strange
    await FACTORS.rename(viewer.person_id, factor.id, "Key on the ring")
    assert [each.name for each in await factors.all_of(viewer.person_id)] == ["Key on the ring"]
    with pytest.raises(Conflict):
        await FACTORS.remove(viewer.person_id, factor.id, needs_one=True)
    await FACTORS.remove(viewer.person_id, factor.id, needs_one=False)
    assert await factors.codes_left(viewer.person_id) == 0
    assert await outcome(PROOFS.check(viewer, Proof(passkey=device.get(await challenge(viewer))))) == "UNAUTHENTICATED"
    with pytest.raises(Conflict):
        await FACTORS.renew_codes(viewer.person_id)


async def test_of_two_last_factors_one_stays_with_whoever_needs_one(world: World) -> None:
    viewer = viewer_of(world, "admin")
    await set_up(viewer)
    await add_passkey(viewer)
    assert viewer.person_id is not None
    both = [outcome(FACTORS.remove(viewer.person_id, each.id, True)) for each in await factors.all_of(viewer.person_id)]
    assert sorted(await asyncio.gather(*both)) == ["CONFLICT", "None"]


async def test_passkeys_are_limited(world: World) -> None:
    viewer = viewer_of(world)
    async with world.superuser() as connection:
        await connection.execute(
            "INSERT INTO second_factor (id, person_id, kind, name, created_at, confirmed_at, credential_id, public_key)"
            " SELECT gen_random_uuid(), $1, 'PASSKEY', 'x', now(), now(), int4send(n), ''"
            " FROM generate_series(1, 20) n",
            viewer.person_id,
        )
    with pytest.raises(LimitReached):
        await FACTORS.begin_passkey(viewer, "x@world.example")
