"""Money in the portal: a tenant pays through the simulator's page, and everybody sees the balance fall. Once."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD, provider_accounts
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER
from tests.support.server import House
from tests.support.simulator import Simulator, running

Play = Callable[..., None]
JONAS = "jonas@nordlys.example"
DECLINED = "4000 0000 0000 0002"
SECRET = f"whsec_{secrets.token_hex(16)}"
ARRIVES_MS = 30_000
"""The simulator tells within a second; machines that run tests are busy."""


@contextmanager
def open_till(house: House) -> Iterator[tuple[str, Simulator]]:
    """Let people pay in a house, with the simulator beside it; yields its address."""
    accounts = [part for account in provider_accounts() for part in ("--account", account)]
    with running(*accounts) as simulator:
        [node] = house.start(
            STRIPE_API_KEY="sk_test_simulated",
            STRIPE_PUBLISHABLE_KEY="pk_test_simulated",
            STRIPE_WEBHOOK_SECRETS=SECRET,
            STRIPE_SIMULATOR=simulator.address,
        )
        simulator.control("webhooks/endpoint", url=f"{node.url}/webhooks/stripe", secret=SECRET)
        yield node.url, simulator


@pytest.fixture
def till(own_house: House) -> Iterator[tuple[str, Simulator]]:
    """A house of one test, that people can pay."""
    with open_till(own_house) as opened:
        yield opened


async def other_amount(page: Page, amount: str) -> None:
    """Choose to pay another amount, and wait for the ways to pay it."""
    await page.locator(".way:has-text('Another amount') input").check()
    await page.fill("#other-amount", amount)
    await page.wait_for_selector("button[type=submit]:has-text('Pay')")


async def to_the_provider(page: Page) -> None:
    """Pay, and wait until the simulator's page is there."""
    await page.click("button[type=submit]:has-text('Pay')")
    await page.wait_for_selector("#number")


async def owed(somebody: Somebody) -> str:
    """What the home page says is to be paid."""
    await somebody.go("/")
    return (await somebody.page.locator(".hero .amount").inner_text()).strip()


async def payments_of(somebody: Somebody) -> list[str]:
    """The states of the payments that were made online, the newest first."""
    query = "{ payments(first: 20, orderBy: { createdAt: DESC }) { nodes { status } } }"
    found = await somebody.page.evaluate(
        """async (query) => (await (await fetch("/graphql", { method: "POST", credentials: "same-origin",
           headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) })).json()).data""",
        query,
    )
    return [one["status"] for one in found["payments"]["nodes"]]


async def lose_one(page: Page, operation: str) -> None:
    """Let the server do something once, and its answer be lost on the way."""
    lost: list[bool] = []

    async def drop(route: Route) -> None:
        if lost or operation not in (route.request.post_data or ""):
            return await route.continue_()
        await route.fetch()
        lost.append(True)
        await route.abort()

    await page.route("**/graphql", drop)


async def put_off(page: Page, operation: str) -> None:
    """Ask for something once more, and be told to wait: nobody has looked whether it was done before."""
    body = '{"data": null, "errors": [{"message": "Wait.", "extensions": {"code": "RATE_LIMITED"}}]}'

    async def answer(route: Route) -> None:
        if operation not in (route.request.post_data or ""):
            return await route.fallback()
        await route.fulfill(body=body, content_type="application/json")

    await page.route("**/graphql", answer)
    async with page.expect_response(lambda got: operation in (got.request.post_data or "")):
        await page.click("button[type=submit]:has-text('Pay')")
    await page.unroute("**/graphql", answer)
    await page.wait_for_selector("button[type=submit]:enabled")


