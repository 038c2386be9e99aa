"""The books of a lease in the portal: what the office enters, the tenant sees at once; papers open where they are."""

from collections.abc import Callable

from playwright.async_api import Page

from tests.portal.conftest import Stage
from tests.portal.pages import MANAGER
from tests.support.server import House

Play = Callable[..., None]
JONAS = "jonas@nordlys.example"


async def owes(tenant: Page, minor: int) -> None:
    """Wait until the tenant's balance stands at so much, without anybody touching the page."""
    await tenant.wait_for_selector(f".hero .amount:has-text('{minor / 100:,.2f}')")


async def record(page: Page) -> None:
    """Record a transfer of 1,250.50, at first for a day that has not come."""
    await page.click("button:has-text('Record a payment')")
    sheet = page.locator("dialog[open]")
    await sheet.locator("input[name=amount]").fill("1 250,50")
    await sheet.locator("input[name=receivedOn]").fill("2091-01-01")
    await sheet.locator("button[type=submit]").click()
    # The server words it, beside the field that it is about.
    await sheet.locator(".field.wrong:has(input[name=receivedOn])").wait_for()
    await sheet.locator("input[name=receivedOn]").fill("2026-01-05")
    await sheet.locator("input[name=reference]").fill("KID 2001")
    # Twice in the same moment: one payment.
    await sheet.locator("button[type=submit]").dblclick()
    await page.wait_for_selector(".note:has-text('The payment is recorded')")


async def charge(page: Page) -> None:
    """Charge 50 for a key."""
    await page.click("button:has-text('Charge something')")
    sheet = page.locator("dialog[open]")
    await sheet.locator("input[name=amount]").fill("50")
    await sheet.locator("input[name=description]").fill("A new key")
    await sheet.locator("button[type=submit]").click()


async def change(page: Page, deed: str) -> None:
    """Do something about what was charged for the key and is open."""
    await page.locator(".list-table tr:has(.tone-high)", has_text="Other").first.locator("button").click()
    sheet = page.locator("dialog[open]")
    await sheet.locator(f"input[value={deed}]").check()
    await sheet.locator("textarea").fill("It was our lock")
    await sheet.locator("button[type=submit]").click()
    await sheet.wait_for(state="detached")


async def credit(page: Page) -> None:
    """Give a credit of 100."""
    await page.click("button:has-text('Give a credit')")
    sheet = page.locator("dialog[open]")
    await sheet.locator("input[name=amount]").fill("100")
    await sheet.locator("textarea").fill("The lift stood still")
    await sheet.locator("button[type=submit]").click()
    await page.wait_for_selector(".note:has-text('The credit is given')")


async def take_back(page: Page) -> None:
    """Take back the credit that was given last."""
    row = page.locator(".list-table tr", has_text="The lift stood still")
    await row.locator("button:has-text('Take back')").click()
    sheet = page.locator("dialog[open]")
    await sheet.locator("textarea").fill("It was the other house")
    await sheet.locator("button[type=submit]").click()
    await page.wait_for_selector(".note:has-text('It is taken back, and owed again')")
    await row.locator("button").wait_for(state="detached")


async def bounce(page: Page) -> None:
    """Find the transfer among all payments, and say that the bank refused it."""
    await page.click("nav a:has-text('Payments')")
    await page.locator("label:has-text('Method') select").select_option("CASH")
    await page.wait_for_selector(".empty, tr:has-text('Cash')")
    await page.locator("label:has-text('Method') select").select_option("BANK_TRANSFER")
    await page.locator("label:has-text('From') input").fill("2026-01-05")
    await page.locator("label:has-text('Last day') input").fill("2026-01-05")
    await page.locator("tr", has_text="KID 2001").locator("a").click()
    await page.wait_for_selector("h1:has-text('1,250.50')")
    await page.click("button:has-text('The bank refused it')")
    sheet = page.locator("dialog[open]")
    await sheet.locator("textarea").fill("No money on the account")
    await sheet.locator("button[type=submit]").click()
    await page.wait_for_selector(".chip:has-text('Refused by the bank')")
    await page.wait_for_selector("button:has-text('by mistake')", state="detached")


async def saved(page: Page, button: str) -> str:
    """Press a button and return the name of what it saves."""
    async with page.expect_download() as saving:
        await page.locator(button).first.click()
    return (await saving.value).suggested_filename


def test_what_the_office_enters_counts_once_and_shows_at_the_tenant_by_itself(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        await jonas.page.click(".hero a:has-text('Pay now')")
        lease = jonas.page.url.partition("lease=")[2]
        await jonas.go("/balance")
        before = int("".join(filter(str.isdigit, await jonas.page.locator(".hero .amount").inner_text())))
        ingrid = await stage.person(MANAGER, locale="en")
        await ingrid.go(f"/leases/{lease}")
        await record(ingrid.page)
        await owes(jonas.page, before - 125_050)
        assert (await saved(ingrid.page, ".paid-line:has-text('1,250.50') button")).endswith(".pdf")
        await charge(ingrid.page)
        await owes(jonas.page, before - 120_050)
        for deed in ("waive", "write-off", "reverse"):
            await change(ingrid.page, deed)
            await owes(jonas.page, before - 125_050)
            if deed != "reverse":
                await charge(ingrid.page)
                await owes(jonas.page, before - 120_050)
        await credit(ingrid.page)
        await owes(jonas.page, before - 135_050)
        await take_back(ingrid.page)
        await owes(jonas.page, before - 125_050)
        assert (await saved(jonas.page, "button:has-text('As CSV')")).endswith(".csv")
        await ingrid.page.click("a.onward")
        await ingrid.page.click("a:has-text('Who owes')")
        await ingrid.page.wait_for_selector("p:has-text(' owe')")
        row = ingrid.page.locator("tr", has_text="Jonas")
        await row.locator("text=days late").wait_for()
        await bounce(ingrid.page)
        await owes(jonas.page, before)

    play(scene, base=own_house.node().url, seconds=180)
