"""Due dates are days of the property's calendar: who lives by another clock is told which one counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER, TENANT
from tests.portal.test_endings import ask
from tests.support.client import Client
from tests.support.server import House
from tests.support.services import execute

Play = Callable[..., None]
MINE = "{ leases(first: 1, filter: { isMine: true }) { nodes { id property { timeZone } } } }"
ZONE = {"en": "Central European Time", "nb": "sentraleuropeisk tid", "ar": "توقيت وسط أوروبا"}
"""As Europe/Oslo is called by those who read the page."""


FIRST = "{ tickets(first: 1, filter: { statuses: [SCHEDULED] }, orderBy: { number: ASC }) { nodes { id } } }"
VISIT = """
UPDATE app.ticket SET visit_start_at = '2031-01-10T20:30Z', visit_end_at = '2031-01-10T21:30Z'
 WHERE id = (SELECT ticket.id FROM app.ticket JOIN app.member USING (organization_id)
              WHERE display_name = 'Ingrid Moen' AND status = 'SCHEDULED' ORDER BY number LIMIT 1)
"""


async def something_falls_due(base: str) -> None:
    """Let the tenant owe something in five days, whatever is paid by now."""
    async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as http:
        tenant, admin = await Client(http).sign_in(TENANT), await Client(http).sign_in(ADMIN)
        (lease,) = (await tenant.ask(MINE))["leases"]["nodes"]
        assert lease["property"]["timeZone"] == "Europe/Oslo"
        due = (datetime.now(UTC) + timedelta(days=5)).date()
        charge = {"code": "OTHER", "dueOn": str(due), "description": "Keys", "idempotencyKey": str(uuid4())}
        amount = {"amount": "100", "currency": "NOK"}
        await admin.do("createCharge", "charge { id }", leaseId=lease["id"], amount=amount, **charge)


async def live_by(somebody: Somebody, zone: str) -> None:
    """Choose a clock in the settings."""
    await somebody.go("/settings")
    async with somebody.page.expect_response(lambda answer: "/graphql" in answer.url and answer.ok):
        await somebody.page.select_option("#zone", zone)
    await somebody.page.wait_for_load_state("networkidle")


def test_the_clock_of_the_property_is_named_where_it_is_another(play: Play, own_house: House) -> None:
    base = own_house.node().url

    async def scene(stage: Stage) -> None:
        await something_falls_due(base)
        page = (amira := await stage.person(TENANT, phone=True, locale="en")).page
        for zone, is_named in (("Europe/Stockholm", False), ("Asia/Tokyo", True)):
            await live_by(amira, zone)
            await amira.go("/")
            said = await page.locator(".hero .hero-more").first.inner_text()
            assert (ZONE["en"] in said) == is_named, (zone, said)
        await amira.go("/balance")
        await page.locator(".account-line summary").first.click()
        await page.wait_for_selector(f".account-line[open] :text('{ZONE['en']}')")
        for locale in ("nb", "ar"):
            await page.evaluate("(locale) => localStorage.setItem('locale', locale)", locale)
            await amira.go("/")
            await page.wait_for_selector(f"html[lang^={locale}] .hero-more:has-text('{ZONE[locale]}')")

    play(scene, base=base)


def test_the_office_reads_whose_clock_days_of_money_follow(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page = ingrid.page
        await live_by(ingrid, "Asia/Tokyo")
        day = f".figures:has-text('{ZONE['en']}')"
        for path in ("/leases/owing", "/payments"):
            await ingrid.go(path)
            await page.wait_for_selector(f".list-table td{day}")
        await page.locator(".list-table tr:has(.tone-done) th a").first.click()
        await page.wait_for_selector(f".facts dd:has-text('{ZONE['en']}')")
        await page.wait_for_selector(f".rows-of .quiet-line:has-text('{ZONE['en']}')")
        await page.locator(".facts a[href^='/leases/']").click()
        await page.wait_for_selector(f".list-table td{day}")
        # Half past nine in the evening in Oslo is the next morning in Tokyo.
        await execute(own_house.database.superuser_url, VISIT)
        (ticket,) = (await ask(page, FIRST))["tickets"]["nodes"]
        await ingrid.go(f"/tickets/{ticket['id']}")
        visit = await page.locator(".ticket-page .fact:has-text('where you are')").inner_text()
        assert "Jan 10" in visit and "Jan 11" in visit, visit

    play(scene, base=own_house.node().url)
