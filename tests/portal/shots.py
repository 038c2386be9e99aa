"""A picture of every page, on a phone, a tablet and a desk, by day and by night, in two directions: `make shots`."""

import os
from collections.abc import Callable, Iterator

import pytest

from app.services.embedded import Addresses
from tests.portal.built import CLONE
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import EVERY
from tests.portal.test_money import open_till
from tests.support.server import open_house

FOLDER = CLONE / "var/shots"
WANTED = set(os.environ.get("SHOTS", "").split())
"""Names of pages, to look at a few alone: `SHOTS="report ticket" make shots`."""
WHOLE = bool(os.environ.get("SHOTS_WHOLE"))
"""Whole pages instead of what fits on the screen: `SHOTS_WHOLE=1 make shots`."""
Play = Callable[..., None]


@pytest.fixture(scope="module")
def address(demo_services: Addresses) -> Iterator[str]:
    """A house whose pages can be paid on, as the demo's can."""
    with open_house(demo_services) as made, open_till(made) as (base, _):
        yield base


async def speak(somebody: Somebody, locale: str) -> None:
    """Choose a language as one would: then the server's own words are in it too."""
    async with somebody.page.expect_response(lambda got: "ChangePreferences" in (got.request.post_data or "")):
        await somebody.page.select_option(".language select", locale)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["nb", "ar"])
@pytest.mark.parametrize("kind", ["phone", "tablet", "desk"])
def test_every_page_is_photographed(play: Play, address: str, kind: str, locale: str, theme: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)

    async def scene(stage: Stage) -> None:
        for email, all in EVERY.items():
            places = [place for place in all if not WANTED or place.name in WANTED]
            if not places:
                continue
            somebody = await stage.person(
                email, phone=kind == "phone", tablet=kind == "tablet", locale=locale, theme=theme
            )
            if email:
                await speak(somebody, locale)
            for place in places:
                await place.open(somebody)
                await somebody.page.wait_for_timeout(350)
                path = FOLDER / f"{place.name}-{kind}-{locale}-{theme}.png"
                await somebody.page.screenshot(path=path, full_page=WHOLE)

    play(scene, base=address, seconds=400)
