"""What comes to the webhook: taken when the provider signed it lately for us, and worked off by looking."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.entrypoints import webhooks
from app.integrations.stripe.port import NoAnswer
from app.models.ids import from_global
from app.resolvers.payments import hints, sweeps
from tests.paying.conftest import OLD_SECRET, SECRET
from tests.paying.till import Till, webhooks_of

NAMES = ("account", "created", "data", "id", "livemode", "object", "type")


def event(account: str, object_id: str = "pi_nothing", **changed: Any) -> bytes:
    """An event as the provider would write it."""
    thing = {"id": object_id, "object": "payment_intent", "metadata": changed.pop("metadata", {})}
    facts = {"id": f"evt_{object_id}", "object": "event", "type": "payment_intent.succeeded", "livemode": False}
    return json.dumps({**facts, "account": account, "created": 1, "data": {"object": thing}, **changed}).encode()


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> str:
    """The header that signs a body."""
    stamp = int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mac}"


async def told(address: str, body: bytes, header: str | None) -> int:
    """Bring a webhook, and return how it was answered."""
    async with httpx.AsyncClient() as sender:
        headers = {"stripe-signature": header} if header is not None else {}
        return (await sender.post(address, content=body, headers=headers)).status_code


async def kept(till: Till) -> int:
    """How many hints are kept."""
    return int((await till.rows("SELECT count(*) FROM provider_event WHERE state <> 'DONE' OR body IS NOT NULL"))[0][0])


async def test_forged_old_and_coming_webhooks_are_refused(till: Till) -> None:
    body = event(till.accounts["A"])
    now = time.time()
    async with webhooks_of(till.provider) as address:
        for header in (
            *(None, "", "nonsense", "t=1", "v1=ab", signed(body, "whsec_of_somebody"), signed(body + b" ")),
            *(signed(body, at=now - 310), signed(body, at=now + 310), signed(body, at=now + 365 * 86_400)),
            *(signed(body).replace("t=", "t=1,t="), f"t={int(now)},v1=zz", "t=" + "9" * 4_000 + ",v1=ab"),
        ):
            assert await told(address, body, header) == 400, header
        assert await told(address, b"x" * (512 * 1024 + 1), "t=1,v1=ab") == 413
        assert await kept(till) == 0
        for secret, shift in ((SECRET, -290), (OLD_SECRET, 290)):
            other = event(till.accounts["A"], f"pi_{secret}")
            assert await told(address, other, signed(other, secret, now + shift)) == 200
        assert await kept(till) == 2


async def test_who_does_not_finish_is_not_waited_for(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.3)

    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async with webhooks_of(till.provider) as address, httpx.AsyncClient(timeout=30) as sender:
        answer = await sender.post(address, content=endless(), headers={"stripe-signature": "t=1,v1=ab"})
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


@pytest.mark.parametrize("changed", [{name: None} for name in NAMES if name != "object"])
async def test_signed_nonsense_is_refused_or_left_alone(till: Till, changed: dict[str, Any]) -> None:
    wrong = {**json.loads(event(till.accounts["A"])), **changed}
    async with webhooks_of(till.provider) as address:
        for body in (json.dumps(wrong).encode(), b"[]", b"1", b"{", b"\xff", b'{"data": []}'):
            answer = await told(address, body, signed(body))
            assert answer == (200 if changed == {"livemode": None} and body[:2] == b'{"' and len(body) > 99 else 400), (
                body
            )


async def test_words_of_the_platform_and_of_the_other_mode_are_taken_and_left_alone(till: Till) -> None:
    of_account = json.loads(event(till.accounts["A"]))
    of_platform = {name: value for name, value in of_account.items() if name != "account"}
    before = await kept(till)
    async with webhooks_of(till.provider) as address:
        for body in (json.dumps(of_platform).encode(), json.dumps({**of_account, "livemode": True}).encode()):
            assert await told(address, body, signed(body)) == 200
            assert await told(address, body, signed(body, "whsec_another")) == 400
    assert await kept(till) == before


async def test_the_account_says_whose_it_is_whatever_else_is_said(till: Till) -> None:
    await till.charge("100.00")
    payment = await till.paid("100.00")
    intent = await till.intent(payment["id"])
    before = await till.rows("SELECT count(*) FROM provider_event")
    async with webhooks_of(till.provider) as address:
        foreign = event("acct_of_nobody", intent)
        assert await told(address, foreign, signed(foreign)) == 200
        assert await till.rows("SELECT count(*) FROM provider_event") == before
        # Said of the account of the other organization, the name of the first one's payment is nobody's.
        other = event(till.accounts["B"], intent, metadata={"organization_id": str(till.organization_id)})
        assert await told(address, other, signed(other)) == 200
    found = await till.rows("SELECT organization_id FROM provider_event WHERE object_key = $1", intent)
    assert till.world.b.organization_id in {row[0] for row in found}
    await hints.work(till.provider, till.world.b.organization_id)
    assert (await till.payment(payment["id"]))["status"] == "SUCCEEDED"


async def test_webhooks_that_come_twice_late_and_in_any_order_end_in_the_same_books(till: Till) -> None:
    await till.control("webhooks/rules", hold=True)
    await till.charge("100.00")
    payment = await till.start("100.00")
    await till.enter_card(payment)
    waiting = (await till.control("webhooks"))["waiting"]
    events = [each["event"] for each in waiting]
    assert len(events) >= 3
    await till.control("webhooks/deliver", events=[*events[::-1], *events, *events[::-1]])
    await till.told()
    assert (await till.payment(payment["id"]))["status"] == "SUCCEEDED"
    entries = await till.rows("SELECT kind FROM journal_entry WHERE source_id = $1", from_global(payment["id"])[1])
    assert sorted(row[0] for row in entries) == ["PAYMENT"]
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_what_no_webhook_told_is_found_by_looking(till: Till) -> None:
    await till.control("webhooks/rules", drop=1)
    await till.charge("300.00")
    first = await till.start("100.00")
    await till.enter_card(first)
    await till.told()
    assert (await till.payment(first["id"]))["status"] == "REQUIRES_ACTION"
    await till.rows(
        "UPDATE provider_object SET looked_at = looked_at - interval '3 minutes' WHERE payment_id IS NOT NULL"
    )
    assert await sweeps.look_again(till.provider, till.organization_id) == 1
    assert (await till.payment(first["id"]))["status"] == "SUCCEEDED"
    second = await till.start("100.00")
    await till.enter_card(second)
    assert await sweeps.read_events(till.provider, till.organization_id) > 0
    assert await sweeps.read_events(till.provider, till.organization_id) == 0
    await hints.work(till.provider, till.organization_id)
    assert (await till.payment(second["id"]))["status"] == "SUCCEEDED"
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_poison_is_parked_and_holds_up_nothing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    await till.charge("200.00")
    bad, good = await till.start("100.00"), await till.start("100.00")
    poison = await till.intent(bad["id"])
    real = till.provider.intent

    async def intent(account: str, intent_id: str, with_refunds: bool = False) -> Any:
        if intent_id == poison:
            raise NoAnswer("always")
        return await real(account, intent_id, with_refunds)

    monkeypatch.setattr(till.provider, "intent", intent)
    for payment in (bad, good):
        await till.enter_card(payment)
    await till.control("webhooks/settle")
    for _ in range(hints.TRIES):
        await till.rows("UPDATE provider_event SET due_at = now() WHERE state = 'WAITING'")
        await hints.work(till.provider, till.organization_id)
    assert (await till.payment(good["id"]))["status"] == "SUCCEEDED"
    states = await till.rows(
        "SELECT DISTINCT state FROM provider_event WHERE coalesce(intent_key, object_key) = $1", poison
    )
    assert [row[0] for row in states] == ["PARKED"]
    monkeypatch.undo()
    await till.rows("UPDATE provider_event SET updated_at = now() - interval '7 hours' WHERE state = 'PARKED'")
    await hints.forget(till.organization_id)
    await hints.work(till.provider, till.organization_id)
    assert (await till.payment(bad["id"]))["status"] == "SUCCEEDED"
