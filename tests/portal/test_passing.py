"""What passes: a server that cannot just now, a line that is away, and the next person at the same screen."""

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Request, Route, WebSocketRoute

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Stage
from tests.portal.pages import ADMIN, MANAGER, TENANT
from tests.portal.test_accounts import end_others, enter
from tests.portal.test_board import report
from tests.portal.test_endings import TITLE, ask
from tests.portal.test_every_page import look_round
from tests.portal.test_files import choose, photo
from tests.portal.test_former import do
from tests.portal.test_together import open_thread, say
from tests.support.server import House
from tests.support.services import execute

Play = Callable[..., None]
JONAS, TOM = "jonas@nordlys.example", "tom@nordlys.example"
VENDOR = """
UPDATE app.access_grant SET role = 'VENDOR'
 WHERE member_id IN (SELECT id FROM app.member WHERE display_name = 'Tom Bakke')
"""
WHO = '{ people(filter: { search: "Tom" }, first: 1) { nodes { id } } }'
AWAY = '{"data": null, "errors": [{"message": "Wait.", "extensions": {"code": "UNAVAILABLE", "retryable": true}}]}'


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, for half a minute."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.05)


def wrong(code: str) -> dict[str, Any]:
    """The frame that ends a stream for a reason."""
    return {"type": "error", "payload": [{"message": "No.", "extensions": {"code": code}}]}


