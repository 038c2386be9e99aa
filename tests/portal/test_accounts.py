"""The ways in and out, clicked through: mailed links, second factors, passkeys, invitations, sessions."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.async_api import Page

from app.entrypoints.demo import PASSWORD
from app.errors import ErrorCode
from app.schema.words import words_for
from app.services.embedded import Addresses
from tests.portal.conftest import Somebody, Stage
from tests.portal.mailbox import code_of, link_in_mail
from tests.portal.test_every_page import look_round
from tests.support.server import House, open_house

Play = Callable[..., None]
STRONG = "seven otters juggle copper lanterns"


@pytest.fixture(scope="module")
def door(demo_services: Addresses) -> Iterator[House]:
    """A house whose accounts only these tests change; each of them uses another person, or leaves no trace."""
    with open_house(demo_services) as made:
        yield made


async def enter(page: Page, email: str, password: str) -> None:
    await page.fill("input[type=email]", email)
    await page.fill("input[type=password]", password)
    await page.press("input[type=password]", "Enter")


async def shown(page: Page, words: str) -> None:
    await page.locator(f"text={words}").first.wait_for()


async def prove(page: Page, field: str, value: str) -> None:
    """Answer the question who is there, and wait until it is away."""
    await page.fill(f"dialog[open] input[name={field}]", value)
    await page.click("dialog[open]:has-text('Is it you?') button[type=submit]")
    await page.wait_for_selector("dialog[open]:has-text('Is it you?')", state="detached")


async def begin_app(page: Page) -> str:
    """Ask for an authenticator app; returns its secret."""
    await page.click("button:has-text('Add an authenticator app')")
    await page.wait_for_selector("dialog[open]")
    if await page.locator("dialog[open]:has-text('Is it you?')").count():
        await prove(page, "password", PASSWORD)
    await page.wait_for_function("document.querySelector('dialog[open] .qr img')?.naturalWidth > 0")
    return str(await page.locator("dialog[open] .secret").inner_text()).strip()


def test_whoever_is_not_signed_in_is_refused_in_their_own_language(play: Play, door: House) -> None:
    async def scene(stage: Stage) -> None:
        for locale in ("nb", "ar"):
            somebody = await stage.person(locale=locale)
            await somebody.go("/")
            await enter(somebody.page, f"{uuid.uuid4().hex[:8]}@nordlys.example", "not the password")
            await shown(somebody.page, words_for(ErrorCode.UNAUTHENTICATED, locale))

    play(scene, base=door.node().url)


def test_a_forgotten_password_is_replaced_by_mail(play: Play, door: House) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(locale="en")
        page, email = jonas.page, "jonas@nordlys.example"
        await jonas.go("/")
        await page.click("text=Forgot your password?")
        await page.fill("input[type=email]", email)
        await page.click("button[type=submit]")
        await shown(page, "a link is on its way")
        link = await link_in_mail(jonas, email, "reset-password")
        await jonas.go(link)
        await page.wait_for_selector("input[type=password]")
        assert "#" not in page.url, "the secret has to leave the address"
        await page.fill("input[type=password]", "password1")
        await page.wait_for_selector(".strength.tone-high")
        await page.click("button[type=submit]")
        await page.wait_for_selector(".field.wrong")
        assert await page.input_value("input[type=password]") == "password1"
        await page.fill("input[type=password]", STRONG)
        await page.wait_for_selector(".strength.tone-done")
        await page.click("button[type=submit]")
        await shown(page, "Your new password is saved")
        await page.click("text=To sign-in")
        await enter(page, email, STRONG)
        await page.wait_for_selector("nav.places")
        # The same link once more: told plainly, and with the way on.
        await jonas.go(link)
        await page.fill("input[type=password]", STRONG)
        await page.click("button[type=submit]")
        await page.wait_for_selector("a:has-text('Ask for a new link')")

    play(scene, base=door.node().url)


def test_an_authenticator_app_is_set_up_asked_for_and_removed(play: Play, door: House) -> None:
    async def scene(stage: Stage) -> None:
        tom = await stage.person("tom@nordlys.example", locale="en")
        page = tom.page
        await tom.go("/settings")
        secret = await begin_app(page)
        await page.fill("dialog[open] input[name=code]", "000000")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] .field.wrong")
        await page.fill("dialog[open] input[name=code]", code_of(secret))
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] .codes li")
        recovery = await page.locator(".codes li").first.inner_text()
        await page.click("text=I have kept them")
        # In the middle of the way in, a reload asks the same question again.
        other = await stage.person(locale="en")
        await other.go("/messages")
        await enter(other.page, "tom@nordlys.example", PASSWORD)
        await shown(other.page, "One more step")
        await other.page.reload()
        await shown(other.page, "One more step")
        assert await look_round(other, "HalfwayPage") == []
        await other.page.select_option(".language select", "en")
        await other.page.click("text=Use a recovery code instead")
        await other.page.fill("input[name=recoveryCode]", recovery)
        await other.page.click("button[type=submit]")
        await other.page.wait_for_selector(".inbox")
        # Removing it is delicate for a session whose proof is old: a fresh sign-in by code comes first.
        await other.go("/settings")
        await other.page.click("button:has-text('Remove Authenticator app')")
        await other.page.click("dialog[open] .button.main")
        await shown(other.page, "A stolen password is enough")

    play(scene, base=door.node().url)


def test_a_passkey_is_made_and_opens_the_door(play: Play, door: House) -> None:
    base = door.node().url.replace("127.0.0.1", "localhost")

    async def scene(stage: Stage) -> None:
        olav = await stage.person("olav@nordlys.example", locale="en")
        page = olav.page
        session = await olav.context.new_cdp_session(page)
        await session.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        await olav.go("/settings")
        await page.click("button:has-text('Add a passkey')")
        await page.fill("dialog[open] input[name=name]", "The boat's tablet")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] .codes li, dialog[open]:has-text('Is it you?') input")
        if not await page.locator("dialog[open] .codes li").count():
            await prove(page, "password", PASSWORD)
        await page.click("text=I have kept them")
        await shown(page, "The boat's tablet")
        await page.click("button:has-text('Rename')")
        await page.fill("dialog[open] input[name=name]", "The tablet in the dock")
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] input[name=name]", state="detached")
        await shown(page, "The tablet in the dock")
        await page.click("button:has-text('Sign out'):not(li button)")
        await page.click("text=Sign in with a passkey")
        await page.wait_for_selector("nav.places")

    play(scene, base=base)


def test_the_address_is_changed_by_mail_and_changed_back(play: Play, door: House) -> None:
    email, fresh = "amira@nordlys.example", f"{uuid.uuid4().hex[:8]}@nordlys.example"

    async def scene(stage: Stage) -> None:
        amira = await stage.person(email, locale="en", phone=True)
        page = amira.page
        await amira.go("/settings")
        await page.click("text=Change the address")
        await page.fill("input[name=email]", fresh)
        await page.fill("input[name=currentPassword]", PASSWORD)
        await page.click("button:has-text('Send the link')")
        await shown(page, "A link is on its way to")
        await page.wait_for_selector("[role=status]:has-text('A link is on its way to')", state="attached")
        await page.wait_for_selector("button:focus:has-text('Change the address')")
        await amira.go(await link_in_mail(amira, fresh, "confirm-email"))
        await page.click("text=Yes, this is my address")
        await shown(page, "Your new address is in use")
        await amira.go(await link_in_mail(amira, email, "undo-email"))
        await page.click("text=Give me my old address back")
        await shown(page, "Your old address is back")
        # It may have been a theft: the old password opens nothing any more, and the old address gets a new one.
        await page.click("a[href='/forgot-password']")
        await page.fill("input[type=email]", email)
        await page.click("button[type=submit]")
        await shown(page, "a link is on its way")
        await amira.go(await link_in_mail(amira, email, "reset-password"))
        await page.fill("input[type=password]", STRONG)
        await page.click("button[type=submit]")
        await shown(page, "Your new password is saved")
        await amira.go("/")
        await enter(page, email, PASSWORD)
        await page.wait_for_selector(".field.wrong")
        await enter(page, email, STRONG)
        await page.wait_for_selector("nav.places")

    play(scene, base=door.node().url)


def test_a_session_ended_elsewhere_keeps_what_was_typed(play: Play, door: House) -> None:
    async def scene(stage: Stage) -> None:
        here = await stage.person("dana@harbor.example", locale="en", phone=True)
        there = await stage.person("dana@harbor.example", locale="en")
        await here.go("/messages")
        await here.page.locator(".line").first.click()
        await here.page.fill("#message", "Half a sentence")
        await end_others(there)
        await here.page.wait_for_selector("[role=alert]:has-text('Your session has ended')")
        await enter(here.page, "dana@harbor.example", PASSWORD)
        await here.page.wait_for_selector("#message")
        assert await here.page.input_value("#message") == "Half a sentence"

    play(scene, base=door.node().url)


async def end_others(somebody: Somebody) -> None:
    await somebody.go("/settings")
    await somebody.page.click("text=Sign out everywhere else")
    await shown(somebody.page, "Signed out in")
