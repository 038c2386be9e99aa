"""Pictures and papers: chosen, kept, sent with progress, and looked at by others at once."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from PIL import Image

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER, TENANT
from tests.support.server import House

Play = Callable[..., None]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def photo(colour: str, name: str) -> Any:
    """A picture as a phone hands it over."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def choose(somebody: Somebody, inside: str, *files: Any) -> None:
    await somebody.page.set_input_files(f"{inside} input[type=file]", list(files))


def test_a_repair_is_reported_with_photos_that_outlive_a_reload(play: Play, house: House) -> None:
    title = f"The tap drips {uuid.uuid4().hex[:6]}"

    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        ingrid = await stage.person(MANAGER, locale="en")
        page = amira.page
        await amira.go("/tickets/new")
        await choose(amira, ".report", photo("teal", "tap.jpg"), photo("orange", "floor.jpg"))
        await page.fill(".report input:not([type])", title)
        await page.click("label:has-text('Water')")
        await page.select_option(".report select", index=1)
        await page.wait_for_selector(".report .thumb:nth-child(2)")
        await page.reload()
        await page.wait_for_selector(".report .thumb:nth-child(2)")
        await page.click("button:has-text('Remove floor.jpg')")
        await page.click(".report button[type=submit]")
        await page.wait_for_selector(f"h1:has-text('{title}')")
        # The manager has the ticket open, and sees what is added without asking.
        await ingrid.go(page.url.removeprefix(amira.base))
        await ingrid.page.wait_for_selector(".card .gallery button img")
        await choose(
            amira, ".say", photo("red", "later.jpg"), {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await page.click(".say button[type=submit]")
        await ingrid.page.wait_for_selector(".said .gallery button img")
        await ingrid.page.wait_for_selector(".said .paper:has-text('bill.pdf')")
        await page.wait_for_selector(".said .paper:has-text('bill.pdf')")
        assert await page.locator(".thumb.waiting").count() == 0
        await ingrid.page.click(".said .gallery button:has(img)")
        await ingrid.page.wait_for_selector(".viewer[open] img:not(.coarse)")
        await ingrid.page.keyboard.press("Escape")
        await ingrid.page.wait_for_selector(".viewer[open]", state="detached")
        async with ingrid.page.expect_download() as saved:
            await ingrid.page.click(".said .paper")
        assert (await saved.value).suggested_filename == "bill.pdf"

    play(scene)


def test_a_picture_goes_with_a_message(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, phone=True, locale="en")
        ingrid = await stage.person(MANAGER, locale="en")
        for one, other in ((amira, "Ingrid Moen"), (ingrid, "Amira Haddad")):
            await one.go("/messages")
            await one.page.click(f".line:has-text('{other}')")
            await one.page.wait_for_selector(".bubble")
        words = f"Look {uuid.uuid4()}"
        await choose(amira, ".compose", photo("purple", "look.jpg"))
        await amira.page.fill("#message", words)
        await amira.page.click(".compose button[type=submit]")
        for one in (ingrid, amira):
            await one.page.wait_for_selector(f".bubble:has-text('{words}') button img")

    play(scene)


def test_what_is_no_picture_is_said_and_can_be_taken_away(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="en")
        await amira.go("/tickets")
        await amira.page.locator(".ticket h3 a").first.click()
        await choose(amira, ".say", {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"})
        await amira.page.fill("#comment", "It does not open")
        await amira.page.click(".say button[type=submit]")
        await amira.page.wait_for_selector(".thumb.refused [role=alert]")
        await amira.page.click(".thumb.refused button:has-text('Remove')")
        await amira.page.wait_for_selector(".thumb.refused", state="detached")

    play(scene)


def test_the_paper_of_a_lease_is_added_and_read_by_the_tenant(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        amira = await stage.person(TENANT, phone=True, locale="en")
        solveig = await stage.person(ADMIN, locale="en")
        name = f"Lease {uuid.uuid4().hex[:6]}.pdf"
        await ingrid.go("/leases")
        await ingrid.page.locator(".list-table tr:has-text('Amira Haddad'):has-text('In force') a").first.click()
        await ingrid.page.wait_for_selector(".lease-page input[type=file]", state="attached")
        await solveig.go(ingrid.page.url.removeprefix(ingrid.base))
        await solveig.page.wait_for_selector(".lease-page input[type=file]", state="attached")
        await amira.go("/lease/" + ingrid.page.url.rpartition("/")[2])
        await amira.page.wait_for_selector(".lease-page h2:has-text('Papers')")
        await choose(ingrid, ".lease-page", {"name": name, "mimeType": "application/pdf", "buffer": PDF})
        # Whoever has the lease open sees the paper come, without asking for it.
        for one in (ingrid, solveig, amira):
            await one.page.wait_for_selector(f".paper:has-text('{name}')")
        async with amira.page.expect_download() as saved:
            await amira.page.click(f".paper:has-text('{name}')")
        assert (await saved.value).suggested_filename == name

    play(scene)


def test_pages_asked_for_by_number_lead_to_the_one_address(house: House) -> None:
    base = house.node().url
    answer = httpx.get(f"{base}/tickets/abc?from=mail", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{base.replace('127.0.0.1', 'localhost')}/tickets/abc?from=mail"
    assert httpx.get(f"{base}/tickets", headers={"Host": "rent.example"}, follow_redirects=False).status_code == 200
