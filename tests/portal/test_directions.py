"""What is written from the right: texts beside each other keep their order, each in its own direction."""

from collections.abc import Callable

from tests.portal.conftest import Stage
from tests.portal.pages import ADMIN, TENANT

Play = Callable[..., None]
WHERE = r"""() => {
  const texts = document.createTreeWalker(document.querySelector('.ticket-page .card'), NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const first = node.data.indexOf('\u200f\u2068') + 2, second = node.data.indexOf('\u2068', first) + 1;
    if (first < 2 || !second) continue;
    return [first, second].map((at) => {
      const sign = document.createRange();
      sign.setStart(node, at);
      sign.setEnd(node, at + 1);
      return sign.getBoundingClientRect().right;
    });
  }
}"""
"""Where the day and the hours of the visit begin."""


def test_a_visit_is_read_from_its_day_to_its_hours(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        amira = await stage.person(TENANT, locale="ar")
        await amira.go("/tickets")
        await amira.page.click(".ticket:has(.tone-scheduled) h3 a")
        await amira.page.wait_for_selector(".fact:has-text('زيارة')")
        day, hours = await amira.page.evaluate(WHERE)
        assert day > hours

    play(scene)


def test_several_names_keep_their_letters(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        for locale in ("nb", "ar"):
            solveig = await stage.person(ADMIN, locale=locale)
            await solveig.go("/messages")
            line = solveig.page.locator(".line:has-text('Tom Bakke'):has-text('Ingrid Moen')").first
            assert (await line.locator(".avatar").inner_text()).strip() == "TM"

    play(scene)
