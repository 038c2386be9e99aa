"""Every page in every language and both appearances: usable by everybody, and nowhere wider than a small phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.built import CLONE
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ELSEWHERE, EVERY, Place, settled

Play = Callable[..., None]
AXE = CLONE / "web/node_modules/axe-core/axe.min.js"
# What a colour scheme can change is the contrast alone: the other rules are asked once for each language.
RUN = """
async (rules) => {
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  const where = (one) => one.nodes.map((node) => node.html).slice(0, 3).join(" ");
  return found.violations.map((one) => `${one.id} (${one.impact}): ${where(one)}`);
}
"""
PAINTED = "new Promise((go) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(go), 30)))"
SLOW_SECONDS = 480
AROUND = {"Shell", "Inside", "UnreadTotal"}
"""What stands around every page."""


async def audited(somebody: Somebody, rules: list[str] | None = None) -> list[str]:
    found: list[str] = await somebody.page.evaluate(RUN, rules)
    return found


async def look_at(somebody: Somebody, place: Place) -> list[str]:
    """Return what is wrong with a page, in all its languages and in both appearances."""
    await place.open(somebody)
    return await look_round(somebody, place.name)


async def look_round(somebody: Somebody, name: str) -> list[str]:
    """Return what is wrong with the page that somebody is on."""
    page, wrong = somebody.page, list[str]()
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    await page.evaluate(AXE.read_text())
    for locale in ("nb", "en", "ar"):
        await page.select_option(".language select", locale)
        await page.wait_for_selector(f"html[lang={locale}]")
        await settled(somebody)
        # Words of another language are asked for anew, and a slow machine may show the page before they came.
        await page.locator("h1").first.wait_for()
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            await page.evaluate(PAINTED)
            found = await audited(somebody, None if theme == "light" else ["color-contrast"])
            wrong += [f"{name} {locale} {theme}: {one}" for one in found]
        await page.set_viewport_size({"width": 320, "height": 640})
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{name} {locale}: {wider} px wider than a small phone"] if wider > 0 else []
        await page.set_viewport_size({"width": 1440, "height": 900})
    return wrong


def test_every_page_that_has_an_address_is_looked_at() -> None:
    router = (CLONE / "web/src/app.tsx").read_text()
    every = [place for places in EVERY.values() for place in places]
    drawn = set(re.findall(r"<([A-Z]\w+)[ />]", router)) - AROUND
    assert drawn == {place.shows for place in every} | set(ELSEWHERE)
    for page, test in ELSEWHERE.items():
        assert f'look_round(other, "{page}")' in (CLONE / test).read_text()
    # An address is a row of its own, also where two of them share a component.
    for first, second in re.findall(r'first === "([\w-]+)"(?: && second === "([\w-]+)")?', router):
        address = f"/{first}/{second}" if second else f"/{first}"
        assert any(address in place.path or address in place.link for place in every), address


@pytest.mark.parametrize("email", EVERY, ids=["open", "tenant", "staff"])
def test_no_page_keeps_anybody_out(play: Play, email: str | None) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(email, locale="nb")
        somebody.context.set_default_timeout(30_000)
        wrong: list[Any] = []
        for place in EVERY[email]:
            wrong += await look_at(somebody, place)
        assert not wrong, "\n".join(wrong)

    play(scene, seconds=SLOW_SECONDS)
