"""The office at work: a lease from draft to signature, tickets handed out, somebody invited, a conversation begun."""

import asyncio
import uuid
from collections.abc import Callable

from playwright.async_api import Page, Route, WebSocket

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Somebody, Stage
from tests.portal.mailbox import link_in_mail
from tests.portal.pages import ADMIN, MANAGER
from tests.support.server import House

Play = Callable[..., None]
STRONG = "seven otters juggle copper lanterns"


async def noted(somebody: Somebody, words: str) -> None:
    await somebody.page.wait_for_selector(f".note:has-text('{words}')")


async def overtake(page: Page, query: str, event: str) -> asyncio.Event:
    """Let the first answer to a query arrive after an event; returns what is set once the server has answered."""
    answered, told = asyncio.Event(), asyncio.Event()

    def hear(frame: str | bytes) -> None:
        if event in str(frame) and answered.is_set():
            told.set()

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", hear)

    async def late(route: Route) -> None:
        if answered.is_set() or f'"operationName":"{query}"' not in (route.request.post_data or ""):
            return await route.continue_()
        answer = await route.fetch()
        answered.set()
        await told.wait()
        await route.fulfill(response=answer)

    page.on("websocket", follow)
    await page.route("**/graphql", late)
    return answered


def test_a_lease_is_drafted_offered_and_signed(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        ingrid, solveig = await stage.person(MANAGER, locale="en"), await stage.person(ADMIN, locale="en")
        page = ingrid.page
        await ingrid.go("/leases/new")
        unit = page.locator("select[name=unitId]")
        await unit.locator("option:has-text('B H0202')").wait_for(state="attached")
        await unit.select_option(label=(await unit.locator("option:has-text('B H0202')").inner_text()).strip())
        name = f"Kari {uuid.uuid4().hex[:6]}"
        await page.fill("input[type=search]", name)
        await page.click("button:has-text('Enter')")
        await page.wait_for_selector(f".chosen:has-text('{name}')")
        await page.fill("input[name=startOn]", "2031-01-01")
        await page.fill("input[name=lastDay]", "2030-12-31")
        await page.fill("input[name=rent]", "12 500")
        await page.click("button[type=submit]")
        await page.wait_for_selector(".wrong, .remark")
        await page.reload()
        assert await page.input_value("input[name=rent]") == "12 500", "what was typed outlives a reload"
        # Before the units are there the browser itself asks for one.
        await unit.locator("option:has-text('B H0202')").wait_for(state="attached")
        await page.fill("input[name=lastDay]", "2032-12-31")
        await page.click("button[type=submit]")
        await page.wait_for_selector(".chip:has-text('Draft')")
        # Somebody else looks at the same lease, and sees each step without asking: even one that overtakes the page.
        answered = await overtake(solveig.page, "LeasePage", "LEASE_STATUS_CHANGED")
        await solveig.go(page.url.removeprefix(ingrid.base))
        await answered.wait()
        await page.click("button:has-text('Offer for signature')")
        await solveig.page.wait_for_selector(".chip:has-text('Offered')")
        await page.click("button:has-text('Record the signature')")
        await page.click("dialog[open] button[type=submit]")
        await solveig.page.wait_for_selector(".chip:has-text('Signed')")

    play(scene, base=own_house.node().url)


def test_somebody_is_invited_and_comes_in(play: Play, own_house: House) -> None:
    email = f"{uuid.uuid4().hex[:8]}@nordlys.example"

    async def scene(stage: Stage) -> None:
        solveig = await stage.person(ADMIN, locale="en")
        page = solveig.page
        await solveig.go("/people")
        await page.click("button:has-text('Invite')")
        await page.fill("dialog[open] input[name=name]", "Berit Ås")
        await page.fill("dialog[open] input[name=email]", email)
        await page.select_option("dialog[open] select[name=role]", "MAINTENANCE")
        await page.select_option("dialog[open] select[name=locale]", "nb")
        await page.click("dialog[open] button[type=submit]")
        # A role of staff is delicate: the question comes, and the invitation goes out by itself afterwards.
        await page.wait_for_selector("dialog[open]:has-text('Is it you?') input, .note")
        if await page.locator("dialog[open]:has-text('Is it you?')").count():
            await page.fill("dialog[open]:has-text('Is it you?') input[name=password]", PASSWORD)
            await page.click("dialog[open]:has-text('Is it you?') button[type=submit]")
        await noted(solveig, "on its way")
        await page.wait_for_selector(".card:has-text('Invited') li:has-text('Berit')")
        berit = await stage.person(locale="nb")
        await berit.go(await link_in_mail(berit, email, "invitation"))
        await berit.page.wait_for_selector("text=Nordlys Eiendom")
        assert "#" not in berit.page.url
        await berit.page.fill("input[type=password]", STRONG)
        await berit.page.click("button[type=submit]")
        await berit.page.wait_for_selector("nav.places, h1:has-text('Beskytt kontoen')")
        await page.wait_for_selector(".card:has-text('Invited') li:has-text('Berit')", state="detached")
        await page.wait_for_selector(".tile:has-text('Berit Ås')")

    play(scene, base=own_house.node().url)


def test_a_ticket_is_handed_out_and_discussed_among_staff(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid, tom = await stage.person(MANAGER, locale="en"), await stage.person("tom@nordlys.example", locale="en")
        page = ingrid.page
        await page.locator(".board-card h3 a").first.click()
        await page.wait_for_selector(".course li")
        await tom.go(page.url.removeprefix(ingrid.base))
        await page.click("button:has-text('Assign')")
        # Those alone who may take it are offered, oneself first; nobody who rents here.
        offered = page.locator("dialog[open] .choices-list li")
        await offered.nth(2).wait_for()
        assert "Ingrid Moen" in await offered.first.inner_text()
        await page.fill("dialog[open] input[type=search]", "Jonas")
        await page.wait_for_selector("dialog[open]:has-text('Nothing found')")
        assert await offered.count() == 0
        await page.fill("dialog[open] input[type=search]", "Solveig")
        await page.click("dialog[open] button:has-text('Solveig Dahl')")
        await tom.page.wait_for_selector(".fact:has-text('Solveig Dahl')")
        words = f"Only between us {uuid.uuid4()}"
        await page.fill("#comment", words)
        await page.check("input[type=checkbox]")
        await page.click(".say button[type=submit]")
        await tom.page.wait_for_selector(f".said.internal:has-text('{words}')")
        await hold_and_visit(page)

    play(scene)


async def hold_and_visit(page: Page) -> None:
    """A ticket waits, and somebody comes after all: from its own page, and the keyboard stays where one goes on."""
    hold, look = (page.locator(f".moves button:has-text('{words}')") for words in ("Put on hold", "Mark as looked at"))
    await hold.or_(look).first.wait_for()
    if not await hold.count():
        await look.click()
        await look.wait_for(state="detached")
        await page.wait_for_selector(".moves button:focus")
    await hold.click()
    await page.select_option("dialog[open] select", "VENDOR")
    await page.fill("dialog[open] input[name=holdUntil]", "2031-01-02")
    await page.click("dialog[open] button[type=submit]")
    await page.wait_for_selector(".fact:has-text('A tradesperson'):has-text('until')")
    await page.wait_for_selector(".moves button:focus")
    for label, date in (("isit", "2031-01-03"), ("Move the visit", "2031-01-05")):
        await page.click(f".moves button:has-text('{label}')")
        await page.fill("dialog[open] input[name=date]", date)
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector(f".fact:has-text('Jan {int(date[-2:])}')")
    # One step, told as what it was; the time that was agreed before stays said.
    told = page.locator(".course .happened .strong")
    await told.last.filter(has_text="The visit was moved to").filter(has_text="Jan 5").wait_for()
    assert "Jan 3" in await told.nth(await told.count() - 2).inner_text()


def test_what_is_reopened_waits_for_no_visit_of_before(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        page = (await stage.person(MANAGER, locale="en")).page
        await page.click(".board-card:has-text('Vinduet på stuen lar seg ikke lukke') h3 a")
        await page.wait_for_selector(".course .happened .strong:has-text('Scheduled'):has-text('–')")
        assert not await page.locator(".fact:has-text('Visit')").count()
        await page.wait_for_selector(".moves button:has-text('visit'):not(:has-text('Move'))")

    play(scene, base=own_house.node().url)


def test_a_conversation_is_begun_and_one_sees_the_other_write(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        jonas = await stage.person("jonas@nordlys.example", phone=True, locale="en")
        subject = f"The cellar {uuid.uuid4().hex[:6]}"
        await ingrid.go("/messages")
        await jonas.go("/messages")
        await ingrid.page.click("button:has-text('New message')")
        await ingrid.page.fill("dialog[open] input[type=search]", "Jonas")
        await ingrid.page.click("dialog[open] button:has-text('Jonas Nygaard')")
        await ingrid.page.fill("dialog[open] input[name=subject]", subject)
        await ingrid.page.fill("dialog[open] textarea", "Do you have the key?")
        await ingrid.page.click("dialog[open] button[type=submit]")
        await jonas.page.click(f".line:has-text('{subject}')")
        await ingrid.page.wait_for_selector(".thread-head .here")
        await jonas.page.type("#message", "Yes")
        await ingrid.page.wait_for_selector(".bubble.dots")
        await ingrid.page.wait_for_selector(".context .tile")

    play(scene)
