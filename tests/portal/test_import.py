"""A list of homes comes in on the screen: tried first, its faults named, and then written."""

from collections.abc import Callable

from tests.portal.conftest import Stage
from tests.portal.pages import ADMIN
from tests.support.server import House

Play = Callable[..., None]


def sheet(text: str) -> dict[str, object]:
    return {"name": "homes.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_a_list_that_says_nothing_useful_is_refused_with_its_faults(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        solveig = await stage.person(ADMIN, locale="en")
        page = solveig.page
        await solveig.go("/properties")
        await page.click("a:has-text('Bring in a list')")
        await page.set_input_files("input[type=file]", [sheet("nothing,here\n1,2\n")])  # type: ignore[list-item]
        await page.wait_for_selector(".rows-of li, .remark", timeout=20_000)
        assert await page.locator("button:has-text('Bring it in')").count() == 0

    play(scene, base=own_house.node().url)