def test_a_payment_lowers_the_balance_on_both_screens(play: Play, till: tuple[str, Simulator]) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page = jonas.page
        before, made = await owed(jonas), len(await payments_of(jonas))
        await page.click(".hero a:has-text('Pay now')")
        lease = page.url.partition("lease=")[2]
        ingrid = await stage.person(MANAGER, locale="en")
        await ingrid.go(f"/leases/{lease}")
        assert (await ingrid.page.locator(".hero .amount").inner_text()).strip() == before
        await page.wait_for_selector(".remark:has-text('no real money moves')")
        # Twice in the same moment: one payment.
        await page.locator("button[type=submit]:has-text('Pay')").dblclick()
        await page.wait_for_selector("#number")
        await page.go_back()
        # Whoever comes back finds the payment, and no form to send again.
        await page.wait_for_selector("text=you have not confirmed it yet")
        assert not await page.locator("form .way").count()
        await page.click("button:has-text('Go on')")
        await page.wait_for_selector("#number")
        await page.click("main button")
        await page.wait_for_selector("h1:has-text('Paid. Thank you.')", timeout=ARRIVES_MS)
        assert "secret" not in page.url
        await ingrid.page.wait_for_selector(f".hero .amount:not(:has-text('{before}'))", timeout=ARRIVES_MS)
        assert len(await payments_of(jonas)) == made + 1
        assert await owed(jonas) != before
        # The balance says why: the newest line is the payment, with what is left after it.
        await jonas.go("/balance")
        await page.click("button:has-text('All movements')")
        line = page.locator(".account-line", has_text=before).first
        await line.locator("summary").press("Enter")
        await line.locator("a[href*='/pay/']").click()
        await page.wait_for_selector("h1:has-text('Paid. Thank you.')")

    play(scene, base=base)


def test_a_declined_card_takes_nothing_and_is_tried_again(play: Play, till: tuple[str, Simulator]) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page = jonas.page
        made = len(await payments_of(jonas))
        await jonas.go("/pay")
        await other_amount(page, "1 250,50")
        assert "1,250.50" in await page.locator("button[type=submit]").inner_text()
        await to_the_provider(page)
        await page.fill("#number", DECLINED)
        await page.click("main button")
        await page.wait_for_selector("[role=alert]")
        await page.click("a:has-text('Back to where')")
        # The server words it, in the language of the account.
        await page.wait_for_selector("text=Kortet ble avvist", timeout=ARRIVES_MS)
        await page.click("button:has-text('Try again')")
        await page.wait_for_selector("#number")
        await page.click("main button")
        await page.wait_for_selector("h1:has-text('Paid. Thank you.')", timeout=ARRIVES_MS)
        assert len(await payments_of(jonas)) == made + 1

    # The simulator answers 402 to a card that is declined, which browsers note on the console.
    play(scene, base=base, forgiven=("402",))


def test_a_lost_answer_and_another_tab_are_one_payment(play: Play, till: tuple[str, Simulator]) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, made = jonas.page, len(await payments_of(jonas))
        other = await jonas.context.new_page()
        await other.goto(f"{jonas.base}/pay")
        # In the first tab nobody is told what happens: it must know by its key alone.
        await page.route_web_socket("**/graphql", lambda socket: None)
        await jonas.go("/pay")
        await other_amount(page, "10")
        await lose_one(page, "StartPayment")
        await page.click("button[type=submit]:has-text('Pay')")
        await page.wait_for_selector(".remark:has-text('does not answer')")
        await other.wait_for_selector("button:has-text('Go on')")
        await put_off(page, "StartPayment")
        await to_the_provider(page)
        assert len(await payments_of(Somebody(jonas.context, other, jonas.base))) == made + 1
        await other.click("button:has-text('Stop it')")
        await other.wait_for_selector(".way")
        assert (await payments_of(Somebody(jonas.context, other, jonas.base)))[0] == "CANCELLED"

    play(scene, base=base, forgiven=("ERR_FAILED",))


