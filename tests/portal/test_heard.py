"""What those hear who do not look: where a page is, and what was refused, also within a sheet."""

import uuid
from collections.abc import Callable

from playwright.async_api import Page, Route

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER, TENANT

Play = Callable[..., None]
AWAY = ("ERR_FAILED", "Failed to fetch", "Failed to load")
WRONG = "() => document.activeElement.matches('input[name=password][aria-invalid=true]')"
SAID = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"
TRIES = 20
AT_HEADING = "(words) => document.activeElement.matches('h1') && document.activeElement.innerText.trim() === words"


async def cut(page: Page, operation: str) -> None:
    """Let nothing of one kind of mutation arrive."""

    async def gone(route: Route) -> None:
        is_it = f"mutation {operation}" in (route.request.post_data or "")
        await (route.abort() if is_it else route.continue_())

    await page.route("**/graphql", gone)


async def open_credit(somebody: Somebody, reason: str) -> None:
    """Fill in the sheet that gives a credit, and send it."""
    await somebody.go("/leases")
    await somebody.page.locator(".list-table tr:has(.tone-done) a").first.click()
    await somebody.page.click("button:has-text('Give a credit')")
    await somebody.page.fill("dialog[open] input[name=amount]", "1,00")
    await somebody.page.fill("dialog[open] textarea[name=reason]", reason)
    await somebody.page.click("dialog[open] button[type=submit]")


def test_each_page_has_its_title_and_its_heading_is_come_to(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira, ingrid = await stage.person(TENANT, locale="en"), await stage.person(MANAGER, locale="en")
        page = amira.page
        await amira.go("/tickets")
        await page.wait_for_selector("h1:has-text('Repairs')")
        assert await page.evaluate("document.activeElement === document.body"), "what is loaded anew begins at its top"
        await page.wait_for_function(r"() => /^(\(\d+\) )?Repairs · Nordlys/.test(document.title)")
        await page.click("nav.places a[href='/settings']")
        await page.wait_for_function(AT_HEADING, arg="Settings")
        await page.wait_for_function(r"() => /^(\(\d+\) )?Settings · Nordlys/.test(document.title)")
        await page.go_back()
        await page.wait_for_function(AT_HEADING, arg="Repairs")
        page = ingrid.page
        await ingrid.go("/messages")
        await page.click(".line:has-text('Amira Haddad')")
        await page.wait_for_function("() => document.activeElement.matches('.thread-head h2')")
        await page.wait_for_function(r"() => /^(\(\d+\) )?Amira Haddad.* · Nordlys/.test(document.title)")

    play(scene)


def test_what_is_refused_is_said_within_the_sheet(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(ADMIN, locale="en")
        page = ingrid.page
        await open_credit(ingrid, "   ")
        await page.wait_for_function("() => document.activeElement.matches('dialog textarea[aria-invalid=true]')")
        await cut(page, "CreateCredit")
        await page.fill("dialog[open] textarea[name=reason]", "The lift stood still")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] [role=alert]:has-text('does not answer')")
        await page.unroute("**/graphql")
        await cut(page, "Assign")
        await ingrid.go("/")
        await page.locator(".board-card h3 a").first.click()
        await page.locator("button:text-is('Assign'), button:text-is('Assign anew')").first.click()
        await page.locator("dialog[open] li button").first.click()
        await page.wait_for_selector("dialog[open] [role=status]:has-text('does not answer')")
        # Outside it nobody would hear it; when the sheet is closed it stands there.
        assert await page.locator(".note").count() == 1
        await page.keyboard.press("Escape")
        await page.wait_for_selector(".note-place:not(dialog *) .note")

    play(scene, forgiven=AWAY)


def test_a_refused_sign_in_is_seen_and_heard_where_it_is_wrong(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(locale="en")
        page, button = somebody.page, "form button[type=submit]:has-text('Sign in')"
        await somebody.go("/")
        await page.fill("input[type=email]", f"{uuid.uuid4().hex[:8]}@nordlys.example")
        await page.fill("input[type=password]", "not the password")
        await page.locator(button).first.click()
        await page.wait_for_function(WRONG)
        said = await page.evaluate(SAID)
        assert said and await page.locator(f".field.wrong:has-text('{said}')").is_visible()
        # Too often: that is about no field, and whoever pressed the button is still at it.
        for _ in range(TRIES):
            async with page.expect_response(lambda got: "mutation SignIn" in (got.request.post_data or "")):
                await page.locator(button).first.click()
            await page.wait_for_selector("form:not(:has([aria-busy=true])) :is(.field.wrong, [role=alert])")
            if await page.locator("form [role=alert]").count():
                break
        await page.wait_for_selector("form [role=alert]:has-text('wait')")
        assert await page.locator(".field.wrong").count() == 0
        await page.wait_for_function("() => document.activeElement.matches('form button[type=submit]')")

    play(scene)
