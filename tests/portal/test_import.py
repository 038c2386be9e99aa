"""A list of homes comes in on the screen: tried first, its faults named, and then written."""

from collections.abc import Callable

from tests.corpora.sheets import lines, row
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


def test_a_list_comes_in_while_one_looks_and_what_is_wrong_is_left_out(play: Play, own_house: House) -> None:
    homes = [row(eiendom_id="P9", enhet_id=f"U{n}", leietaker_id=f"T{n}", kontrakt_id=f"L{n}") for n in range(250)]
    text = lines(*homes, row(eiendom_id="P9", enhet_id="U999", leie="gratis")).decode()

    async def scene(stage: Stage) -> None:
        solveig = await stage.person(ADMIN, locale="en")
        page, asked = solveig.page, list[str]()
        await solveig.go("/properties/import")
        page.on("request", lambda request: asked.append(request.post_data or "") if request.method == "POST" else None)
        await page.set_input_files("input[type=file]", [sheet(text)])  # type: ignore[list-item]
        await page.click("button:has-text('Bring in the good rows')", timeout=60_000)
        await page.wait_for_selector("section.card a:has-text('Rent roll')", timeout=60_000)
        facts = await page.inner_text("section.card")
        assert "250" in facts and "It is in" in facts and "Faults\n1" in facts
        # It is told how far it is: for each of the two runs, once when it begins to listen and once when it has ended.
        assert 2 <= sum("ImportProgress" in body for body in asked) <= 6

    play(scene, base=own_house.node().url)
