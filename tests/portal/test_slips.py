"""Slips of the hand: a tap too many, a press too early, an amount with two meanings. Nothing comes of them unseen."""

from collections.abc import Callable
from uuid import uuid4

import httpx
from playwright.async_api import Page, Route

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER
from tests.portal.test_together import say
from tests.support.client import Client
from tests.support.server import House

Play = Callable[..., None]
JONAS = "jonas@nordlys.example"
MINE = "{ leases(first: 1, filter: { isMine: true }) { nodes { id balance { due { amount currency } } } } }"
TENANTS = "query($search: String) { tenants(filter: { search: $search }, first: 1) { totalCount } }"
THOUSANDS, DECIMALS = "without a sign between the thousands", "decimals."


async def far_home(admin: Client) -> str:
    """Enter a home where rents are in yen; returns its id."""
    address = {"line1": "1-2-3 Jingumae", "postalCode": "150-0001", "city": "Tokyo", "countryCode": "JP"}
    where = {"timeZone": "Asia/Tokyo", "currency": "JPY", "jurisdiction": "JP"}
    made = await admin.do("createProperty", "property { id }", name="Jingumae", address=address, **where)
    home = {"propertyId": made["property"]["id"], "label": "J 301", "kind": "FLAT"}
    return str((await admin.do("createUnit", "unit { id }", **home))["unit"]["id"])


async def two_at_once(route: Route) -> None:
    """Read two homes where the page asks for sixty: most of them have to be searched."""
    body = route.request.post_data or ""
    is_it = '"operationName":"StaffUnits"' in body
    await route.continue_(post_data=body.replace("first: 60", "first: 2") if is_it else None)


async def refuse(route: Route) -> None:
    """Say no to every message."""
    if '"operationName":"SendMessage"' not in (route.request.post_data or ""):
        return await route.fallback()
    error = {"__typename": "UserError", "code": "FORBIDDEN", "userMessage": "Nobody writes here now.", "path": []}
    payload = {"__typename": "SendMessagePayload", "message": None, "errors": [error]}
    return await route.fulfill(json={"data": {"sendMessage": payload}})


async def drag_out(page: Page, field: str) -> None:
    """Select what stands in a field of a sheet, and let go of the button beside the sheet."""
    box = await page.locator(field).bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(5, box["y"] + 10, steps=4)
    await page.mouse.up()


async def wrong(page: Page, field: str, typed: str, words: str) -> None:
    """Type what is no amount: it is said beside the field, and nothing can be sent."""
    await page.fill(field, typed)
    await page.wait_for_selector(f".field.wrong:has({field}[aria-invalid=true]):has-text('{words}')")


def test_a_slip_drafts_changes_and_ends_no_lease(play: Play, own_house: House) -> None:
    name = f"Kari {uuid4().hex[:6]}"

    async def scene(stage: Stage) -> None:
        async with httpx.AsyncClient(base_url=own_house.node().url, timeout=30, trust_env=False) as http:
            admin = await Client(http).sign_in(ADMIN)
            unit = await far_home(admin)
            ingrid = await stage.person(MANAGER, locale="en")
            page = ingrid.page
            await page.route("**/graphql", two_at_once)
            await ingrid.go("/leases/new")
            await page.fill("input[placeholder='Search units']", "H0202")
            option = page.locator("select[name=unitId] option:has-text('B H0202')").first
            await page.select_option("select[name=unitId]", await option.get_attribute("value"))
            for typed in ("14,500", "14.500,50"):
                await wrong(page, "input[name=rent]", typed, THOUSANDS)
            assert await page.is_disabled("form button[type=submit]")
            # Whoever comes from a home drafts for that one, in its money, whatever was begun before.
            await ingrid.go(f"/leases/new?unit={unit}")
            await page.wait_for_selector("label:has-text('Rent (JPY)')")
            assert await page.input_value("select[name=unitId]") == unit
            await page.fill("input[name=rent]", "٨٠ ٠٠٠")
            await page.fill("input[name=lastDay]", "2032-12-31")
            await page.fill("input[name=startOn]", "2031-01-01")
            await page.fill("fieldset input[type=search]", name)
            await page.press("fieldset input[type=search]", "Enter")
            await page.dblclick("button:has-text('as a new tenant')")
            await page.wait_for_selector(f".chosen .strong:has-text('{name}')")
            await page.click("form button[type=submit]")
            await page.wait_for_selector(".chip:has-text('Draft')")
            assert (await admin.ask(TENANTS, search=name))["tenants"]["totalCount"] == 1
            await page.wait_for_selector("text=80,000")
            await change(page)
            await end(page)

    play(scene, base=own_house.node().url)


