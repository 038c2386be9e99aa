"""Attacks on signing in: guessing, telling accounts apart, sessions and second factors used again."""

import asyncio
import json
import math
import random
import time
from collections import Counter
from datetime import timedelta

import pyotp

from app import clock
from app.auth.outbox import unpacked
from app.auth.throttle import ACCOUNT, NETWORK
from app.entrypoints.demo import PASSWORD
from tests.attack.arena import AMIRA, CASEY, INGRID, SIGN_IN, Arena
from tests.auth.desk import codes_of
from tests.support.client import Client

STRANGER = "nobody{}@nordlys.example"


async def guess(arena: Arena, email: str, password: str, **headers: str) -> tuple[str, bytes]:
    """One attempt: `in`, or the code of the refusal; and the bytes of the answer."""
    body = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": password}}}
    response = await arena.post(body, **headers)
    data = response.json()
    payload = (data.get("data") or {}).get("signIn")
    if payload is None:
        return str(data["errors"][0]["extensions"]["code"]), response.content
    return ("in" if payload["token"] else str(payload["errors"][0]["code"])), response.content


async def stuffing(arena: Arena) -> None:
    """One account, many passwords, many at once; then the right one."""
    number, began = arena.size(200, 40), time.monotonic()
    ends = Counter(one for one, _ in await asyncio.gather(*(guess(arena, INGRID, f"guess {n}") for n in range(number))))
    arena.count(number)
    # Each wait is twice the one before; on a slow machine the first ones are over before all have asked.
    over = int(math.log2(time.monotonic() - began + 1))
    arena.check("more guesses judged than are free", ends["UNAUTHENTICATED"] > ACCOUNT.free + 2 + over, ends)
    arena.check("a guess was right", ends["in"], ends)
    await arena.boss.execute(
        "UPDATE app.sign_in_throttle SET blocked_until = now() + interval '5 s' WHERE failures > 5"
    )
    end, _ = await guess(arena, INGRID, PASSWORD)
    arena.check("the right password while the account has to wait", end == "in", end)


async def spraying(arena: Arena) -> None:
    """One password, many accounts, with addresses made up in headers that no proxy has written."""
    ends: Counter[str] = Counter()
    spoofed = ("X_Forwarded_For", "X_Real_IP", "Forwarded", "X_Client_IP", "True_Client_IP", "CF_Connecting_IP")
    number = arena.size(300, 90)
    for start in range(0, number, 30):
        tries = [
            guess(arena, STRANGER.format(n), "Summer2026!!", **{spoofed[n % 6]: f"203.0.{n % 250}.{n % 199}"})
            for n in range(start, start + 30)
        ]
        found = await asyncio.gather(*tries)
        ends.update(end for end, _ in found)
    arena.count(number)
    arena.check("a made-up address was another network", ends["UNAUTHENTICATED"] > NETWORK.free + 2, ends)


async def aliases(arena: Arena) -> None:
    """Many guesses in one request: aliases, a batch, fragments."""
    one = 'a%d: signIn(input: {email: "%s", password: "guess %d"}) { token errors { code } }'
    for number in (5, 50, 500):
        await arena.forget()
        guesses = " ".join(one % (n, INGRID, n) for n in range(number))
        response = await arena.post({"query": f"mutation {{ {guesses} }}"})
        judged = response.text.count("UNAUTHENTICATED")
        arena.check(f"{number} guesses under aliases", judged > ACCOUNT.free + 1, response.text)
    batch = [{"query": f"mutation {{ {one % (n, INGRID, n)} }}"} for n in range(20)]
    response = await arena.post(batch)
    arena.check("20 guesses in one batch", response.text.count("UNAUTHENTICATED") > 1, response.text)


async def telling_apart_by_bytes(arena: Arena) -> None:
    """Known and unknown addresses are answered in the same bytes, at sign-in and where a link is asked for."""
    reset = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }"
    for known, unknown in ((INGRID, STRANGER.format(1)), (AMIRA, STRANGER.format(2)), (CASEY, "x@y.example")):
        await arena.forget()
        (_, here), (_, nowhere) = await guess(arena, known, "wrong"), await guess(arena, unknown, "wrong")
        arena.check(f"signing in as {known}", without_cost(here) != without_cost(nowhere), (here, nowhere))
        links = [
            (await arena.post({"query": reset, "variables": {"input": {"email": email}}})).content
            for email in (known, unknown)
        ]
        arena.check(f"asking for a link to {known}", without_cost(links[0]) != without_cost(links[1]), links)


def without_cost(answer: bytes) -> bytes:
    """An answer without what is left of the budget, which falls with every request."""
    return answer.split(b'"extensions"')[0] if b'"data"' in answer else answer


async def fixation(arena: Arena) -> None:
    """A session that the attacker has chosen is not the one that the victim gets."""
    mine = await arena.token_of(CASEY)
    for name in ("__Host-tenantry", "tenantry_session"):
        body = {"query": SIGN_IN, "variables": {"input": {"email": AMIRA, "password": PASSWORD}}}
        for planted in ("planted" * 6, mine):
            response = await arena.post(body, Cookie=f"{name}={planted}")
            text = response.text + str(response.headers)
            arena.check(f"cookie {name} planted before sign-in", planted in text, text)
            who = await arena.client(planted).answer("{ viewer { email } }")
            arena.check(f"what {name} was planted with has become Amira's", AMIRA in str(who), who)


