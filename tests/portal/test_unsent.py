"""What is not sent yet: nothing that was typed is lost, whoever answers late or not at all, in however many tabs."""

import asyncio
import uuid
from collections.abc import Callable

from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER, TENANT
from tests.portal.test_accounts import enter
from tests.portal.test_board import report
from tests.portal.test_endings import JONAS, TITLE, ask
from tests.portal.test_files import choose, photo
from tests.portal.test_together import open_thread, say
from tests.support.server import House

Play = Callable[..., None]
AWAY = ("ERR_CONNECTION_REFUSED", "ERR_FAILED", "WebSocket", "Failed to fetch", "Failed to load")
WAITING = "Object.entries(localStorage).filter(([key]) => key.startsWith('outbox')).map(([, text]) => text).join()"
TICKETS = "{ tickets(first: 50) { nodes { title } } }"
TOO_MUCH = '{"data": null, "errors": [{"message": "-", "extensions": {"code": "RATE_LIMITED", "retryAfterMs": 500}}]}'


class Line:
    """The way of one kind of mutation to the server: it may take its time, or lose the answer."""

    def __init__(self, page: Page, operation: str) -> None:
        self._page, self._operation = page, f"mutation {operation}"
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()
        self.refused = 0

    async def hold(self) -> None:
        """Keep what is sent back until `goes_on`."""

        async def held(route: Route) -> None:
            if self._operation in (route.request.post_data or ""):
                self.asked.set()
                await self.goes_on.wait()
            await route.continue_()

        await self._page.route("**/graphql", held)

    async def lose(self) -> None:
        """Let it arrive, and lose the answer."""

        async def lost(route: Route) -> None:
            if self._operation not in (route.request.post_data or ""):
                return await route.continue_()
            await route.fetch()
            await route.abort()

        await self._page.route("**/graphql", lost)

    async def cut(self) -> None:
        """Let nothing of it arrive."""

        async def gone(route: Route) -> None:
            await (route.abort() if self._operation in (route.request.post_data or "") else route.continue_())

        await self._page.route("**/graphql", gone)

    async def refuse(self, times: int) -> None:
        """Say so many times that it is too much."""

        async def turned(route: Route) -> None:
            if self._operation not in (route.request.post_data or "") or self.refused == times:
                return await route.continue_()
            self.refused += 1
            await route.fulfill(status=429, body=TOO_MUCH, content_type="application/graphql-response+json")

        await self._page.route("**/graphql", turned)

    async def mend(self) -> None:
        """Everything arrives again."""
        await self._page.unroute("**/graphql")


async def type_on(page: Page, field: str) -> str:
    """Go on typing as people do, whatever the page makes of it; returns what stands there then."""
    await page.focus(field)
    await page.keyboard.press("End")
    await page.keyboard.type(" and more")
    return await page.input_value(field)


async def titles(page: Page, mark: str) -> list[str]:
    found = await ask(page, TICKETS)
    return [one["title"] for one in found["tickets"]["nodes"] if mark in one["title"]]