async def change(page: Page) -> None:
    """Change the draft: neither a selection that ends outside the sheet nor Enter in its search closes it."""
    await page.click("button:has-text('Change the draft')")
    await page.fill("dialog[open] input[name=rent]", "81000")
    await drag_out(page, "dialog[open] input[name=rent]")
    await page.click("dialog[open] button:has-text('Add somebody')")
    await page.fill("dialog[open] input[type=search]", "Jonas")
    await page.press("dialog[open] input[type=search]", "Enter")
    await page.locator("dialog[open] .choices-list button", has_text="Jonas Nygaard").click()
    await page.locator("dialog[open] .chosen", has_text="Jonas Nygaard").wait_for()
    assert await page.input_value("dialog[open] input[name=rent]") == "81000"
    # Pressed and let go outside, it closes.
    await page.mouse.click(5, 5)
    await page.locator("dialog[open]").wait_for(state="detached")


async def end(page: Page) -> None:
    """Cancel the lease: not before one is sure, and the focus is where it was for whoever is not."""
    cancel = ".moves button:has-text('Cancel')"
    await page.click(cancel)
    await page.wait_for_selector("dialog[open]:has-text('It cannot be taken back')")
    await page.click("dialog[open] button:has-text('Back')")
    await page.wait_for_selector(f"{cancel}:focus")
    assert await page.locator(".chip:has-text('Draft')").count()
    await page.click(cancel)
    await page.click("dialog[open] .button.main")
    await page.wait_for_selector(".chip:has-text('Cancelled')")


def test_what_a_tenant_pays_is_what_was_meant(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        async with httpx.AsyncClient(base_url=own_house.node().url, timeout=30, trust_env=False) as http:
            admin, tenant = await Client(http).sign_in(ADMIN), await Client(http).sign_in(JONAS)
            jonas = await stage.person(JONAS, phone=True, locale="en")
            page = jonas.page
            await jonas.go("/pay")
            await page.locator(".way:has-text('Another amount') input").check()
            await wrong(page, "#other-amount", "10.555", THOUSANDS)
            await wrong(page, "#other-amount", "1500.555", DECIMALS)
            await page.fill("#other-amount", "1500,50")
            await page.wait_for_selector("#other-amount:not([aria-invalid])")
            # What was due is paid on another screen while this one stands at it.
            (lease,) = (await tenant.ask(MINE))["leases"]["nodes"]
            await page.locator(".way:has-text('What is due') input").check()
            paid = {"method": "CASH", "receivedOn": "2026-01-05", "amount": lease["balance"]["due"]}
            await admin.do("recordPayment", "payment { id }", leaseId=lease["id"], idempotencyKey=str(uuid4()), **paid)
            await page.locator(".way:has-text('What is due')").wait_for(state="detached")
            assert await page.locator(".way input[name=how-much]:checked").count() == 1
            await report(page, jonas.base)
            await give_up(jonas)
            # Back from the provider without a card.
            await jonas.go("/autopay?redirect_status=failed")
            await page.wait_for_selector(".note.bad:has-text('It was not saved')")

    play(scene, base=own_house.node().url)


async def report(page: Page, base: str) -> None:
    """Send a report that was begun about a home that one has left since: it is about the only one there is now."""
    await page.goto(f"{base}/tickets/new")
    await page.fill("input[maxlength='200']", "The tap drips")
    await page.evaluate(
        """() => {
             const key = Object.keys(localStorage).find((one) => one.endsWith(":report"));
             localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), unitId: "left" }));
           }"""
    )
    await page.reload()
    await page.click("button[type=submit]")
    await page.wait_for_selector(".course li")


async def give_up(somebody: Somebody) -> None:
    """Write what is refused: why is said, also after a reload, and it can be taken away."""
    page, words = somebody.page, f"Hello {uuid4().hex[:6]}"
    await somebody.go("/messages")
    await page.locator(".line").first.click()
    await page.wait_for_selector(".bubble")
    await page.route("**/graphql", refuse)
    await say(somebody, words)
    waiting = page.locator(f".bubble.waiting:has-text('{words}')")
    await waiting.locator("text=Nobody writes here now.").wait_for()
    await page.reload()
    await waiting.locator("button:has-text('Remove')").click()
    await waiting.wait_for(state="detached")
    await page.reload()
    await page.wait_for_selector(".bubble")
    assert await waiting.count() == 0