class Breaking:
    """Stands between a page and the server, and ends the stream of messages in one way after another, once it is up."""

    def __init__(self, *endings: dict[str, Any]) -> None:
        self.endings = deque(endings)
        self._streams = set[str]()

    def __call__(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def up(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] == "subscribe" and "MessageEvents" in frame["payload"]["query"]:
                self._streams.add(frame["id"])
            server.send(text)

        def down(text: str | bytes) -> None:
            page.send(text)
            frame = json.loads(text)
            if frame["type"] == "next" and frame["id"] in self._streams and self.endings:
                self._streams.remove(frame["id"])
                page.send(json.dumps({"id": frame["id"], **self.endings.popleft()}))

        page.on_message(up)
        server.on_message(down)


def test_a_stream_that_the_server_ends_is_taken_up_again(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        ingrid = await stage.person(MANAGER, locale="en")
        ends = Breaking(wrong("RATE_LIMITED"), {"type": "complete"}, wrong("UNAVAILABLE"), wrong("FORBIDDEN"))
        await amira.page.route_web_socket("**/graphql", ends)
        await open_thread(amira, "Ingrid Moen")
        await open_thread(ingrid, "Amira Haddad")
        await until(lambda: not ends.endings)
        words = f"Hei {uuid.uuid4()}"
        await say(ingrid, words)
        await amira.page.wait_for_selector(f".bubble.theirs:has-text('{words}')")
        assert await amira.page.locator(f".bubble:has-text('{words}')").count() == 1

    play(scene)


class Closed:
    """Stands between a page and the server, and lets no stream of messages begin while `is_closed`."""

    def __init__(self) -> None:
        self.is_closed = True

    def __call__(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def up(text: str | bytes) -> None:
            frame = json.loads(text)
            if self.is_closed and frame["type"] == "subscribe" and "MessageEvents" in frame["payload"]["query"]:
                return page.send(json.dumps({"id": frame["id"], **wrong("UNAVAILABLE")}))
            server.send(text)

        page.on_message(up)


def test_that_what_is_shown_may_be_old_is_said_and_moves_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        page, line = amira.page, Closed()
        await page.route_web_socket("**/graphql", line)
        await amira.go("/tickets")
        await page.wait_for_selector("h1")
        top = "document.querySelector('h1').getBoundingClientRect().top"
        before = await page.evaluate(top)
        await page.wait_for_selector("[role=status] .trouble:has-text('What you see may be old')")
        assert await page.evaluate(top) == before
        line.is_closed = False
        await page.wait_for_selector(".trouble", state="detached")
        line.is_closed = True
        await page.reload()
        await page.wait_for_selector(".trouble")
        assert await look_round(amira, "with trouble") == []

    play(scene)


def test_who_signs_out_without_a_line_is_signed_out_as_soon_as_it_is_back(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, locale="nb")
        page, away = jonas.page, [True]

        async def cut(route: Route) -> None:
            await (route.abort() if away else route.continue_())

        await jonas.go("/tickets/new")
        await page.fill(TITLE, "The bell is silent")
        await page.route("**/graphql", cut)
        await page.click(".tools button:has-text('Logg ut')")
        await page.click("dialog[open] button:has-text('Logg ut')")
        await page.wait_for_selector("text=Du er ikke logget ut ennå")
        assert await look_round(jonas, "NotSignedOut") == []
        await page.select_option(".language select", "nb")
        await page.wait_for_selector("text=Du er ikke logget ut ennå")
        assert (await page.title()).endswith("Tenantry")
        kept = await page.evaluate("Object.entries(localStorage).flat().join()")
        assert "bell" not in kept and "locale" in kept
        # Nor does a reload let anybody in.
        await page.reload()
        await page.wait_for_selector("text=Du er ikke logget ut ennå")
        away.clear()
        await page.wait_for_selector("input[type=email]")
        await page.reload()
        await page.wait_for_selector("input[type=email]")
        assert (await ask(page, "{ viewer { id } }"))["viewer"] is None

    play(scene, forgiven=("ERR_FAILED",))


def announced_in(request: Request) -> str | None:
    """The name of the file that is announced by a request."""
    asked = json.loads(request.post_data or "{}")
    return asked["variables"]["input"]["name"] if "mutation RequestUpload" in asked.get("query", "") else None


def test_nobody_sees_or_sends_the_pictures_of_whoever_was_here_before(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(JONAS, phone=True, locale="en"), await stage.person(JONAS, locale="en")
        page, announced, over = here.page, list[str](), asyncio.Event()

        async def late(route: Route) -> None:
            if name := announced_in(route.request):
                announced.append(name)
                await over.wait()
            await route.continue_()

        await page.route("**/graphql", late)
        await here.go("/tickets")
        await page.locator(".ticket h3 a").first.click()
        await choose(here, ".say", photo("red", "waits.jpg"))
        await page.fill("#comment", "See for yourself")
        await page.click(".say button[type=submit]")
        await until(lambda: announced)
        await page.click("nav.places a[href='/']")
        await page.click("a[href='/tickets/new']")
        await choose(here, ".report", photo("teal", "bath.jpg"))
        await page.wait_for_selector(".report .thumb")
        await end_others(there)
        await page.wait_for_selector("text=Your session has ended")
        over.set()
        await enter(page, TENANT, PASSWORD)
        await page.wait_for_selector("form.report")
        assert await page.locator(".report .thumb").count() == 0
        # What waits is sent one after the other: what is sent now comes after whatever would have gone before it.
        await page.click("nav.places a[href='/messages']")
        await page.click(".line:has-text('Ingrid Moen')")
        await choose(here, ".compose", photo("purple", "mine.jpg"))
        await page.click(".compose button[type=submit]")
        await until(lambda: "mine.jpg" in announced)
        assert announced == ["waits.jpg", "mine.jpg"]

    play(scene, base=own_house.node().url)


class Stumbling:
    """A server that cannot answer some question for now."""

    def __init__(self, query: str) -> None:
        self.query, self.is_away, self.asked, self.answered = query, True, 0, 0

    async def __call__(self, route: Route) -> None:
        if self.query not in (route.request.post_data or ""):
            return await route.continue_()
        if self.is_away:
            self.asked += 1
            return await route.fulfill(status=503, body=AWAY, content_type="application/graphql-response+json")
        await route.continue_()
        self.answered += 1


def test_a_server_that_cannot_say_who_it_is_signs_nobody_out(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        page, stumbling = amira.page, Stumbling("query Session")
        await page.route("**/graphql", stumbling)
        await amira.go("/tickets")
        await page.wait_for_selector("text=The server does not answer")
        stumbling.is_away = False
        await page.wait_for_selector(".ticket")

    play(scene, forgiven=("503",))


def test_a_page_that_could_not_be_read_comes_by_itself(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page, stumbling = ingrid.page, Stumbling("query Roll")
        await page.route("**/graphql", stumbling)
        await ingrid.go("/rent-roll")
        await page.wait_for_selector("text=This could not be loaded")
        stumbling.is_away = False
        await page.wait_for_selector(".list-table tbody tr")

    play(scene, forgiven=("503",))


def test_a_page_that_cannot_be_read_anew_keeps_what_it_shows_and_what_is_typed(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(ADMIN, locale="en"), await stage.person(ADMIN, locale="en")
        page, words, stumbling = here.page, "The lift stood still", Stumbling("query LeasePage")
        await here.go("/leases")
        await page.locator(".list-table tr:has(.tone-done) a").first.click()
        await page.click("button:has-text('Give a credit')")
        reason = "dialog[open] textarea[name=reason]"
        await page.fill(reason, words)
        await page.route("**/graphql", stumbling)
        charge = {"code": "OTHER", "amount": {"amount": "1.00", "currency": "NOK"}, "description": "A key"}
        today = datetime.now(UTC).date().isoformat()
        lease = page.url.rpartition("/")[2]
        await do(there, "createCharge", leaseId=lease, dueOn=today, idempotencyKey=str(uuid.uuid4()), **charge)
        # Asked for the second time, the first answer has come.
        await until(lambda: stumbling.asked > 1)
        assert await page.input_value(reason) == words
        stumbling.is_away = False
        await until(lambda: stumbling.answered)
        assert await page.input_value(reason) == words

    play(scene, base=own_house.node().url, forgiven=("503",))


def test_what_is_taken_from_somebody_leaves_their_screen(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        await execute(own_house.database.superuser_url, VENDOR)
        jonas, ingrid = await stage.person(JONAS, locale="en"), await stage.person(MANAGER, locale="en")
        tom, title = await stage.person(TOM, locale="en"), f"Tap {uuid.uuid4().hex[:6]}"
        await report(jonas, title)
        ticket = jonas.page.url.rpartition("/")[2]
        [vendor] = (await ask(ingrid.page, WHO))["people"]["nodes"]
        await do(ingrid, "assignTicket", ticketId=ticket, assigneeId=vendor["id"])
        card = tom.page.locator(f".board-card:has-text('{title}')")
        await card.wait_for()
        await do(ingrid, "assignTicket", ticketId=ticket, assigneeId=None)
        await card.wait_for(state="detached")

    play(scene, base=own_house.node().url)
