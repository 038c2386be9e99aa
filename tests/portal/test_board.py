"""The board: cards that are moved by hand and by others, what is counted above them, and the property one looks at."""

import uuid
from collections.abc import Callable

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import MANAGER
from tests.portal.test_endings import ask
from tests.support.server import House
from tests.support.services import execute

Play = Callable[..., None]
NOTE_LOST = """() => {
  window.lost = 0;
  const is = (what) => document.querySelector(`.board-page ${what}`) !== null;
  const gone = () => (window.lost += is('select') && is('.columns') ? 0 : 1);
  new MutationObserver(gone).observe(document.body, { childList: true, subtree: true });
}"""
MANY = """
INSERT INTO app.ticket SELECT (jsonb_populate_record(one, more)).*
  FROM app.ticket AS one, generate_series(1, 130) AS n,
       LATERAL (SELECT jsonb_build_object(
           'id', gen_random_uuid(), 'number', 100000 + n, 'title', 'Copy ' || n, 'hold_reason', NULL,
           'hold_until', NULL, 'duplicate_of_id', NULL, 'status', CASE WHEN n > 105 THEN 'RESOLVED' ELSE 'TRIAGED' END,
           'priority', CASE WHEN n > 100 THEN 'LOW' ELSE 'HIGH' END,
           'assignee_id', CASE WHEN n <= 100 THEN (SELECT id FROM app.member WHERE display_name = 'Ingrid Moen') END,
           'created_at', CASE WHEN n = 105 THEN now() - interval '400 days' ELSE one.created_at END) AS more)
 WHERE one.id = (SELECT ticket.id FROM app.ticket JOIN app.member USING (organization_id)
                  WHERE display_name = 'Ingrid Moen' ORDER BY number LIMIT 1)
"""
"""More tickets than are fetched: of the open ones, and of those that are done. The oldest, and those that nobody has in
hand, are the least urgent: the board has not fetched them."""
COUNTS = """{
  new: tickets(filter: { isOpen: true, stages: [NEW] }, first: 1) { totalCount }
  done: tickets(filter: { statuses: [RESOLVED] }, first: 1) { totalCount }
  unassigned: tickets(
    filter: { isOpen: true, isAssigned: false, stages: [NEW, SCHEDULED, IN_PROGRESS] }, first: 1) { totalCount }
}"""


OLDEST = """{
  tickets(filter: { isOpen: true, isAssigned: false }, orderBy: { createdAt: ASC }, first: 1) {
    nodes { id assignees { id } }
  }
}"""
HAND_OVER = "mutation($input: AssignTicketInput!) { assignTicket(input: $input) { errors { code } } }"


async def report(somebody: Somebody, title: str) -> None:
    await somebody.go("/tickets/new")
    await somebody.page.click("label:has-text('Electricity')")
    await somebody.page.fill("form.report input:not([type])", title)
    where = somebody.page.locator("form.report select")
    if await where.count():
        await where.select_option(index=1)
    await somebody.page.click("form.report button[type=submit]")
    await somebody.page.wait_for_selector(f"h1:has-text('{title}')")


