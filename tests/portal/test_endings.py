"""Where something ends while somebody is at it: a list, a session, a lease, the patience of the server."""

from collections.abc import Callable

from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Stage
from tests.portal.pages import ADMIN, MANAGER
from tests.portal.test_accounts import end_others, enter
from tests.support.server import House

Play = Callable[..., None]


def test_a_sheet_keeps_what_was_typed_when_the_session_ends(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(ADMIN, locale="en"), await stage.person(ADMIN, locale="en")
        page, reason = here.page, "The lift stood still for a week"
        await here.go("/leases")
        await page.locator(".list-table tr:has(.tone-done) a").first.click()
        amount, words = "dialog[open] input[name=amount]", "dialog[open] textarea[name=reason]"
        await page.click("button:has-text('Give a credit')")
        await page.fill(amount, "1 200,50")
        await page.fill(words, reason)
        await end_others(there)
        await enter_again(page)
        await page.click("button:has-text('Give a credit')")
        assert await page.input_value(words) == reason
        assert await page.input_value(amount) == "1 200,50"
        # Whoever closes the sheet has done with it.
        await page.keyboard.press("Escape")
        await page.locator("dialog[open]").wait_for(state="detached")
        await page.click("button:has-text('Give a credit')")
        assert await page.input_value(words) == ""

    play(scene, base=own_house.node().url)


async def enter_again(page: Page) -> None:
    await page.wait_for_selector("text=Your session has ended")
    await enter(page, ADMIN, PASSWORD)
    await page.wait_for_selector("nav.places")


def test_what_is_too_much_for_now_is_asked_again_and_nobody_sees_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(MANAGER, locale="en")
        page, refused = somebody.page, list[str]()

        async def patience(route: Route) -> None:
            if len(refused) < 2 and "query Roll" in (route.request.post_data or ""):
                refused.append("Roll")
                body = '{"errors": [{"message": "Wait.", "extensions": {"code": "RATE_LIMITED", "retryAfterMs": 200}}]}'
                kind = "application/graphql-response+json"
                return await route.fulfill(status=429, headers={"Retry-After": "1"}, body=body, content_type=kind)
            await route.continue_()

        await page.route("**/graphql", patience)
        await somebody.go("/rent-roll")
        await page.wait_for_selector(".list-table tbody tr")
        assert len(refused) == 2

    play(scene, forgiven=("429",))
