"""What people do besides clicking: keys alone, the back button, two tabs."""

from collections.abc import Callable

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import MANAGER, TENANT

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


def test_signing_out_in_one_tab_is_told_in_the_other(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        first = await stage.person("jonas@nordlys.example", locale="en")
        second = await first.context.new_page()
        await second.goto(first.base + "/tickets/new")
        await second.fill("form.report input:not([type=radio])", "The bell is silent")
        await first.page.click(".tools button:has-text('Sign out')")
        await first.page.wait_for_selector("input[type=email]")
        await second.wait_for_selector("text=Your session has ended")
        await second.fill("input[type=email]", "jonas@nordlys.example")
        await second.fill("input[type=password]", PASSWORD)
        await second.press("input[type=password]", "Enter")
        await second.wait_for_selector("form.report")
        # Who signs out leaves nothing for whoever sits here next, but the language.
        assert await second.input_value("form.report input:not([type=radio])") == ""
        assert await second.evaluate("localStorage.getItem('locale')") == "en"

    play(scene)