def test_the_office_pays_a_part_back_and_both_read_it(play: Play, till: tuple[str, Simulator]) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        await jonas.go("/pay")
        await other_amount(jonas.page, "10")
        await to_the_provider(jonas.page)
        await jonas.page.click("main button")
        await jonas.page.wait_for_selector("h1:has-text('Paid. Thank you.')", timeout=ARRIVES_MS)
        solveig = await stage.person(ADMIN, locale="en")
        page = solveig.page
        await solveig.go("/payments")
        await page.locator("label:has-text('State') select").select_option("received")
        await page.locator("label:has-text('Method') select").select_option("CARD")
        await page.locator("tr", has_text="Jonas").first.locator("a").click()
        await page.click("button:has-text('Pay back')")
        sheet = page.locator("dialog[open]", has_text="goes back to where it came from")
        # More than there is: refused, and what was typed stays.
        await sheet.locator("input[name=amount]").fill("11")
        await sheet.locator("textarea").fill("Paid too much")
        await sheet.locator("button[type=submit]").click()
        await sheet.locator(".field.wrong").wait_for()
        await sheet.locator("input[name=amount]").fill("4")
        await sheet.locator("button[type=submit]").click()
        await page.wait_for_selector(
            "dialog[open]:has-text('Is it you?') input:focus, .rows-of:has-text('Paid too much')"
        )
        if await page.locator("dialog[open]:has-text('Is it you?')").count():
            await page.fill("dialog[open] input[name=password]", PASSWORD)
            await page.click("dialog[open]:has-text('Is it you?') button[type=submit]")
        await page.wait_for_selector(".chip:has-text('Partly paid back')", timeout=ARRIVES_MS)
        await page.wait_for_selector("li:has-text('Paid back'):has-text('4.00'):has-text('Paid too much')")
        await jonas.page.wait_for_selector(".chip:has-text('Partly paid back')", timeout=ARRIVES_MS)

    play(scene, base=base)


async def pays_later(jonas: Somebody) -> None:
    """Choose what is settled first, pay it from the saved card on a day to come, and stop that before the day."""
    page = jonas.page
    await jonas.go("/pay")
    await page.locator(".way:has-text('What I choose') input").check()
    line = page.locator(".choose-charges label").first
    open_amount = (await line.locator(".figures").inner_text()).strip()
    await line.locator("input").check()
    await page.locator(".way:has-text('On a day to come') input[type=radio]").check()
    await page.wait_for_selector(".way-day")
    assert not await page.locator(".way:not(:has-text('4242')) input[name=way]").count()
    button = page.locator("button[type=submit]", has_text=" on ")
    assert open_amount in await button.inner_text()
    await button.click()
    await page.wait_for_selector("text=Until then you can stop it")
    assert (await payments_of(jonas))[0] == "CREATED"
    await jonas.go("/pay")
    await page.click("button:has-text('Stop it')")
    await page.wait_for_selector("button:has-text('Stop it')", state="detached")
    assert (await payments_of(jonas))[0] == "CANCELLED"


def test_autopay_is_turned_on_skipped_once_and_ended_and_a_payment_waits_for_its_day(
    play: Play, till: tuple[str, Simulator]
) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page = jonas.page
        await jonas.go("/autopay")
        await page.wait_for_selector("h2:has-text('Autopay is off')")
        await page.click("button:has-text('Save: ')")
        await page.wait_for_selector("#number")
        await page.click("main button")
        await page.wait_for_selector(".rows-of li:has-text('4242')", timeout=ARRIVES_MS)
        assert "secret" not in page.url
        await page.click("button:has-text('Turn autopay on')")
        await page.fill("dialog[open] input[name=cap]", "20 000")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("h2:has-text('Autopay is on')")
        await page.wait_for_selector("text=20,000.00")
        await page.click("button:has-text('Leave out the next time')")
        await page.wait_for_selector(".remark:has-text('The next time is left out')")
        await page.click("button:has-text('Pause')")
        await page.wait_for_selector("h2:has-text('Autopay is paused')")
        await page.click("button:has-text('End autopay')")
        await page.click("dialog[open] .main")
        await page.wait_for_selector("h2:has-text('Autopay is off')")
        await pays_later(jonas)

    play(scene, base=base)