def test_nothing_is_erased_that_is_typed_while_something_is_sent(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, title = jonas.page, f"Slow {uuid.uuid4().hex[:6]}"
        line = Line(page, "CreateTicket")
        await line.hold()
        await jonas.go("/tickets/new")
        await page.click("label:has-text('Electricity')")
        await page.fill(TITLE, title)
        await page.click("form.report button[type=submit]")
        await line.asked.wait()
        stands = await type_on(page, TITLE)
        line.goes_on.set()
        await page.wait_for_selector(f"h1:has-text('{stands}')")
        line = Line(page, "Comment")
        await line.mend()
        await line.hold()
        await page.fill("#comment", "It hums")
        await page.click(".say button[type=submit]")
        await line.asked.wait()
        stands = await type_on(page, "#comment")
        line.goes_on.set()
        await page.wait_for_selector(f".said :text-is('{stands}')")
        await page.wait_for_function("() => document.querySelector('#comment').value === ''")

    play(scene)


def test_a_lost_answer_is_no_dead_end(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, mark = jonas.page, uuid.uuid4().hex[:6]
        line = Line(page, "CreateTicket")
        await line.lose()
        await jonas.go("/tickets/new")
        await page.click("label:has-text('Electricity')")
        await page.fill(TITLE, f"Lost {mark}")
        await choose(jonas, ".report", photo("teal", "bell.jpg"))
        await page.wait_for_selector(".report .thumb")
        await page.click("form.report button[type=submit]")
        await page.wait_for_selector("form.report .remark:has-text('does not answer')")
        await line.mend()
        await page.fill(TITLE, f"Lost {mark} today")
        await page.reload()
        await page.click("form.report button[type=submit]")
        there = "form.report .remark:has-text('has arrived') a"
        first = await page.get_attribute(there, "href") or ""
        assert await titles(page, mark) == [f"Lost {mark}"]
        # Who wants it nevertheless gets it; the picture has gone where it belongs.
        await page.click("form.report button[type=submit]")
        await page.wait_for_selector(f"h1:has-text('Lost {mark} today')")
        assert len(await titles(page, mark)) == 2
        assert await page.locator(".gallery, .thumb").count() == 0
        await jonas.go(first)
        await page.wait_for_selector(f"h1 bdi:text-is('Lost {mark}')")
        await page.wait_for_selector(".card .gallery button img")
        await jonas.go("/tickets/new")
        await page.wait_for_selector("form.report")
        assert await page.locator(".report .thumb").count() == 0

    play(scene, forgiven=AWAY)


def test_a_comment_whose_answer_was_lost_is_said_once(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, title = jonas.page, f"Once {uuid.uuid4().hex[:6]}"
        await report(jonas, title)
        line = Line(page, "Comment")
        await line.lose()
        await page.fill("#comment", "Said once")
        await page.click(".say button[type=submit]")
        await page.wait_for_selector(".note.bad")
        await line.mend()
        await page.reload()
        assert await page.input_value("#comment") == "Said once"
        await page.click(".say button[type=submit]")
        await page.wait_for_function("() => document.querySelector('#comment').value === ''")
        await page.reload()
        await page.wait_for_selector(".said:has-text('Said once')")
        assert await page.locator(".said:has-text('Said once')").count() == 1

    play(scene, forgiven=AWAY)


def test_a_conversation_that_was_begun_leaves_nothing_unsent(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, locale="en")
        page, mark = jonas.page, uuid.uuid4().hex[:6]
        await jonas.go("/messages")
        await page.click("button:has-text('New message')")
        await page.fill("dialog[open] input[name=subject]", mark)
        await page.fill("dialog[open] textarea", "Hello")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector(f".thread-head:has-text('{mark}')")
        await page.locator("dialog[open]").wait_for(state="detached")
        await page.click(".tools button:has-text('Sign out')")
        await page.wait_for_selector("input[type=password]")

    play(scene)


def test_two_tabs_wait_with_a_message_each(play: Play, own_house: House) -> None:
    node = own_house.node()

    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en")
        ingrid = await stage.person(MANAGER, locale="en")
        await open_thread(ingrid, "Amira Haddad")
        tabs = [amira, Somebody(amira.context, await amira.context.new_page(), amira.base)]
        mark = uuid.uuid4().hex[:6]
        said = [f"{mark} {number}" for number in range(2)]
        for tab in tabs:
            await open_thread(tab, "Ingrid Moen")
        await asyncio.to_thread(node.kill)
        for tab, words in zip(tabs, said, strict=True):
            await say(tab, words)
            await tab.page.wait_for_selector(f".bubble.waiting:has-text('{words}')")
        kept = await amira.page.evaluate(WAITING)
        assert all(words in kept for words in said), kept
        await asyncio.to_thread(own_house.start, 1, TENANTRY_PORT=str(node.port))
        for words in said:
            await ingrid.page.wait_for_selector(f".bubble.theirs:has-text('{words}')")
        for tab in tabs:
            await tab.page.wait_for_function(f"() => !({WAITING})")
            await tab.page.wait_for_selector(".bubble.waiting", state="detached")
        for one in (ingrid, *tabs):
            for words in said:
                await one.page.wait_for_selector(f".bubble:not(.waiting):has-text('{words}')")
            assert await one.page.locator(f".bubble:has-text('{mark}')").count() == 2

    play(scene, base=node.url, forgiven=AWAY)


def test_who_signs_in_next_leaves_alone_what_waits_for_somebody_else(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en")
        page, mark = amira.page, uuid.uuid4().hex[:6]
        await open_thread(amira, "Ingrid Moen")
        line = Line(page, "SendMessage")
        await line.cut()
        await say(amira, f"{mark} waits")
        await page.wait_for_selector(f".bubble.waiting:has-text('{mark} waits')")
        # The session ends while it waits; somebody else signs in at the same screen, and writes.
        await amira.context.clear_cookies()
        await page.reload()
        await line.mend()
        await enter(page, ADMIN, PASSWORD)
        await page.wait_for_selector("nav.places")
        await amira.go("/messages")
        await page.locator(".line").first.click()
        await say(amira, f"{mark} of somebody else")
        await page.wait_for_selector(f".bubble:has-text('{mark} of somebody else') .when time")
        assert f"{mark} waits" in await page.evaluate(WAITING)
        await amira.context.clear_cookies()
        await page.reload()
        await enter(page, TENANT, PASSWORD)
        await page.wait_for_selector("nav.places")
        await open_thread(amira, "Ingrid Moen")
        await page.wait_for_selector(f".bubble:has-text('{mark} waits') .when time")

    play(scene, forgiven=AWAY)


def test_a_message_that_was_too_much_goes_out_by_itself(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira, ingrid = await stage.person(TENANT, phone=True, locale="en"), await stage.person(MANAGER, locale="en")
        words = f"Soon {uuid.uuid4()}"
        await open_thread(amira, "Ingrid Moen")
        await open_thread(ingrid, "Amira Haddad")
        # More often than the way to the server tries by itself.
        line = Line(amira.page, "SendMessage")
        await line.refuse(5)
        await say(amira, words)
        await ingrid.page.wait_for_selector(f".bubble.theirs:has-text('{words}')")
        await amira.page.wait_for_selector(f".bubble:has-text('{words}') .when time")
        assert line.refused == 5
        for one in (amira, ingrid):
            assert await one.page.locator(f".bubble:has-text('{words}')").count() == 1

    play(scene, forgiven=("429",))


def test_a_message_that_was_given_up_by_signing_out_is_never_sent(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en")
        page, mark = amira.page, uuid.uuid4().hex[:6]
        await open_thread(amira, "Ingrid Moen")
        line = Line(page, "SendMessage")
        await line.cut()
        await say(amira, f"{mark} waits")
        await page.wait_for_selector(f".bubble.waiting:has-text('{mark} waits')")
        await page.click(".tools button:has-text('Sign out')")
        await page.click("dialog[open] button:has-text('Sign out')")
        await page.wait_for_selector("input[type=email]")
        await line.mend()
        # In the same tab, which still had it in memory.
        await enter(page, TENANT, PASSWORD)
        await page.wait_for_selector(".bubble")
        await say(amira, f"{mark} later")
        later = f".bubble:has-text('{mark} later') .when time"
        await page.wait_for_selector(later)
        await page.reload()
        await page.wait_for_selector(later)
        assert await page.locator(f".bubble:has-text('{mark} waits')").count() == 0

    play(scene, forgiven=AWAY)
