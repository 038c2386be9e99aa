"""An installation begins on its first page: with what the server printed, in each language, and once."""

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.portal.conftest import Stage
from tests.support.commands import command, lines_until
from tests.support.services import open_folder
from tests.test_init import _free_port

Play = Callable[..., None]
SAID = {"nb": "Begynn her", "en": "Begin here", "ar": "ابدأ من هنا"}


@pytest.fixture
def fresh() -> Iterator[tuple[str, str]]:
    """A server in an empty folder in which nothing is founded: its address, and the link that it prints."""
    with open_folder() as folder:
        port = _free_port()
        where = {"TENANTRY_VAR": str(folder / "var"), "TENANTRY_PORT": port, "TENANTRY_BACKUPS_KEPT": "0"}
        process = command(["serve"], errors=subprocess.DEVNULL, **where)
        try:
            found = re.search(r"http://localhost:\d+(/found#[\w-]{43})\n", lines_until(process, "/found#"))
            assert found
            yield f"http://127.0.0.1:{port}", found[1]
        finally:
            process.terminate()
            process.communicate(timeout=60)


def test_a_landlord_begins_in_the_portal(play: Play, fresh: tuple[str, str]) -> None:
    base, link = fresh

    async def scene(stage: Stage) -> None:
        for locale, words in SAID.items():
            somebody = await stage.person(locale=locale)
            await somebody.go("/")
            await somebody.page.wait_for_selector(f"h1:has-text('{words}')", timeout=30_000)
            assert await somebody.page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
            assert await somebody.page.locator("input[name=secret]").count() == 1
        stranger, randi = stage.opened[1], await stage.person(locale="en")
        await stranger.page.fill("input[name=secret]", "a-guess")
        await fill(stranger.page)
        await stranger.page.wait_for_selector("[aria-invalid=true][name=secret]", timeout=30_000)
        await randi.go(link)
        await randi.page.wait_for_selector("input[name=admin]", timeout=30_000)
        assert "#" not in randi.page.url and await randi.page.locator("input[name=secret]").count() == 0
        await randi.page.select_option("select[name=countryCode]", "NO")
        await randi.page.select_option("select[name=currency]", "NOK")
        await randi.page.select_option("select[name=timeZone]", "Europe/Oslo")
        await randi.page.check("input[type=checkbox][name=ar]")
        await fill(randi.page)
        await randi.page.fill("input[name=password]", "a quiet fjord in autumn 71", timeout=30_000)
        await randi.page.click("button[type=submit]")
        # In, and asked for the second factor that whoever runs an organization needs.
        await randi.page.wait_for_selector("h1:not(:has-text('invitation'))", timeout=30_000)
        again = await stage.person(locale="en")
        await again.go("/")
        await again.page.wait_for_selector("input[name=password]", timeout=30_000)

    play(scene, base=base, seconds=240)


async def fill(page) -> None:  # type: ignore[no-untyped-def]
    """Say who one is, and send it."""
    await page.fill("input[name=name]", "Fjordheim")
    await page.fill("input[name=admin]", "Randi Fjord")
    await page.fill("input[name=email]", "randi@fjordheim.example")
    await page.click("button[type=submit]")
