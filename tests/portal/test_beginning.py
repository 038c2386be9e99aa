"""The first day of an organization: an empty house, a list of what comes next, and each step taken on the screen."""

import asyncio
import uuid
from collections.abc import Callable

from argon2 import PasswordHasher

from app.auth.backend import close_database, open_database
from app.entrypoints.demo import PASSWORD
from app.resolvers.organizations import NewAccount, NewOrganization, found
from tests.portal.conftest import Somebody, Stage
from tests.portal.test_office import noted
from tests.support.server import House

Play = Callable[..., None]


def begin(house: House, email: str) -> None:
    """Make an organization with nothing in it but the one who runs it."""

    async def make() -> None:
        await open_database(house.database.app_url, 1)
        new = NewOrganization("Vestby Utleie", "NOK", "Europe/Oslo", ("nb",), requires_second_factor=False)
        hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        await found(new, NewAccount(email, "Kari Vestby", hashed, "en", "Europe/Oslo"))
        await close_database()

    asyncio.run(make())


async def choose(somebody: Somebody, name: str, label: str) -> None:
    await somebody.page.select_option(f"dialog[open] select[name={name}]", label=label)


def test_an_empty_organization_is_led_through_its_first_steps(play: Play, own_house: House) -> None:
    email = f"{uuid.uuid4().hex[:8]}@vestby.example"
    begin(own_house, email)

    async def scene(stage: Stage) -> None:
        kari = await stage.person(email, locale="en")
        page = kari.page
        await page.wait_for_selector(".beginning progress[value='0']")
        await page.click(".beginning .button.main:has-text('Enter a property')")
        # A reload in the middle of the form loses nothing.
        await page.fill("dialog[open] input[name=name]", "Strandgata 5")
        await page.fill("dialog[open] input[name=line1]", "Strandgata 5")
        await page.reload()
        assert await page.input_value("dialog[open] input[name=name]") == "Strandgata 5"
        await page.fill("dialog[open] input[name=postalCode]", "1540")
        await page.fill("dialog[open] input[name=city]", "Vestby")
        await choose(kari, "countryCode", "Norway")
        await page.select_option("dialog[open] select[name=timeZone]", "Europe/Oslo")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("h1:has-text('Strandgata 5')")
        await unit(kari, "H0101", building="A")
        await unit(kari, "H0102")
        await page.click(".list-table a:has-text('H0102')")
        await page.click("button:has-text('Change')")
        await page.fill("dialog[open] input[name=area]", "48,5")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector(".facts:has-text('48.5')")
        await page.click("a:has-text('Draft a lease')")
        await page.fill("input[type=search]", "Per Lie")
        await page.click("button:has-text('Per Lie'):has-text('as a new tenant')")
        await page.fill("input[name=lastDay]", "2031-12-31")
        await page.fill("input[name=rent]", "9 500")
        await page.click("form.column button[type=submit]")
        await page.wait_for_selector(".chip:has-text('Draft')")
        await change_draft(kari)
        await page.click("nav.places a[href='/']")
        await page.wait_for_selector(".beginning progress[value='4']")

    play(scene, base=own_house.node().url)


async def unit(kari: Somebody, label: str, building: str = "") -> None:
    page = kari.page
    await page.click("button:has-text('New unit')")
    await page.fill("dialog[open] input[name=label]", label)
    if building:
        await choose(kari, "buildingId", "A new house")
        await page.fill("dialog[open] input[name=newBuilding]", building)
    await page.fill("dialog[open] input[name=area]", "52,5")
    await page.click("dialog[open] button[type=submit]")
    await noted(kari, "is entered")
    await page.wait_for_selector(f".list-table a:has-text('{label}')")
    if building:
        # The house is there for the next one.
        await page.click("button:has-text('New unit')")
        await page.wait_for_selector(
            f"dialog[open] select[name=buildingId] option:has-text('{building}')", state="attached"
        )
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog[open]", state="detached")


async def change_draft(kari: Somebody) -> None:
    page = kari.page
    await page.click("button:has-text('Change the draft')")
    await page.select_option("dialog[open] select[aria-label='Add a unit']", index=1)
    await page.click("dialog[open] button:has-text('Add somebody')")
    await page.fill("dialog[open] input[type=search]", "Lise Lie")
    await page.click("dialog[open] button:has-text('Lise Lie'):has-text('as a new tenant')")
    await page.fill("dialog[open] input[name=rent]", "11 250,50")
    await page.click("dialog[open] button[type=submit]")
    await noted(kari, "Saved")
    await page.wait_for_selector(".rows-of li:has-text('Lise Lie'):has-text('Tenant together')")
    await page.wait_for_selector(".facts:has-text('11,250.50')")
