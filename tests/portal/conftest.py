"""People with browsers of their own, looking at a running server."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from app.entrypoints.demo import PASSWORD
from app.services.embedded import Addresses
from tests.portal.built import CLONE, build
from tests.support.server import House, demo_services, house, open_house

__all__ = ["demo_services", "house"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, TABLET, DESK = {"width": 390, "height": 844}, {"width": 834, "height": 1112}, {"width": 1440, "height": 900}
PICTURES = CLONE / "var/portal"
T = TypeVar("T")


@dataclass
class Somebody:
    """One person at one screen. Whatever the page complains of on its console is kept."""

    context: BrowserContext
    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    async def sign_in(self, email: str) -> None:
        """Sign in through the page."""
        await self.page.goto(self.base)
        await self.page.fill("input[type=email]", email)
        await self.page.fill("input[type=password]", PASSWORD)
        await self.page.press("input[type=password]", "Enter")
        await self.page.wait_for_selector("nav.places")

    async def go(self, path: str) -> None:
        """Open an address of the portal."""
        await self.page.goto(self.base + path)


def named(base: str) -> str:
    """The same origin by its name: pages asked for by number lead there."""
    return base.replace("//127.0.0.1:", "//localhost:")


class Stage:
    """Opens screens for people; closes them all in the end."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser, self._base = browser, base
        self.opened: list[Somebody] = []

    async def person(self, email: str | None = None, **how: Any) -> Somebody:
        """Open a screen; `phone`, `tablet`, `locale`, `theme`, `fresh` and `installed` say which kind."""
        locale = how.get("locale", "en")
        context = await self._browser.new_context(
            viewport=PHONE if how.get("phone") else TABLET if how.get("tablet") else DESK,
            locale=locale,
            color_scheme=how.get("theme", "light"),
            service_workers="allow" if how.get("installed") else "block",
        )
        context.set_default_timeout(30_000)
        # On a fresh device nobody has chosen anything yet.
        if not how.get("fresh"):
            await context.add_init_script(
                f"localStorage.getItem('locale') ?? localStorage.setItem('locale', '{locale}')"
            )
        page = await context.new_page()
        somebody = Somebody(context, page, named(how.get("base", self._base)))
        page.on("console", lambda said: somebody.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: somebody.complaints.append(str(error)))
        self.opened.append(somebody)
        if email:
            await somebody.sign_in(email)
        return somebody

    async def photograph(self) -> None:
        """Keep what everybody sees, for whoever reads about the failure."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(self.opened):
            with suppress(Exception):
                await one.page.screenshot(path=PICTURES / f"failed-{number}.png")

    async def close(self) -> list[str]:
        """Close every screen; returns what their pages complained of."""
        complaints = [text for one in self.opened for text in one.complaints]
        for one in self.opened:
            with suppress(Exception):
                await one.context.close()
        self.opened.clear()
        return complaints


class Player:
    """A loop of its own for the browser, which outlives the loops of single tests."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def play(self, scene: Coroutine[Any, Any, T], seconds: float = 180) -> T:
        """Run a scene and wait for its end."""
        return asyncio.run_coroutine_threadsafe(scene, self._loop).result(seconds)

    def stop(self) -> None:
        """End the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def chromium() -> str:
    """The Chromium of this machine. It is required where `CI` is set."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no Chromium: none of {', '.join(NAMES)} is on PATH, and CHROMIUM is not set"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def portal() -> None:
    """The built portal; required where `CI` is set."""
    failed = build()
    if failed and os.environ.get("CI"):
        pytest.fail(failed)
    if failed:
        pytest.skip(failed)


@pytest.fixture(scope="session")
def browser(portal: None) -> Iterator[tuple[Player, Browser]]:
    """One running Chromium for the tests of this worker."""
    program, player = chromium(), Player()

    async def start() -> tuple[Any, Browser]:
        playwright = await async_playwright().start()
        return playwright, await playwright.chromium.launch(executable_path=program, args=FLAGS)

    playwright, started = player.play(start())
    yield player, started

    async def end() -> None:
        await started.close()
        await playwright.stop()

    player.play(end())
    player.stop()


Scene = Callable[[Stage], Coroutine[Any, Any, None]]


@pytest.fixture
def play(browser: tuple[Player, Browser], house: House) -> Callable[..., None]:
    """Plays a scene: screens are opened on the stage, and none of them may have complained in the end."""
    player, started = browser

    def run(scene: Scene, base: str | None = None, forgiven: tuple[str, ...] = (), seconds: float = 180) -> None:
        async def whole() -> list[str]:
            stage = Stage(started, base or house.node().url)
            try:
                await scene(stage)
            except Exception as error:
                await stage.photograph()
                error.add_note(f"The pages said: {[text for one in stage.opened for text in one.complaints]}")
                raise
            finally:
                complaints = await stage.close()
            return complaints

        complaints = player.play(whole(), seconds)
        assert not [text for text in complaints if not any(known in text for known in forgiven)]

    return run


@pytest.fixture
def own_house(demo_services: Addresses) -> Iterator[House]:
    """A house that only this test uses, because it is hard on it."""
    with open_house(demo_services) as made:
        yield made
