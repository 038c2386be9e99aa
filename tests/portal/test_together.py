"""A tenant's phone and a manager's desk at the same time: what one does, the other sees."""

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.portal.conftest import Somebody, Stage
from tests.portal.test_endings import ASK, ask
from tests.portal.test_former import do
from tests.support.server import House

TENANT, MANAGER = "amira@nordlys.example", "ingrid@nordlys.example"
TRIES = 12
"""How often a machine may try to show what is promised, while it does other things too."""
# The pages' own clocks, which are one machine's: nothing of how this test talks to browsers is in the figure.
NOTE_SENT = "document.addEventListener('submit', () => (window.sentAt = Date.now()), true)"
NOTE_SEEN = """words => {
  window.seen = new Promise((go) => {
    const is = () => document.body.innerText.includes(words);
    const watch = new MutationObserver(() => is() && (watch.disconnect(), go(Date.now())));
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""

SEND = f"(asked) => {{ window.sentAt = Date.now(); return ({ASK})(asked); }}"

BOUND = "query ($id: ID!) { node(id: $id) { ... on Lease { parties { role tenant { id } } } } }"
NEW = "mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } errors { code } } }"
UPDATE = "mutation ($input: UpdateLeaseInput!) { updateLease(input: $input) { errors { code } } }"
MY_LEASE = "{ leases(first: 1, filter: { isMine: true, isCurrent: true }) { nodes { id } } }"

Play = Callable[..., None]


def seen_ms() -> int:
    """What is promised; where more wants to run than there are processors, a second."""
    return 300 if os.getloadavg()[0] <= (os.cpu_count() or 1) else 1_000


async def in_time(once: Callable[[str], Awaitable[int]]) -> None:
    """Do something until it is seen as soon as is promised; `once` shows given words, and returns after how many ms."""
    took = list[tuple[int, int]]()
    while not took or took[-1][0] >= took[-1][1]:
        assert len(took) < TRIES, took
        took.append((await once(f"Hei {uuid.uuid4()}"), seen_ms()))


async def open_thread(somebody: Somebody, other: str) -> None:
    await somebody.go("/messages")
    await somebody.page.click(f".line:has-text('{other}')")
    await somebody.page.wait_for_selector(".bubble")


async def say(somebody: Somebody, words: str) -> None:
    await somebody.page.fill("#message", words)
    await somebody.page.press("#message", "Enter")


def test_a_message_is_seen_and_its_tick_comes_back(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="nb")
        ingrid = await stage.person(MANAGER, locale="en")
        await open_thread(amira, "Ingrid Moen")
        await open_thread(ingrid, "Amira Haddad")
        await amira.page.evaluate(NOTE_SENT)

        async def write(words: str) -> int:
            await amira.page.fill("#message", words)
            await ingrid.page.evaluate(NOTE_SEEN, words)
            await amira.page.click(".compose button[type=submit]")
            ms: int = await ingrid.page.evaluate("window.seen") - await amira.page.evaluate("window.sentAt")
            await ingrid.page.wait_for_selector(f".bubble.theirs:has-text('{words}')")
            await amira.page.wait_for_selector(f".bubble.mine:has-text('{words}') >> text=Lest")
            assert await amira.page.locator(f".bubble:has-text('{words}')").count() == 1
            return ms

        await in_time(write)

    play(scene)


def test_what_changes_in_a_lease_is_on_the_screens_of_its_tenants(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        phone, desk = await stage.person(TENANT, phone=True, locale="en"), await stage.person(TENANT, locale="en")
        for one in (phone, desk):
            await one.go("/balance")
            await one.page.wait_for_selector("label.tick input")
        is_named = await phone.page.is_checked("label.tick input")
        await phone.page.click("label.tick")
        await desk.page.wait_for_function(
            "(on) => document.querySelector('label.tick input')?.checked === on", arg=not is_named
        )
        [lease] = (await ask(desk.page, MY_LEASE))["leases"]["nodes"]
        await desk.go(f"/lease/{lease['id']}")
        await desk.page.wait_for_selector(".lease-page .chip:has-text('In force')")
        ingrid = await stage.person(MANAGER, locale="en")
        await do(
            ingrid, "giveLeaseNotice", leaseId=lease["id"], endOn=str((datetime.now(UTC) + timedelta(days=60)).date())
        )
        await desk.page.wait_for_selector(".lease-page .chip:has-text('Notice given')")

    play(scene, base=own_house.node().url)


def test_who_else_is_bound_by_a_lease_is_seen_by_its_tenant_in_time(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        amira, ingrid = await stage.person(TENANT, locale="en"), await stage.person(MANAGER, locale="en")
        [lease] = (await ask(amira.page, MY_LEASE))["leases"]["nodes"]
        found = (await ask(ingrid.page, BOUND, {"id": lease["id"]}))["node"]["parties"]
        bound = [{"tenantId": one["tenant"]["id"], "role": one["role"]} for one in found]
        await amira.go(f"/lease/{lease['id']}")
        await amira.page.wait_for_selector(".lease-page .rows-of li")

        async def bind(words: str) -> int:
            made = (await ask(ingrid.page, NEW, {"input": {"name": words}}))["createTenant"]["tenant"]
            parties = [*bound, {"tenantId": made["id"], "role": "OCCUPANT"}]
            await amira.page.evaluate(NOTE_SEEN, words)
            answer = await ingrid.page.evaluate(SEND, [UPDATE, {"input": {"leaseId": lease["id"], "parties": parties}}])
            assert answer["updateLease"]["errors"] == []
            ms: int = await amira.page.evaluate("window.seen") - await ingrid.page.evaluate("window.sentAt")
            return ms

        await in_time(bind)

    play(scene, base=own_house.node().url)


def test_the_bell_tells_at_once_and_falls_silent_when_it_was_heard(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        ingrid = await stage.person(MANAGER, locale="en")
        page = amira.page
        await amira.go("/notifications")
        await page.wait_for_selector(".notice, .empty")
        await page.wait_for_selector(".bell .count", state="detached")
        await page.click("nav.places a[href='/tickets']")
        await page.locator(".ticket h3 a").first.click()
        title = (await page.locator(".ticket-page h1").inner_text()).strip()
        await ingrid.go(page.url.removeprefix(amira.base))
        await ingrid.page.fill("#comment", "We come on Friday")
        await ingrid.page.click(".say button[type=submit]")
        await page.wait_for_selector(".bell .count")
        await page.click(".bell")
        await page.locator(f".notice.fresh:has-text('{title}')").first.wait_for()
        await page.wait_for_selector(".bell .count", state="detached")

    play(scene)


def test_what_is_written_while_the_server_is_away_arrives_once(play: Play, own_house: House) -> None:
    node = own_house.node()

    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en", base=node.url)
        ingrid = await stage.person(MANAGER, locale="en", base=node.url)
        await open_thread(amira, "Ingrid Moen")
        await open_thread(ingrid, "Amira Haddad")
        await asyncio.to_thread(node.kill)
        words = f"Away {uuid.uuid4()}"
        await say(amira, words)
        await amira.page.wait_for_selector(f".bubble.waiting:has-text('{words}')")
        await amira.page.wait_for_selector(".trouble")
        await asyncio.to_thread(own_house.start, 1, TENANTRY_PORT=str(node.port))
        await ingrid.page.wait_for_selector(f".bubble.theirs:has-text('{words}')", timeout=25_000)
        await amira.page.wait_for_selector(".trouble", state="detached", timeout=25_000)
        await asyncio.sleep(0.5)
        for one in (amira, ingrid):
            assert await one.page.locator(f".bubble:has-text('{words}')").count() == 1

    play(scene, base=node.url, forgiven=("ERR_CONNECTION_REFUSED", "WebSocket", "Failed to fetch", "Failed to load"))


@pytest.mark.parametrize("password", ["wrong-wrong-wrong"])
def test_a_wrong_password_is_said_plainly(play: Play, password: str) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(locale="nb")
        await somebody.page.goto(somebody.base)
        await somebody.page.fill("input[type=email]", f"{uuid.uuid4()}@nordlys.example")
        await somebody.page.fill("input[type=password]", password)
        await somebody.page.press("input[type=password]", "Enter")
        await somebody.page.wait_for_selector(".field.wrong")
        assert await somebody.page.input_value("input[type=password]") == password

    play(scene)


def test_what_was_said_long_ago_is_fetched_when_asked_for(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        subject = f"Long {uuid.uuid4().hex[:6]}"
        page = ingrid.page
        await ingrid.go("/messages")
        await page.click("button:has-text('New message')")
        await page.fill("dialog[open] input[type=search]", "Jonas")
        await page.click("dialog[open] button:has-text('Jonas Nygaard')")
        await page.fill("dialog[open] input[name=subject]", subject)
        await page.fill("dialog[open] textarea", "number 0 is the first")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector(".thread")
        for number in range(1, 53):
            await say(ingrid, f"number {number}")
        await page.wait_for_selector(".bubble:has-text('number 52') .when time")
        await page.wait_for_selector(".bubble.waiting", state="detached")
        await page.reload()
        await page.wait_for_selector(".bubble:has-text('number 52')")
        assert await page.locator(".bubble:has-text('is the first')").count() == 0
        await page.click("button:has-text('Show earlier')")
        await page.wait_for_selector(".bubble:has-text('is the first')")
        assert await page.locator(".bubble").count() == 53
        await page.wait_for_selector("button:has-text('Show earlier')", state="detached")

    play(scene)
