"""Passwords: which are accepted, how they are changed, and what a change ends."""

import pytest
from argon2 import PasswordHasher

from app.auth.strength import Hint, check_strength, strength_of
from app.auth.throttle import ACCOUNT, STRENGTH, account_key
from app.errors import BadInput, Unauthenticated, WeakPassword
from tests.auth.desk import Desk, codes_of
from tests.auth.signing import Guest, sign_in
from tests.support.world import PASSWORD, World, email_of

CHANGE = """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
    errors { code path details } token } }"""
NEW = "seven quiet herons over Bygdøy"
PATH = ("input", "newPassword")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "qwertyuiopasdf",
        "abcdefghijklmnop",
        "1234567890123",
    ],
)
async def test_what_is_guessed_at_once_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        await check_strength(password, (), PATH)
    assert refusal.value.path == PATH and refusal.value.details["score"] < 5
    assert refusal.value.details["warning"] in {None, *Hint}


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "x9#" * 5 + "Kv!pQ2z",
        "   leading and trailing spaces   ",
        "كلمة سر طويلة جدا",
        "🏠" * 3 + "🦊🐘🌊🎺🪁🧭🫖🪵🧂",
    ],
)
async def test_any_characters_are_accepted(password: str) -> None:
    await check_strength(password, (), PATH)


async def test_the_length_has_bounds_and_only_the_first_part_is_scored() -> None:
    await check_strength("correct horse battery staple " * 8, (), PATH)
    with pytest.raises(BadInput):
        await check_strength("x" * 257, (), PATH)
    long = await strength_of("k7 " * 85, ())
    assert long.score >= 0


async def test_ones_own_words_are_guessed_first() -> None:
    plain = await strength_of("nordlyseiendom", ())
    known = await strength_of("nordlyseiendom", ("Nordlys Eiendom", "nordlyseiendom"))
    assert plain.is_enough and not known.is_enough
    with pytest.raises(WeakPassword):
        await check_strength("solveig.lunde", ("solveig.lunde@nordlys.example",), PATH)


async def test_a_new_password_ends_the_other_sessions_and_renews_this_one(desk: Desk, world: World) -> None:
    here, there = await sign_in(desk, "tenant"), await sign_in(desk, "tenant")
    before = await here.session_id()
    answer = (await here.ask(CHANGE, input={"currentPassword": PASSWORD, "newPassword": NEW}))["data"]["changePassword"]
    assert answer["errors"] == [] and answer["token"] not in (None, here.token)
    for token in (here.token, there.token):
        with pytest.raises(Unauthenticated):
            await Guest(desk, token).viewer()
    assert await Guest(desk, answer["token"]).session_id() == before
    assert await sign_in(desk, "tenant", password=NEW)
    with pytest.raises(AssertionError):
        await sign_in(desk, "tenant")


async def test_a_refused_change_changes_nothing(desk: Desk, world: World) -> None:
    guest = await sign_in(desk, "tenant")
    wrong = [
        ({"currentPassword": "wrong", "newPassword": NEW}, "UNAUTHENTICATED", "currentPassword"),
        ({"currentPassword": "x" * 10_000, "newPassword": NEW}, "UNAUTHENTICATED", "currentPassword"),
        ({"currentPassword": PASSWORD, "newPassword": email_of("tenant")}, "WEAK_PASSWORD", "newPassword"),
        ({"currentPassword": PASSWORD, "newPassword": "x" * 257}, "BAD_USER_INPUT", "newPassword"),
    ]
    for values, code, name in wrong:
        answer = await guest.ask(CHANGE, input=values)
        assert codes_of(answer) == [code], answer
        assert answer["data"]["changePassword"]["errors"][0]["path"] == ["input", name]
        assert NEW not in str(answer)
    assert await guest.viewer() and await sign_in(desk, "tenant")


async def test_an_old_hash_is_made_anew_at_sign_in(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        weak = PasswordHasher(1, 16, 1).hash(PASSWORD)
        await connection.execute("UPDATE person SET password_hash = $1 WHERE email = $2", weak, email_of("tenant"))
        await sign_in(desk, "tenant")
        kept = await connection.fetchval("SELECT password_hash FROM person WHERE email = $1", email_of("tenant"))
    assert kept != weak and not desk.services.sessions.passwords.needs_rehash(kept)
    await sign_in(desk, "tenant")


async def test_after_a_hundred_failures_no_password_helps(desk: Desk, world: World) -> None:
    guest = await sign_in(desk, "tenant")
    failed = "INSERT INTO sign_in_throttle (key, failures, updated_at) VALUES ($1, $2, now() - interval '2 days')"
    async with world.superuser() as connection:
        await connection.execute(failed, account_key(email_of("tenant")), ACCOUNT.locks_after)
        with pytest.raises(AssertionError, match="UNAUTHENTICATED"):
            await sign_in(desk, "tenant")
        assert (await guest.viewer()).person_id is not None, "the sessions of the owner live on"
        await connection.execute("UPDATE sign_in_throttle SET blocked_until = NULL, failures = 99")
    assert await sign_in(desk, "tenant")


async def test_looking_at_passwords_has_a_limit(desk: Desk, world: World) -> None:
    ask = "mutation ($input: RatePasswordInput!) { ratePassword(input: $input) { errors { code } strength { score } } }"
    async with world.superuser() as connection:
        assert codes_of(await desk.ask(world.viewer_of("anonymous"), ask, input={"password": NEW})) == []
        await connection.execute("UPDATE sign_in_throttle SET failures = $1", STRENGTH.free)
    answers = [await desk.ask(world.viewer_of("anonymous"), ask, input={"password": NEW}) for _ in range(2)]
    assert [codes_of(answer) for answer in answers] == [[], ["RATE_LIMITED"]]
    many = {"password": NEW, "words": ["x"] * 11}
    assert codes_of(await desk.ask(world.viewer_of("anonymous"), ask, input=many)) == ["BAD_USER_INPUT"]
