"""A picture of every page, on a phone, a tablet and a desk, by day and by night, in two directions: `make shots`."""

import os
from collections.abc import Callable

import pytest

from tests.portal.built import CLONE
from tests.portal.conftest import Stage
from tests.portal.pages import EVERY

FOLDER = CLONE / "var/shots"
WANTED = set(os.environ.get("SHOTS", "").split())
"""Names of pages, to look at a few alone: `SHOTS="report ticket" make shots`."""
Play = Callable[..., None]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["nb", "ar"])
@pytest.mark.parametrize("kind", ["phone", "tablet", "desk"])
def test_every_page_is_photographed(play: Play, kind: str, locale: str, theme: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)

    async def scene(stage: Stage) -> None:
        for email, all in EVERY.items():
            places = [place for place in all if not WANTED or place.name in WANTED]
            if not places:
                continue
            somebody = await stage.person(
                email, phone=kind == "phone", tablet=kind == "tablet", locale=locale, theme=theme
            )
            for place in places:
                await place.open(somebody)
                await somebody.page.wait_for_timeout(350)
                await somebody.page.screenshot(path=FOLDER / f"{place.name}-{kind}-{locale}-{theme}.png")

    play(scene, seconds=240)
