"""What people do besides clicking: keys alone, the back button, two tabs."""

import asyncio
import re
from collections.abc import Callable

from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import MANAGER, TENANT
from tests.portal.test_sources import catalogue

Play = Callable[..., None]
FOCUSED = "document.activeElement?.innerText?.trim() ?? ''"


async def tab_to(somebody: Somebody, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(40):
        await somebody.page.keyboard.press("Tab")
        if words in await somebody.page.evaluate(FOCUSED):
            return
    raise AssertionError(f"the keyboard does not reach {words!r}")


def test_a_tenant_needs_nothing_but_the_keyboard(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(locale="en")
        page = amira.page
        await amira.go("/")
        await page.wait_for_selector("input[type=email]")
        await page.focus("input[type=email]")
        await page.keyboard.type(TENANT)
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("nav.places")
        await page.keyboard.press("Tab")
        assert "Skip" in await page.evaluate(FOCUSED)
        await tab_to(amira, "Repairs")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("h1:has-text('Repairs')")
        await page.wait_for_selector(".ticket")
        await page.go_back()
        await page.wait_for_selector("h1:has-text('Hello')")
        await page.go_forward()
        await page.wait_for_selector("h1:has-text('Repairs')")

    play(scene)


def test_the_palette_goes_anywhere_and_escape_leaves_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page = ingrid.page
        await page.keyboard.press("Control+k")
        await page.wait_for_selector("dialog.palette[open]")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog.palette[open]", state="detached")
        await page.keyboard.press("Control+k")
        await page.wait_for_selector("dialog.palette[open] input:focus")
        await page.keyboard.type("Haddad")
        await page.wait_for_selector("[role=option]:has-text('Amira Haddad')")
        await page.keyboard.press("ArrowDown")
        await page.fill("dialog.palette input", "Rent")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("h1:has-text('Rent roll')")

    play(scene)


def test_what_comes_late_into_an_open_sheet_takes_the_focus(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page, come = ingrid.page, asyncio.Event()

        async def late(route: Route) -> None:
            await come.wait()
            await route.continue_()

        await page.route("**/assets/finder-*.js", late)
        await page.keyboard.press("Control+k")
        await page.wait_for_selector("dialog.palette[open] [aria-busy]", state="attached")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog.palette[open]", state="detached")
        await page.keyboard.press("Control+k")
        await page.wait_for_selector("dialog.palette[open] [aria-busy]", state="attached")
        come.set()
        await page.wait_for_selector("dialog.palette[open] input:focus")
        await page.keyboard.type("Rent")
        await page.wait_for_selector("[role=option]:has-text('Rent roll')")

    play(scene)


TITLE = "form.report input:not([type])"


def test_a_sentence_says_what_it_is_about_until_somebody_says_otherwise(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en", phone=True)
        page = amira.page
        await amira.go("/tickets/new")
        await page.fill(TITLE, "Loud music")
        assert not await page.locator("input[name=category]:checked").count()
        await page.fill(TITLE, "The tap in the kitchen drips")
        await page.wait_for_selector("p:has-text('sounds like: \u2068Water')")
        assert await page.locator("label:has(input[name=category]:checked)").inner_text() == "Water"
        await page.locator("label:has-text('Something else') input").check()
        await page.fill(TITLE, "The tap in the kitchen drips, and the light is out")
        assert await page.locator("label:has(input[name=category]:checked)").inner_text() == "Something else"
        # It is not sent: the next one here begins anew.
        await page.evaluate("localStorage.clear()")

    play(scene)


async def come_back(page: Page, email: str) -> None:
    await page.wait_for_selector("text=Your session has ended")
    await page.fill("input[type=email]", email)
    await page.fill("input[type=password]", PASSWORD)
    await page.press("input[type=password]", "Enter")
    await page.wait_for_selector("nav.places")


def test_signing_out_in_one_tab_loses_nothing_in_the_other(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        first = await stage.person("jonas@nordlys.example", locale="en")
        second = await first.context.new_page()
        await second.goto(first.base + "/tickets/new")
        await second.fill(TITLE, "The bell is silent")
        # What is not sent yet is pointed out; whoever goes all the same leaves nothing behind.
        await first.page.click(".tools button:has-text('Sign out')")
        await first.page.click("dialog[open] button:has-text('Sign out')")
        await first.page.wait_for_selector("input[type=email]")
        kept = await second.evaluate("Object.entries(localStorage).flat().join()")
        assert "bell" not in kept and "locale" in kept
        # The other tab still holds what was typed there: for the same person, and for nobody else.
        await come_back(second, "jonas@nordlys.example")
        await second.wait_for_selector("form.report")
        assert await second.input_value(TITLE) == "The bell is silent"
        await second.click(".tools button:has-text('Sign out')")
        await second.click("dialog[open] button:has-text('Sign out')")
        await second.fill("input[type=email]", TENANT)
        await second.fill("input[type=password]", PASSWORD)
        await second.press("input[type=password]", "Enter")
        await second.wait_for_selector("form.report")
        assert await second.input_value(TITLE) == ""

    play(scene)


def test_a_tab_acts_as_whoever_signed_in_last(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        first = await stage.person("jonas@nordlys.example", locale="en")
        second = await first.context.new_page()
        await second.goto(first.base + "/tickets/new")
        await second.fill(TITLE, "The bell is silent")
        # The session is another one, and nothing tells the second tab of it but the browser.
        await first.context.clear_cookies()
        await first.go("/")
        await first.page.fill("input[type=email]", TENANT)
        await first.page.fill("input[type=password]", PASSWORD)
        await first.page.press("input[type=password]", "Enter")
        await first.page.wait_for_selector(".whoami bdi:has-text('Amira')")
        await second.wait_for_selector(".whoami bdi:has-text('Amira')")
        await second.wait_for_selector("form.report")
        assert await second.input_value(TITLE) == ""

    play(scene)


OLD_SHELL = """async () => {
  const kept = await caches.open("shell-1");
  await kept.put("/assets/old.js", new Response(""));
  const page = '<script src="/assets/old.js"></script>';
  await kept.put("/", new Response(page, { headers: { "Content-Type": "text/html" } }));
}"""


def test_what_is_installed_opens_without_a_line(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(locale="en", installed=True)
        page = somebody.page
        await somebody.go("/")
        await page.wait_for_selector("input[type=email]")
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await page.evaluate(OLD_SHELL)
        await page.reload()
        await page.wait_for_selector("input[type=email]")
        # After a deploy the shell is the new one, and nothing is left of the old.
        await page.wait_for_function("async () => !(await caches.match('/assets/old.js'))")
        await somebody.context.set_offline(True)
        await page.reload()
        await page.wait_for_selector("text=The server does not answer")

    play(scene, forgiven=("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "Failed to load"))


async def keys_shown(page: Page) -> set[str]:
    """Words that stand on the page as their keys: they had not come when the page was drawn."""
    await page.wait_for_timeout(150)
    return set(re.split(r"\s+", await page.evaluate("document.body.innerText"))) & {
        key for key in catalogue("en") if "-" in key
    }


def test_the_first_pages_come_with_their_words(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        stranger = await stage.person(locale="nb", phone=True)
        await stranger.go("/")
        await stranger.page.wait_for_selector("input[type=email]")
        assert await keys_shown(stranger.page) == set()
        amira = await stage.person(TENANT, locale="nb", phone=True)
        for path, there in (("/", ".hero"), ("/tickets", ".ticket"), ("/more", ".more-places"), ("/lease", ".facts")):
            await amira.go(path)
            await amira.page.wait_for_selector(there)
            for locale in ("nb", "en", "ar"):
                await amira.page.select_option(".language select", locale)
                await amira.page.wait_for_selector(f"html[lang={locale}]")
                assert await keys_shown(amira.page) == set(), (path, locale)

    play(scene)


def test_on_paper_there_are_words_and_nothing_to_press(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en", theme="dark")
        page = amira.page
        await amira.go("/balance")
        await page.wait_for_selector(".account-line")
        await page.emulate_media(media="print", color_scheme="dark")
        for seen in ("nav.places", ".bar", ".money-places"):
            assert not await page.locator(seen).is_visible()
        dark = "(at) => getComputedStyle(document.querySelector(at)).color"
        assert await page.evaluate(dark, ".hero .amount") == "rgb(0, 0, 0)"
        # Words that a dark screen shows in white are dark on paper.
        assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert (await page.pdf())[:4] == b"%PDF"

    play(scene)


def test_a_first_page_that_is_slow_keeps_nobody_out(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        page, arrives = amira.page, asyncio.Event()
        await page.wait_for_selector(".hero .amount")

        async def late(route: Route) -> None:
            if "query Home" in (route.request.post_data or ""):
                await arrives.wait()
            await route.continue_()

        await page.route("**/graphql", late)
        await amira.go("/")
        # Somebody is let in while nothing of the page has come, and goes elsewhere meanwhile.
        await page.click("nav.places a[href='/messages']")
        await page.wait_for_selector(".line")
        await page.click("nav.places a[href='/']")
        assert not await page.locator(".hero").count()
        arrives.set()
        await page.wait_for_selector(".hero .amount")

    play(scene)


def test_names_of_another_script_stand_where_lines_begin(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="ar")
        await amira.go("/lease")
        await amira.page.wait_for_selector(".rows-of li bdi:has-text('Amira')")
        # From the end of the picture of somebody to the beginning of their name.
        gap = await amira.page.evaluate("""() => {
          const row = [...document.querySelectorAll('.rows-of li')].find((one) => one.innerText.includes('Amira'));
          const name = document.createRange();
          name.selectNodeContents(row.querySelector('bdi'));
          return row.querySelector('.avatar').getBoundingClientRect().left - name.getBoundingClientRect().right;
        }""")
        assert 0 <= gap < 24

    play(scene)