async def used_again(arena: Arena) -> None:
    """A token after its end: signed out, everywhere it can be shown."""
    query = "{ viewer { email } }"
    token = await arena.token_of(AMIRA)
    assert AMIRA in str(await arena.client(token).answer(query))
    await arena.client(token).answer("mutation { signOut { errors { code } } }")
    for way in ("Bearer", "bearer", "BEARER"):
        response = await arena.post({"query": query}, Authorization=f"{way} {token}")
        arena.check(
            f"a token that has ended as {way}", AMIRA in response.text or response.status_code == 200, response.text
        )
    for name in ("__Host-tenantry", "tenantry_session"):
        response = await arena.post({"query": query}, Cookie=f"{name}={token}")
        arena.check(f"a token that has ended as cookie {name}", AMIRA in response.text, response.text)
    asked = {"query": query, "token": token, "access_token": token}
    response = await arena.http.get("/graphql", params=asked, headers={"GraphQL-Require-Preflight": "1"})
    arena.check("a token in the address", AMIRA in response.text, response.text)
    alive = await arena.token_of(AMIRA)
    for number, bad in enumerate((alive[:-1], alive + "A", alive.swapcase(), alive[::-1], f"{alive}.", "x")):
        response = await arena.post({"query": query}, Authorization=f"Bearer {bad}")
        arena.check(f"a token that was changed ({number})", AMIRA in response.text, response.text)


JONAS = "jonas@nordlys.example"


async def second_factors(arena: Arena) -> None:
    """A code that was used, a code of another day, many codes at once, and the door without any."""
    await arena.forget()
    client = await arena.client().sign_in(JONAS)
    app = pyotp.TOTP((await client.ask("mutation { beginTotp { secret errors { code } } }"))["beginTotp"]["secret"])
    first = app.at(clock.now() - timedelta(seconds=30))
    await client.do("confirmTotp", "token", code=first)
    right = app.at(clock.now())
    guest = await _half_in(arena)
    entered = await guest.attempt("completeSignIn", "token", code=right)
    assert entered["errors"] == [], entered
    old = app.at(clock.now() - timedelta(hours=1))
    for name, code in (("used again", right), ("used at set-up", first), ("of an hour ago", old)):
        payload = await (await _half_in(arena)).attempt("completeSignIn", "token", code=code)
        arena.check(f"a code {name}", payload["errors"] == [], payload)
    half = await _half_in(arena)
    seen = await half.answer("{ tickets(first: 3) { nodes { id } } }")
    arena.check("reading before the second factor", '"nodes": [{' in json.dumps(seen), seen)
    await _guess_codes(arena, half)


async def _half_in(arena: Arena) -> Client:
    """Somebody with the password of Jonas."""
    await arena.forget()
    guest = arena.client()
    signed = (await guest.ask(SIGN_IN, input={"email": JONAS, "password": PASSWORD}))["signIn"]
    assert signed["nextStep"] == "SECOND_FACTOR", signed
    guest.token = signed["token"]
    return guest


async def _guess_codes(arena: Arena, half: Client) -> None:
    dice = random.Random(7)
    codes = [f"{dice.randrange(10**6):06}" for _ in range(arena.size(300, 40))]
    document = "mutation($input: CompleteSignInInput!) { completeSignIn(input: $input) { token errors { code } } }"
    answers = await asyncio.gather(*(half.answer(document, input={"code": code}) for code in codes))
    # Many at once may also find the database busy: then nothing was judged.
    ends = Counter(code for answer in answers for code in codes_of(answer) or ["in"])
    arena.count(len(codes))
    judged = sum(count for code, count in ends.items() if code not in ("RATE_LIMITED", "UNAVAILABLE"))
    arena.check("codes tried without a limit", judged > 12 or ends["in"], ends)


async def links(arena: Arena) -> None:
    """A link for a new password: twice, changed, for another purpose, and many by chance."""
    await arena.forget()
    client = arena.client()
    await client.do("requestPasswordReset", "", email="dana@harbor.example")
    row = await arena.boss.fetchrow(
        "SELECT contents FROM app.mail WHERE template = 'mail-password-reset' AND recipient = 'dana@harbor.example'"
    )
    assert row is not None
    token = unpacked(row["contents"])["link"].partition("#")[2]
    new = "seven quiet herons over the fjord"
    for number, bad in enumerate((token[:-1], token + "x", token.swapcase(), "", token[::-1])):
        payload = await client.attempt("resetPassword", "", token=bad, password=new)
        arena.check(f"a link that was changed ({number})", payload["errors"] == [], payload)
    for field in ("confirmEmailChange", "undoEmailChange"):
        payload = await client.attempt(field, "", token=token)
        arena.check(f"a link for a password used for {field}", payload["errors"] == [], payload)
    payload = await client.attempt("acceptInvitation", "token", token=token, password=new)
    arena.check("a link for a password used as an invitation", payload["errors"] == [], payload)
    tries = await asyncio.gather(*(client.attempt("resetPassword", "", token=token, password=new) for _ in range(6)))
    arena.check("one link for two passwords", sum(one["errors"] == [] for one in tries) != 1, tries)
    payload = await client.attempt("resetPassword", "", token=token, password=f"{new} again")
    arena.check("a link used again", payload["errors"] == [], payload)


ATTACKS = {
    "credential stuffing": stuffing,
    "password spraying, made-up addresses": spraying,
    "guesses under aliases and in batches": aliases,
    "accounts told apart by bytes": telling_apart_by_bytes,
    "session fixation": fixation,
    "tokens used again": used_again,
    "second factors used again and guessed": second_factors,
    "links used again": links,
}
