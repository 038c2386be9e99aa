"""Where something ends while somebody is at it: a list, a session, a lease, the patience of the server."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Page, Route

from app.entrypoints.demo import PASSWORD
from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import ADMIN, MANAGER
from tests.portal.test_accounts import end_others, enter
from tests.portal.test_former import do
from tests.support.server import House

Play = Callable[..., None]
JONAS = "jonas@nordlys.example"
TITLE = "form.report input:not([type])"
PERSON = '{ people(filter: { search: "Jonas" }, first: 1) { nodes { id } } }'
START = """mutation ($input: StartConversationInput!) {
  startConversation(input: $input) { conversation { id } errors { code userMessage } }
}"""
ASK = """async ([query, variables]) => {
  const headers = { "Content-Type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify({ query, variables }) };
  return (await (await fetch("/graphql", asked)).json()).data;
}"""


async def ask(page: Page, query: str, variables: dict[str, Any] | None = None) -> Any:
    """Ask the server as the page would."""
    return await page.evaluate(ASK, [query, variables])


async def speak(somebody: Somebody, thread: str, words: str) -> None:
    """Say something in one conversation."""
    await somebody.go(f"/messages/{thread}")
    await somebody.page.fill("#message", words)
    await somebody.page.click(".compose button[type=submit]")
    await somebody.page.wait_for_selector(f".bubble.mine:has-text('{words}')")


def test_the_inbox_goes_on_beyond_its_first_fifty(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        ingrid = await stage.person(MANAGER, locale="en")
        page, mark = ingrid.page, uuid.uuid4().hex[:6]
        [jonas] = (await ask(page, PERSON))["people"]["nodes"]
        threads = list[str]()
        for number in range(51):
            first = {"id": str(uuid.uuid4()), "body": "Hello"}
            wish = {"participantIds": [jonas["id"]], "subject": f"{mark} {number}", "message": first}
            answer = await ask(page, START, {"input": wish})
            assert not answer["startConversation"]["errors"], answer
            threads.append(answer["startConversation"]["conversation"]["id"])
        await ingrid.go("/messages")
        await page.wait_for_selector(f".line:has-text('{mark} 50')")
        assert await page.locator(".line").count() == 50
        assert not await page.locator(f".line:has-text('{mark} 0')").count()
        # Where something is said in one that was not fetched, it rises to the top.
        tenant = await stage.person(JONAS, phone=True, locale="en")
        await speak(tenant, threads[0], "From below")
        await page.wait_for_selector(f".rows li:first-child .line:has-text('{mark} 0'):has-text('From below')")
        await page.click("button:has-text('Show more')")
        await page.locator(f".line[href='/messages/{threads[1]}']").click()
        await page.wait_for_selector(f".thread-head:has-text('{mark} 1')")
        # What happens in an old conversation is seen without asking for it, there and in the list.
        await speak(tenant, threads[1], "From the second page")
        await page.wait_for_selector(".bubble.theirs:has-text('From the second page')")
        await page.wait_for_selector(f".rows li:first-child .line[href='/messages/{threads[1]}']")
        await page.wait_for_function("() => document.querySelectorAll('.rows .line[aria-current=page]').length === 1")

    play(scene, base=own_house.node().url)


def test_a_sheet_keeps_what_was_typed_when_the_session_ends(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(ADMIN, locale="en"), await stage.person(ADMIN, locale="en")
        page, reason = here.page, "The lift stood still for a week"
        await here.go("/leases")
        await page.locator(".list-table tr:has(.tone-done) a").first.click()
        amount, words = "dialog[open] input[name=amount]", "dialog[open] textarea[name=reason]"
        await page.click("button:has-text('Give a credit')")
        await page.fill(amount, "1 200,50")
        await page.fill(words, reason)
        await end_others(there)
        await enter_again(page)
        await page.click("button:has-text('Give a credit')")
        assert await page.input_value(words) == reason
        assert await page.input_value(amount) == "1 200,50"
        # Whoever closes the sheet has done with it.
        await page.keyboard.press("Escape")
        await page.locator("dialog[open]").wait_for(state="detached")
        await page.click("button:has-text('Give a credit')")
        assert await page.input_value(words) == ""

    play(scene, base=own_house.node().url)


Form = tuple[str, str, str, str, str]
FORMS: tuple[Form, ...] = (
    ("/properties", ".tiles-list a", "Change", "input[name=city]", "Tromsø"),
    ("/rent-roll", ".list-table tbody th a", "Change", "input[name=area]", "77,5"),
    ("/people", "", "Invite", "input[name=name]", "Berit Ås"),
    ("/settings/tokens", "", "New key", "input[name=name]", "Accounts"),
)
"""Where a form is: the page, the first link to follow, the button that opens it, a field of it, and what is typed."""


async def open_form(here: Somebody, form: Form) -> None:
    _, link, button, field, _ = form
    if link:
        await here.page.locator(link).first.click()
    await here.page.locator(f"main button:text-is('{button}')").first.click()
    await here.page.wait_for_selector(f"dialog[open] {field}")


def test_every_form_of_the_office_keeps_what_was_typed_when_the_session_ends(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(ADMIN, locale="en"), await stage.person(ADMIN, locale="en")
        page = here.page
        for path, link, button, field, words in FORMS:
            form = (path, link, button, field, words)
            await here.go(path)
            await open_form(here, form)
            before = await page.input_value(f"dialog[open] {field}")
            await page.fill(f"dialog[open] {field}", words)
            at = page.url
            await end_others(there)
            await enter_again(page)
            await here.go(at.removeprefix(here.base))
            await open_form(here, (path, "", button, field, words))
            assert await page.input_value(f"dialog[open] {field}") == words, path
            assert before != words

    play(scene, base=own_house.node().url, seconds=400)


def test_a_lease_that_is_changed_keeps_whom_it_binds(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        here, there = await stage.person(ADMIN, locale="en"), await stage.person(ADMIN, locale="en")
        page = here.page
        await here.go("/leases")
        await page.locator(".list-table tr:has-text('Amira Haddad'):has-text('In force') a").first.click()
        button, parties = "button:has-text('Change who is bound')", "dialog[open] .chosen"
        await page.click(button)
        await page.locator(parties).nth(1).wait_for()
        await page.click(f"{parties}:has-text('Karim') button")
        await page.locator(parties).nth(1).wait_for(state="detached")
        await end_others(there)
        await enter_again(page)
        await page.click(button)
        await page.wait_for_selector(parties)
        assert await page.locator(parties).count() == 1
        # Somebody else has changed it meanwhile: that is said, and nothing of it is undone.
        lease = page.url.rpartition("/")[2]
        await do(there, "giveLeaseNotice", leaseId=lease, endOn=str((datetime.now(UTC) + timedelta(days=60)).date()))
        await page.click("dialog[open] button[type=submit]")
        await page.wait_for_selector("dialog[open] .remark.tone-emergency")
        assert await page.locator(parties).count() == 1

    play(scene, base=own_house.node().url)


async def enter_again(page: Page) -> None:
    await page.wait_for_selector("text=Your session has ended")
    await enter(page, ADMIN, PASSWORD)
    await page.wait_for_selector("nav.places")


def test_who_moves_out_is_told_and_keeps_what_is_theirs(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        ingrid = await stage.person(ADMIN, locale="en")
        tenant, office = jonas.page, ingrid.page
        await tenant.click(".hero a:has-text('Pay now')")
        lease = tenant.url.partition("lease=")[2]
        await jonas.go("/tickets/new")
        await tenant.fill(TITLE, "The door does not shut")
        await ingrid.go(f"/leases/{lease}")
        await office.click("button:has-text('End the lease')")
        await office.fill("dialog[open] input[name=date]", (datetime.now(UTC) - timedelta(days=2)).date().isoformat())
        await office.fill("dialog[open] textarea", "Agreed by both")
        await office.click("dialog[open] button[type=submit]")
        await office.wait_for_selector(".remark:has-text('This lease ended')")
        # Whoever was writing reads at once that this is no more, and still reads what they wrote.
        await tenant.wait_for_selector("form.report .remark a[href='/messages']")
        assert await tenant.input_value(TITLE) == "The door does not shut"
        await jonas.go("/")
        await tenant.wait_for_selector("a:has-text('Earlier leases')")
        await jonas.go(f"/lease/{lease}")
        await tenant.wait_for_selector(".remark:has-text('Its papers and payments stay here')")
        await jonas.go(f"/balance?lease={lease}")
        await tenant.wait_for_selector(".account-line")

    play(scene, base=own_house.node().url)


def test_what_is_too_much_for_now_is_asked_again_and_nobody_sees_it(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        somebody = await stage.person(MANAGER, locale="en")
        page, refused = somebody.page, list[str]()

        async def patience(route: Route) -> None:
            if len(refused) < 2 and "query Roll" in (route.request.post_data or ""):
                refused.append("Roll")
                body = '{"errors": [{"message": "Wait.", "extensions": {"code": "RATE_LIMITED", "retryAfterMs": 200}}]}'
                kind = "application/graphql-response+json"
                return await route.fulfill(status=429, headers={"Retry-After": "1"}, body=body, content_type=kind)
            await route.continue_()

        await page.route("**/graphql", patience)
        await somebody.go("/rent-roll")
        await page.wait_for_selector(".list-table tbody tr")
        assert len(refused) == 2

    play(scene, forgiven=("429",))


def test_whoever_reports_too_much_at_once_is_told_and_loses_nothing(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, title, sent = jonas.page, f"Too much {uuid.uuid4().hex[:6]}", list[str]()

        async def refuse(route: Route) -> None:
            if "mutation CreateTicket" not in (route.request.post_data or ""):
                return await route.continue_()
            sent.append(route.request.post_data or "")
            body = '{"data": null, "errors": [{"message": "Wait.", "extensions": {"code": "RATE_LIMITED"}}]}'
            kind = "application/graphql-response+json"
            await route.fulfill(status=429, headers={"Retry-After": "0"}, body=body, content_type=kind)

        await page.route("**/graphql", refuse)
        await jonas.go("/tickets/new")
        await page.click("label:has-text('Electricity')")
        await page.fill(TITLE, title)
        await page.click("form.report button[type=submit]")
        await page.wait_for_selector("form.report .remark:has-text('too much at once. What you wrote is kept')")
        assert len(sent) == 4, "it is sent again by itself before anybody is bothered with it"
        await page.unroute("**/graphql")
        await page.reload()
        assert await page.input_value(TITLE) == title
        await page.click("form.report button[type=submit]")
        await page.wait_for_selector(f"h1:has-text('{title}')")

    play(scene, forgiven=("429",))
