"""Guessing passwords: one answer for everything that is wrong, in one time, and soon a wait."""

import asyncio
import itertools
import statistics
import time
from collections import Counter
from datetime import timedelta

import pytest

from app import clock
from app.auth.passwords import AT_ONCE, QUEUE, Passwords
from app.auth.sessions import Sessions
from app.auth.throttle import ACCOUNT, NETWORK, account_key, network_key
from app.errors import RateLimited, TenantryError, WrongCredentials
from tests.auth.desk import Desk
from tests.support.world import PASSWORD, World, email_of

SIGN_IN = """mutation ($input: SignInInput!) { signIn(input: $input) { errors { code message path details } token
    expiresAt viewer { id } eventCursor } }"""


@pytest.fixture
def sessions() -> Sessions:
    """Sessions with cheap hashes."""
    return Sessions(Passwords("test"))


async def outcome(sessions: Sessions, email: str, password: str = "wrong", address: str | None = None) -> str:
    """What an attempt ends with: `in`, or the code of its refusal."""
    try:
        await sessions.sign_in(email, password, address)
    except TenantryError as error:
        return error.code.value
    return "in"


async def pass_time(world: World, wait: timedelta = timedelta(hours=1)) -> None:
    """Move everything that was counted into the past."""
    async with world.superuser() as connection:
        await connection.execute(
            "UPDATE sign_in_throttle SET blocked_until = blocked_until - $1::interval, updated_at = updated_at - $1",
            wait,
        )


