"""Stripe's component in the portal, where Stripe itself is paid through.

Stripe's script stands outside: what is served here in its place notes how it is called, and leads the payer on to the
simulator's page where the real one would confirm by itself.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Page, Route

from app.entrypoints.demo import provider_accounts
from tests.portal.conftest import Somebody, Stage
from tests.portal.test_money import ARRIVES_MS, JONAS, SECRET, other_amount
from tests.support.server import House, run_apart
from tests.support.services import execute
from tests.support.simulator import running

Play = Callable[..., None]
SCRIPT = "https://js.stripe.com/v3/"
STAND_IN = """
window.noted = [];
window.Stripe = (...given) => {
  noted.push(["Stripe", ...given]);
  let secret, heard = {}, declined = false;
  const confirm = (name) => async ({ elements, confirmParams }) => {
    noted.push([name, elements === made, confirmParams]);
    if (!declined) {
      declined = true;
      return { error: { type: "card_error", message: "Your card was declined." } };
    }
    location.assign(`SIMULATOR/pay/${secret}?return_url=${encodeURIComponent(confirmParams.return_url)}`);
    return new Promise(() => {});
  };
  const part = {
    on: (event, hear) => (heard[event] = hear),
    mount: (place) => {
      place.textContent = "The card is entered here.";
      noted.push(["mount"]);
      setTimeout(() => heard.ready(), 0);
    },
    destroy: () => noted.push(["destroy"]),
  };
  const made = { create: (name) => (noted.push(["create", name]), part) };
  const elements = (how) => ((secret = how.clientSecret), noted.push(["elements", how]), made);
  const handleNextAction = async (given) => {
    noted.push(["handleNextAction", given]);
    return { error: { type: "card_error", message: "Your bank says no." } };
  };
  const status = sessionStorage.getItem("stands") ?? "requires_payment_method";
  const retrievePaymentIntent = async () => ({ paymentIntent: { status } });
  const rest = { retrievePaymentIntent, handleNextAction };
  return { elements, confirmPayment: confirm("confirmPayment"), confirmSetup: confirm("confirmSetup"), ...rest };
};
"""


@pytest.fixture
def gate(own_house: House) -> Iterator[tuple[str, str]]:
    """A house that speaks to Stripe through a gate, behind which is the simulator; yields the addresses of both."""
    accounts = [part for account in provider_accounts() for part in ("--account", account)]
    run_apart(execute(own_house.database.superuser_url, "UPDATE app.provider_account SET provider = 'STRIPE'"))
    with running(*accounts) as simulator:
        [node] = own_house.start(
            STRIPE_API_KEY="sk_test_simulated",
            STRIPE_PUBLISHABLE_KEY="pk_test_simulated",
            STRIPE_WEBHOOK_SECRETS=SECRET,
            STRIPE_API=simulator.address,
        )
        simulator.control("webhooks/endpoint", url=f"{node.url}/webhooks/stripe", secret=SECRET)
        yield node.url, simulator.address


async def stand_in(page: Page, simulator: str) -> list[str]:
    """Serve what stands in for Stripe's script, but not the first time; returns from where it was asked for."""
    asked: list[str] = []

    async def serve(route: Route) -> None:
        asked.append(page.url)
        if len(asked) == 1:
            return await route.abort()
        await route.fulfill(content_type="text/javascript", body=STAND_IN.replace("SIMULATOR", simulator))

    await page.route("https://js.stripe.com/**", serve)
    return asked


async def noted(page: Page) -> dict[str, Any]:
    """How the script was called, the last time of each."""
    return {name: given for name, *given in await page.evaluate("window.noted")}


async def confirm(page: Page) -> None:
    """Enter the card: declined at first, said in Stripe's words and with nothing lost; then on to the end."""
    await page.wait_for_selector("text=The card is entered here.")
    await page.click("form button[type=submit]")
    await page.wait_for_selector(".remark:has-text('Your card was declined.')")
    await page.click("form button[type=submit]")
    await page.wait_for_selector("#number")
    await page.click("main button")


async def asked_by_the_bank(page: Page) -> None:
    """What only the bank asks about, as with a saved card, is not entered again: its question is shown."""
    await page.evaluate("sessionStorage.setItem('stands', 'requires_action')")
    await page.reload()
    await page.click("form button[type=submit]:enabled")
    await page.wait_for_selector(".remark:has-text('Your bank says no.')")
    found = await noted(page)
    assert found["handleNextAction"][0]["clientSecret"].startswith("pi_") and "create" not in found
    await page.evaluate("sessionStorage.clear()")
    await page.reload()


async def pays(jonas: Somebody, asked: list[str]) -> None:
    """Pay 10 in the component."""
    page = jonas.page
    await jonas.go("/pay")
    await other_amount(page, "10")
    assert not asked
    await page.click("button[type=submit]:has-text('Pay')")
    # The script does not come; nothing is lost by that.
    await page.wait_for_selector("text=Try again")
    assert all("/pay/" in one for one in asked)
    await page.click("text=Try again")
    await page.wait_for_selector("text=The card is entered here.")
    found = await noted(page)
    key, options = found["Stripe"]
    accounts = [account.partition(":")[0] for account in provider_accounts()]
    assert key == "pk_test_simulated" and options["stripeAccount"] in accounts and options["locale"] == "en"
    assert found["elements"][0]["clientSecret"].startswith("pi_") and found["create"] == ["payment"]
    await asked_by_the_bank(page)
    await confirm(page)
    await page.wait_for_selector("h1:has-text('Paid. Thank you.')", timeout=ARRIVES_MS)
    assert "secret" not in page.url


async def saves(jonas: Somebody) -> None:
    """Save a card in the component."""
    page = jonas.page
    await page.click("a:has-text('Home')")
    await jonas.go("/autopay")
    await page.click("button:has-text('Save: ')")
    await page.wait_for_selector("text=The card is entered here.")
    assert (await noted(page))["elements"][0]["clientSecret"].startswith("seti_")
    # Loaded anew, it goes on with what was begun.
    await page.reload()
    await confirm(page)
    await page.wait_for_selector(".rows-of li:has-text('4242')", timeout=ARRIVES_MS)
    assert "secret" not in page.url and "/autopay" in page.url


def test_a_card_is_paid_with_and_saved_in_stripes_component(play: Play, gate: tuple[str, str]) -> None:
    base, simulator = gate

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        asked = await stand_in(jonas.page, simulator)
        await pays(jonas, asked)
        await saves(jonas)
        assert all("/pay/" in one for one in asked)

    play(scene, base=base, forgiven=("ERR_FAILED",), seconds=180)