def test_a_card_moved_by_keyboard_moves_for_everybody(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        tom = await stage.person("tom@nordlys.example", locale="nb")
        jonas = await stage.person("jonas@nordlys.example", phone=True, locale="en")
        title = f"Bell {uuid.uuid4()}"
        await report(jonas, title)
        card = ingrid.page.locator(f".board-card:has-text('{title}')")
        await card.wait_for()
        link = card.locator("h3 a")
        await link.focus()
        # Its column is asked for a visit on the way, so it goes there by menu; from there by hand of the keyboard.
        await card.locator("button[popovertarget]").click()
        await card.locator(".menu button:has-text('Scheduled')").click()
        await ingrid.page.click("dialog[open] button[type=submit]")
        await tom.page.wait_for_selector(f"[aria-labelledby=column-SCHEDULED] .board-card:has-text('{title}')")
        # Whoever moves a card stays at it, and so does who only reads while somebody else moves it.
        await ingrid.page.wait_for_selector(f"[aria-labelledby=column-SCHEDULED] h3 a:focus:has-text('{title}')")
        await tom.page.locator(f".board-card:has-text('{title}') h3 a").focus()
        await ingrid.page.keyboard.press("Shift+ArrowRight")
        for one in (ingrid, tom):
            await one.page.wait_for_selector(f"[aria-labelledby=column-IN_PROGRESS] h3 a:focus:has-text('{title}')")
        await jonas.page.wait_for_selector(".steps li[aria-current=step]:has-text('In progress') time")

    play(scene)


def test_the_figures_show_what_asks_for_something(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page = ingrid.page
        await page.wait_for_selector(".board-card")
        all = await page.locator(".board-card").count()
        await page.click(".figures-row button:has-text('Not assigned')")
        await page.wait_for_selector(".figures-row button[aria-pressed=true]:has-text('Not assigned')")
        few = await page.locator(".board-card").count()
        assert 0 < few < all
        assert await page.locator(".board-card .nobody").count() == few
        await page.click(".figures-row button:has-text('Open')")
        assert await page.locator(".board-card").count() == all
        # Choosing a property takes neither the field nor the board from under whoever chooses.
        select = page.locator(".page-head select")
        await select.focus()
        await page.evaluate(NOTE_LOST)
        await select.select_option(index=1)
        await page.wait_for_selector(".columns[aria-busy=false]")
        await page.wait_for_function("(all) => document.querySelectorAll('.board-card').length < all", arg=all)
        assert await page.evaluate("[window.lost, document.activeElement.localName]") == [0, "select"]

    play(scene)


def test_more_than_the_board_fetches_is_counted(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        await execute(own_house.database.superuser_url, MANY)
        ingrid = await stage.person(MANAGER, locale="en")
        page = ingrid.page
        counts = await ask(page, COUNTS)
        assert counts["new"]["totalCount"] > 100 and counts["done"]["totalCount"] > 20
        for place, name in (("#column-NEW + .figures", "new"), ("#column-DONE + .figures", "done")):
            await page.wait_for_selector(f"{place}:text-is('{counts[name]['totalCount']}')")
        free = counts["unassigned"]["totalCount"]
        await page.wait_for_selector(f".figures-row button:has-text('Not assigned') .figures:text-is('{free}')")
        # A figure shows what it stands for, of all there are.
        assert not await page.locator(".board-card:has-text('Copy 105')").count()
        await page.click(".figures-row button:has-text('Oldest new'):has-text('400')")
        await page.wait_for_selector("[aria-labelledby=column-NEW] li:first-child:has-text('Copy 105')")
        new = counts["new"]["totalCount"]
        await page.wait_for_selector(f"#column-NEW + .figures:text-is('{new}')")
        await page.wait_for_selector("#column-SCHEDULED + .figures:text-is('0')")
        await page.click(".figures-row button:has-text('Not assigned')")
        for number in range(101, 106):
            await page.wait_for_selector(f"[aria-labelledby=column-NEW] .board-card:has-text('Copy {number}')")
        assert await page.locator(".board-card").count() == free == await page.locator(".board-card .nobody").count()
        # What somebody takes in hand is there no more, and the next figure is right at once.
        [oldest] = (await ask(page, OLDEST))["tickets"]["nodes"]
        wish = {"ticketId": oldest["id"], "assigneeId": oldest["assignees"][0]["id"]}
        assert (await ask(page, HAND_OVER, {"input": wish}))["assignTicket"]["errors"] == []
        await page.wait_for_selector(".board-card:has-text('Copy 105')", state="detached")
        await page.wait_for_selector(f".figures-row button:has-text('Not assigned') .figures:text-is('{free - 1}')")

    play(scene, base=own_house.node().url)
