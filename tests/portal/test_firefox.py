"""The main flows in the other engine: a tenant and a manager, each on a screen of their own."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import named
from tests.portal.firefox import Firefox, Screen, firefox
from tests.portal.pages import MANAGER, TENANT
from tests.support.server import House

ENTER = "\ue007"
SECOND_PLACE = """(() => {
  const where = document.querySelector(".report select");
  where.selectedIndex = 1;
  where.dispatchEvent(new Event("change", { bubbles: true }));
})()"""
WIDER = "String(document.documentElement.scrollWidth - innerWidth)"


@pytest.fixture
def browser(portal: None, tmp_path: Path) -> Iterator[Firefox]:
    """A Firefox for one test."""
    started = Firefox(firefox(), tmp_path)
    yield started
    started.close()


def come_in(screen: Screen, base: str, email: str) -> None:
    """Sign in, in English."""
    screen.go(base)
    screen.wait("input[type=email]")
    screen.ask("localStorage.setItem('locale', 'en')")
    screen.go(base)
    screen.click("input[type=email]")
    screen.type(email)
    screen.click("input[type=password]")
    screen.type(PASSWORD + ENTER)
    screen.wait("nav.places")


def report(amira: Screen, base: str, title: str, photo: Path) -> None:
    """Report a repair with a photo."""
    amira.go(f"{base}/tickets/new")
    amira.wait(".report")
    amira.choose_file(".report input[type=file]", photo)
    amira.wait(".report .thumb")
    amira.click(".tiles label", "Heating")
    amira.click(".report input:not([type])")
    amira.type(title)
    amira.wait(".report select")
    amira.ask(SECOND_PLACE)
    amira.click(".report button[type=submit]")
    amira.wait("h1", title)


def talk(amira: Screen, ingrid: Screen, base: str, words: str) -> None:
    """Say something, and answer."""
    for screen, other in ((amira, "Ingrid Moen"), (ingrid, "Amira Haddad")):
        screen.go(f"{base}/messages")
        screen.click(".line", other)
        screen.wait(".bubble")
    for screen, other, said in ((amira, ingrid, words), (ingrid, amira, f"Answer to {words}")):
        screen.click("#message")
        screen.type(said)
        screen.click(".compose button[type=submit]")
        other.wait(".bubble.theirs", said)


def test_a_tenant_and_a_manager_work_together_in_firefox(browser: Firefox, house: House, tmp_path: Path) -> None:
    base, title = named(house.node().url), f"Cold {uuid.uuid4().hex[:6]}"
    photo = tmp_path / "cold.jpg"
    Image.new("RGB", (600, 400), "navy").save(photo)
    amira, ingrid = browser.screen(390, 844), browser.screen(1440, 900)
    come_in(amira, base, TENANT)
    amira.wait(".hero .amount")
    come_in(ingrid, base, MANAGER)
    ingrid.wait(".board-card")
    report(amira, base, title, photo)
    ingrid.wait(".board-card", title)
    amira.wait(".gallery button img")
    talk(amira, ingrid, base, f"Hello {uuid.uuid4().hex[:6]}")
    # Arabic, from the right, and nowhere wider than the phone.
    amira.go(f"{base}/settings")
    amira.click(".choices label", "العربية")
    amira.wait("html[dir=rtl] h1", "الإعدادات")
    for path in ("/", "/tickets", "/messages", "/settings"):
        amira.go(base + path)
        amira.wait("h1")
        assert int(amira.ask(WIDER)) <= 0, path
    amira.click(".choices label", "English")
    amira.wait("html[dir=ltr] h1", "Settings")
    assert browser.complaints == []
