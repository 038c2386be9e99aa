"""The process: what it keeps across its end, how it ends with its parent, and what its page does with entries."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from stripe_simulator import page as pages
from stripe_simulator.languages import MARKED, SENTENCES
from stripe_simulator.words import DECLINES
from tests.simulator.conftest import Landlord
from tests.support.processes import CLONE
from tests.support.simulator import http_client, running


async def test_everything_survives_kill_9(tmp_path: Path) -> None:
    before, after = http_client(), http_client()
    with running("--account", "acct_fjord:US", state=tmp_path / "stripe.db") as simulator:
        api, on = simulator.client(http_client=before).v1, {"stripe_account": "acct_fjord", "idempotency_key": "k1"}
        online = {"ip_address": "203.0.113.7", "user_agent": "Firefox"}
        params = {"amount": 10_000, "currency": "usd", "payment_method": "pm_usBankAccount_success", "confirm": True,
                  "mandate_data": {"customer_acceptance": {"type": "online", "online": online}}}  # fmt: skip
        paid = await api.payment_intents.create_async(params, on)
        simulator.advance(0.9)
        await before.close_async()
        simulator.kill()
        simulator.start()
        api = simulator.client(http_client=after).v1
        assert (await api.payment_intents.create_async(params, on)).to_dict() == paid.to_dict()
        simulator.advance(3.2)
        assert (await api.payment_intents.retrieve_async(paid.id, None, on)).status == "succeeded"
        await after.close_async()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--webhook", "http://127.0.0.1:1/"], "--webhook needs --webhook-secret."),
        (["--port", "99999"], "Port 99999 cannot be used"),
        (["--port", "0", "--account", "fjord"], "fjord is no id of an account"),
        (["--port", "0", "--webhook", "ftp://x", "--webhook-secret", "whsec_12345"], "Invalid URL"),
    ],
)
def test_what_it_cannot_do_is_one_sentence(arguments: list[str], words: str) -> None:
    command = [sys.executable, "-m", "stripe_simulator", *arguments]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"stripe_simulator: {words}") and done.stderr.count("\n") == 1


def entered(landlord: Landlord, secret: str, **given: str) -> httpx.Response:
    return httpx.post(f"{landlord.simulator.address}/pay/{secret}", data=given)


def shown(landlord: Landlord, secret: str, **query: str) -> httpx.Response:
    return httpx.get(f"{landlord.simulator.address}/pay/{secret}", params=query)


CARD = {"type": "card", "expires": "12/40", "cvc": "123"}


async def test_people_pay_on_the_page_and_are_sent_back(landlord: Landlord) -> None:
    intent = await landlord.pay(confirm=False, payment_method=None)
    first = shown(landlord, intent.client_secret, return_url="https://portal.example/paid?lease=7#top")
    assert "No real money moves" in first.text and "4000 0027 6000 3184" in first.text
    assert entered(landlord, intent.client_secret, number="4000000000000002", **CARD).status_code == 402
    waiting = entered(landlord, intent.client_secret, number="4000002760003184", **CARD)
    assert waiting.headers["location"] == f"/pay/{intent.client_secret}"
    assert "Your bank asks" in shown(landlord, intent.client_secret).text
    done = entered(landlord, intent.client_secret, type="challenge", agreed="yes")
    assert done.headers["location"] == (
        f"https://portal.example/paid?lease=7&payment_intent={intent.id}"
        f"&payment_intent_client_secret={intent.client_secret}&redirect_status=succeeded#top"
    )
    assert (await landlord.intent(intent.id)).status == "succeeded"


def spoken(page: str) -> list[str]:
    """The sentences on a page, without names of fields and codes."""
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", page, flags=re.S)
    return [part.strip() for part in re.split(r"<[^>]*>", text) if re.search(r"[A-Za-z]{3}", part)]


@pytest.mark.parametrize(("locale", "direction", "paid"), [("nb", "ltr", "Betal"), ("ar", "rtl", "ادفع")])
async def test_the_page_speaks_the_language_of_whoever_pays(
    landlord: Landlord, locale: str, direction: str, paid: str
) -> None:
    intent = await landlord.pay(confirm=False, payment_method=None)
    first = shown(landlord, intent.client_secret, return_url="https://portal.example/paid", locale=locale).text
    assert f'<html lang="{locale}" dir="{direction}">' in first and f"<h1>{paid} \u2068" in first
    wrong = [
        entered(landlord, intent.client_secret, number=number, **{**CARD, **more}).text
        for number, more in (
            ("4000000000000002", {}),
            ("4000000000009995", {}),
            ("4242424242424241", {}),
            ("4242424242424242", {"expires": "x"}),
        )
    ]
    entered(landlord, intent.client_secret, number="4000002760003184", **CARD)
    asks = shown(landlord, intent.client_secret).text
    for page in (first, *wrong, asks):
        assert not {sentence for sentence in spoken(page) if sentence in SENTENCES}, page
    # Who says nothing is answered as the browser asks.
    other = await landlord.pay(confirm=False, payment_method=None)
    address = f"{landlord.simulator.address}/pay/{other.client_secret}"
    wish = {"Accept-Language": f"tlh, {locale}-XX;q=0.8, en;q=0.5"}
    asked = await asyncio.to_thread(httpx.get, address, headers=wish)
    assert f'<html lang="{locale}"' in asked.text


def test_every_sentence_of_the_page_is_said_in_each_language() -> None:
    marked = [one for part in vars(pages).values() if isinstance(part, str) for one in MARKED.findall(part)]
    examples = [ends for numbers in pages.EXAMPLES.values() for ends in numbers.values()]
    needed = {" ".join(one.split()) for one in (*marked, *examples, *pages.DONE.values(), *DECLINES.values())}
    assert len(needed) > 40 and not needed - SENTENCES.keys()
    for english, others in SENTENCES.items():
        assert all(other and other != english and ("{amount}" in other) == ("{amount}" in english) for other in others)


async def test_a_debit_on_the_page_waits_until_its_bank_is_let_answer(landlord: Landlord) -> None:
    intent = await landlord.pay(confirm=False, payment_method=None)
    account = {"routing_number": "110000000", "account_number": "000123456789", "name": "Jo"}
    entered(landlord, intent.client_secret, type="us_bank_account", **account)
    assert (await landlord.intent(intent.id)).status == "processing"
    entered(landlord, intent.client_secret, type="answer", agreed="yes")
    assert (await landlord.intent(intent.id)).status == "succeeded"


NONSENSE: list[dict[str, str]] = [
    {},
    {"type": "x"},
    {"type": "card"},
    {"type": "card", "number": "x", "expires": "99/99"},
    {"type": "challenge", "agreed": "yes"},
    {"type": "deposits"},
    {"type": "sepa_debit", "iban": "<script>"},
    {"type": "us_bank_account"},
]


@pytest.mark.parametrize("given", NONSENSE)
async def test_the_page_takes_no_nonsense(given: dict[str, str], landlord: Landlord) -> None:
    intent = await landlord.pay(confirm=False, payment_method=None, description="<script>alert(1)</script>")
    answer = entered(landlord, intent.client_secret, **given)
    assert answer.status_code == 402 and "<script>" not in answer.text
    assert (await landlord.intent(intent.id)).status == "requires_payment_method"


def test_a_wrong_secret_opens_nothing(landlord: Landlord) -> None:
    assert [shown(landlord, secret).status_code for secret in ("pi_x_secret_y", "None")] == [404, 404]


async def test_nobody_is_sent_to_a_place_that_is_not_the_web(landlord: Landlord) -> None:
    intent = await landlord.pay(confirm=False, payment_method=None)
    assert "javascript" not in shown(landlord, intent.client_secret, return_url="javascript:alert(1)").text


async def test_the_first_page_shows_what_waits_and_lets_a_day_pass(landlord: Landlord) -> None:
    intent = await landlord.pay(1_295_00, confirm=False, payment_method=None)
    before = landlord.simulator.control("clock")["now"]
    shown = await asyncio.to_thread(httpx.get, landlord.simulator.address)
    assert "1,295.00 USD" in shown.text and f"/pay/{intent.client_secret}" in shown.text
    await asyncio.to_thread(httpx.post, landlord.simulator.address)
    assert landlord.simulator.control("clock")["now"] >= before + 86_400
