"""What one chooses for oneself follows to other devices; what is chosen for all is seen by all."""

import asyncio
import io
import uuid
from collections.abc import Callable

import httpx
from PIL import Image
from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Stage
from tests.portal.pages import ADMIN, TENANT
from tests.portal.test_every_page import AXE, audited
from tests.support.server import House

Play = Callable[..., None]
YELLOW = "#ffe000"


def asked_with(token: str, base: str) -> str:
    """What a partner is answered."""
    query = {"query": "{ leases(first: 1) { nodes { number } } }"}
    return httpx.post(f"{base}/graphql", json=query, headers={"Authorization": f"Bearer {token}"}).text


async def prove(page: Page) -> None:
    """Answer the question who is there, if it comes before what is waited for: its field has the focus by itself."""
    await page.wait_for_selector("dialog[open]:has-text('Is it you?') input:focus, dialog[open] .secret")
    if await page.locator("dialog[open]:has-text('Is it you?')").count():
        await page.fill("dialog[open]:has-text('Is it you?') input[name=password]", PASSWORD)
        await page.click("dialog[open]:has-text('Is it you?') button[type=submit]")


def test_language_clock_and_appearance_follow_to_another_device(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        phone = await stage.person(TENANT, phone=True, locale="en")
        page = phone.page
        await phone.go("/settings")
        await page.select_option("#zone", "America/New_York")
        await page.click(".choices label:has-text('Dark')")
        await page.click(".choices label:has-text('العربية')")
        await page.wait_for_selector("html[dir=rtl][data-appearance=dark]")
        await page.wait_for_load_state("networkidle")
        desk = await stage.person(TENANT, locale="en", fresh=True)
        await desk.page.wait_for_selector("html[dir=rtl][data-appearance=dark]")
        await desk.go("/settings")
        await desk.page.wait_for_selector("#zone")
        assert await desk.page.input_value("#zone") == "America/New_York"
        await wishes_hold(desk.page)

    play(scene, base=own_house.node().url, forgiven=("ERR_FAILED",))


async def wishes_hold(page: Page) -> None:
    """Two quick wishes do not undo each other, and what is refused does not stay as if it were so."""
    boxes = page.locator(".wishes tbody tr").first.locator("input")
    before, both, asked = [await boxes.nth(at).is_checked() for at in (0, 1)], asyncio.Event(), list[str]()

    async def hold(route: Route) -> None:
        if "ChangeWishes" not in (route.request.post_data or ""):
            return await route.continue_()
        await both.wait()
        answer = await route.fetch()
        asked.append(route.request.post_data or "")
        await route.fulfill(response=answer)

    async def away(route: Route) -> None:
        await (route.abort() if "ChangeWishes" in (route.request.post_data or "") else route.continue_())

    await page.route("**/graphql", hold)
    for at in (0, 1):
        await boxes.nth(at).click()
    both.set()
    # Once the answers of both are in.
    while len(asked) < 2:
        await page.wait_for_timeout(20)
    await page.reload()
    await boxes.first.wait_for()
    wished = [not one for one in before]
    assert [await boxes.nth(at).is_checked() for at in (0, 1)] == wished
    await page.unroute("**/graphql")
    await page.route("**/graphql", away)
    await boxes.first.click()
    await page.wait_for_selector(".note.bad")
    assert [await boxes.nth(at).is_checked() for at in (0, 1)] == wished


def test_a_key_for_a_partner_is_made_shown_once_and_revoked(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        solveig = await stage.person(ADMIN, locale="en")
        page, name = solveig.page, f"Books {uuid.uuid4().hex[:6]}"
        await solveig.go("/settings/tokens")
        await page.click("button:has-text('New key')")
        await page.fill("dialog[open] input[name=name]", name)
        await page.check("dialog[open] label:has-text('Read leases') input")
        await page.click("dialog[open] button[type=submit]")
        await prove(page)
        token = (await page.locator("dialog[open] .secret").inner_text()).strip()
        assert token.startswith("tnt_pat_")
        await page.click("dialog[open] button:has-text('I have kept it')")
        assert token not in await page.content()
        assert "leases" in await asyncio.to_thread(asked_with, token, solveig.base)
        await page.click(f".token:has-text('{name}') button:has-text('Revoke')")
        await page.click("dialog[open] button.main:has-text('Revoke')")
        await page.wait_for_selector(f".token:has-text('{name}') .chip:has-text('Revoked')")
        assert "UNAUTHENTICATED" in await asyncio.to_thread(asked_with, token, solveig.base)

    play(scene, base=own_house.node().url)


def test_name_colour_and_logo_are_seen_by_all_and_can_be_read(play: Play, own_house: House) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (300, 300), "gold").save(logo, "PNG")

    async def scene(stage: Stage) -> None:
        solveig = await stage.person(ADMIN, locale="en")
        page = solveig.page
        await solveig.go("/settings/organization")
        sign = {"name": "sign.png", "mimeType": "image/png", "buffer": logo.getvalue()}
        await page.set_input_files(".logo-card input[type=file]", sign)
        await page.wait_for_selector(".bar .logo img.own")
        await page.fill("input[name=name]", "Fjord Homes")
        await page.fill("input[type=color]", YELLOW)
        await page.wait_for_selector("text=so that everybody can read it")
        await page.click("form button[type=submit]")
        await page.wait_for_selector(".bar .logo:has-text('Fjord Homes')")
        amira = await stage.person(TENANT, phone=True, locale="en")
        await amira.page.wait_for_selector(".hero")
        await amira.page.wait_for_selector("html[data-brand=own] .logo img.own")
        await amira.page.evaluate(AXE.read_text())
        for path in ("/", "/messages", "/tickets"):
            await amira.page.click(f"nav.places a[href='{path}']")
            await amira.page.wait_for_selector("h1")
            for theme in ("light", "dark"):
                await amira.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
                await amira.page.wait_for_timeout(80)
                assert await audited(amira, ["color-contrast"]) == [], (path, theme)

    play(scene, base=own_house.node().url)