async def test_everything_that_is_wrong_is_one_answer(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        await connection.execute("UPDATE person SET password_hash = NULL WHERE email = $1", email_of("owner"))
    tries = [
        (email_of("tenant"), "wrong"),
        (email_of("tenant"), ""),
        (email_of("tenant"), PASSWORD.upper()),
        ("nobody@world.example", PASSWORD),
        ("not an address", PASSWORD),
        ("", ""),
        (email_of("owner"), PASSWORD),
        (email_of("owner"), ""),
    ]
    answers = [
        await desk.ask(world.viewer_of("anonymous"), SIGN_IN, input={"email": email, "password": password})
        for email, password in tries
    ]
    assert all(answer == answers[0] for answer in answers), answers
    payload = answers[0]["data"]["signIn"]
    assert [error["code"] for error in payload["errors"]] == ["UNAUTHENTICATED"]
    assert [payload[name] for name in ("token", "expiresAt", "viewer", "eventCursor")] == [None] * 4


async def test_unknown_and_wrong_take_the_same_time(world: World) -> None:
    passwords = Passwords("full")
    sessions = Sessions(passwords)
    async with world.superuser() as connection:
        hashed = await passwords.hash(PASSWORD)
        await connection.execute("UPDATE person SET password_hash = $1 WHERE email = $2", hashed, email_of("tenant"))
        times: dict[str, list[float]] = {email_of("tenant"): [], "nobody@world.example": []}
        for _ in range(4):
            for email, taken in times.items():
                await connection.execute("DELETE FROM sign_in_throttle")
                started = time.perf_counter()
                assert await outcome(sessions, email) == "UNAUTHENTICATED"
                taken.append(time.perf_counter() - started)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert min(known, unknown) > 0.01, "the hash was not worked out"
    assert 0.5 < known / unknown < 2.0, (known, unknown)


async def test_a_few_mistakes_are_free_and_then_one_waits_longer_and_longer(world: World, sessions: Sessions) -> None:
    email = email_of("tenant")
    for _ in range(ACCOUNT.free + 1):
        assert await outcome(sessions, email) == "UNAUTHENTICATED"
    waits = []
    for _ in range(4):
        with pytest.raises(RateLimited) as refusal:
            await sessions.sign_in(email, PASSWORD, None)
        waits.append(refusal.value.retry_after_ms)
        await pass_time(world, timedelta(milliseconds=waits[-1] + 100))
        assert await outcome(sessions, email) == "UNAUTHENTICATED"
    assert all(later > 1.5 * earlier for earlier, later in itertools.pairwise(waits)), waits
    assert waits[0] <= 1_000
    assert await outcome(sessions, email_of("manager"), PASSWORD) == "in", "others are not made to wait"


async def test_the_wait_has_an_end(world: World, sessions: Sessions) -> None:
    email = email_of("tenant")
    async with world.superuser() as connection:
        await connection.execute(
            "INSERT INTO sign_in_throttle (key, failures, updated_at) VALUES ($1, 400, now())", account_key(email)
        )
    assert await outcome(sessions, email) == "UNAUTHENTICATED"
    with pytest.raises(RateLimited) as refusal:
        await sessions.sign_in(email, PASSWORD, None)
    assert 890_000 < refusal.value.retry_after_ms <= ACCOUNT.longest_seconds * 1_000


async def test_who_signs_in_is_forgiven_and_who_waits_a_day_too(world: World, sessions: Sessions) -> None:
    email = email_of("tenant")
    for _ in range(3):
        for _ in range(ACCOUNT.free):
            assert await outcome(sessions, email) == "UNAUTHENTICATED"
        assert await outcome(sessions, email, PASSWORD) == "in"
    for _ in range(ACCOUNT.free + 1):
        await outcome(sessions, email)
    await pass_time(world, ACCOUNT.window + timedelta(seconds=1))
    for _ in range(ACCOUNT.free):
        assert await outcome(sessions, email) == "UNAUTHENTICATED"


async def test_fifty_guesses_at_once_are_fifty_guesses(world: World, sessions: Sessions) -> None:
    email = email_of("tenant")
    ends = Counter(await asyncio.gather(*(outcome(sessions, email, f"guess {number}") for number in range(50))))
    assert 0 < ends["UNAUTHENTICATED"] <= ACCOUNT.free + 1, ends
    assert ends["RATE_LIMITED"] > 0
    assert ends.keys() <= {"UNAUTHENTICATED", "RATE_LIMITED", "UNAVAILABLE"}
    assert await outcome(sessions, email, PASSWORD) == "RATE_LIMITED"


async def test_a_network_that_tries_many_accounts_waits_too(world: World, sessions: Sessions) -> None:
    async with world.superuser() as connection:
        await connection.execute(
            "INSERT INTO sign_in_throttle (key, failures, updated_at) VALUES ($1, $2, $3)",
            *(network_key("198.51.100.7"), NETWORK.free, clock.now()),
        )
    assert await outcome(sessions, "one@world.example", address="198.51.100.9") == "UNAUTHENTICATED"
    assert await outcome(sessions, email_of("tenant"), PASSWORD, "198.51.100.200") == "RATE_LIMITED"
    assert await outcome(sessions, email_of("tenant"), PASSWORD, "198.51.101.200") == "in"


def test_a_network_is_what_one_subscriber_has() -> None:
    assert network_key("198.51.100.7") == network_key("198.51.100.250") != network_key("198.51.101.7")
    assert network_key("2001:db8:1:2::1") == network_key("2001:db8:1:2:ffff::") != network_key("2001:db8:1:3::1")
    assert network_key("::ffff:198.51.100.7") == network_key("198.51.100.7") != network_key("::ffff:203.0.113.7")
    assert network_key(None) == network_key("") == network_key("not an address") == "network:unknown"


async def test_only_so_many_hashes_are_worked_out_and_wait() -> None:
    passwords = Passwords("test")
    hashed = await passwords.hash(PASSWORD)
    asked = [passwords.verify(hashed, PASSWORD) for _ in range(AT_ONCE + QUEUE + 12)]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert ends.count(True) == AT_ONCE + QUEUE
    refused = [end for end in ends if isinstance(end, RateLimited)]
    assert len(refused) == 12 and all(end.retry_after_ms > 0 for end in refused)
    assert await passwords.verify(hashed, PASSWORD), "the queue is empty again"


async def test_a_hash_says_how_it_was_made() -> None:
    cheap, full = Passwords("test"), Passwords("full")
    hashed = await cheap.hash(PASSWORD)
    assert hashed != await cheap.hash(PASSWORD), "a hash without salt"
    assert not cheap.needs_rehash(hashed) and full.needs_rehash(hashed)
    strong = await full.hash(PASSWORD)
    assert strong.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and not full.needs_rehash(strong)
    assert await full.verify(strong, PASSWORD) and not await full.verify(strong, PASSWORD + " ")


@pytest.mark.parametrize("password", ["", "x" * 257, "x" * 100_000, "\x00", "päss wörd"])
async def test_nobody_has_a_password(password: str) -> None:
    passwords = Passwords("test")
    assert not await passwords.verify(None, password)
    assert not await passwords.verify("not a hash", password)
    hashed = await passwords.hash(password[:256])
    assert await passwords.verify(hashed, password) is (len(password) <= 256)


async def test_a_refusal_names_nobody(world: World, sessions: Sessions) -> None:
    with pytest.raises(WrongCredentials) as refusal:
        await sessions.sign_in("somebody.else@world.example", "wrong", "203.0.113.4")
    assert "somebody" not in refusal.value.message and refusal.value.details == {}
