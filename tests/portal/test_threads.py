"""Long conversations: nothing leaves the middle of what somebody reads."""

import uuid
from collections.abc import Callable

from playwright.async_api import Page

from tests.portal.conftest import Stage
from tests.portal.pages import MANAGER
from tests.portal.test_endings import JONAS, PERSON, START, ask
from tests.portal.test_files import choose, photo

Play = Callable[..., None]
SEND = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) { errors { code } } }"
BEFORE = 101


async def write(page: Page, conversation: str, body: str) -> None:
    """Say something as the page would, without drawing it."""
    input = {"id": str(uuid.uuid4()), "conversationId": conversation, "body": body}
    assert not (await ask(page, SEND, {"input": input}))["sendMessage"]["errors"]


def test_a_picture_takes_nothing_out_of_the_middle_of_a_thread(play: Play) -> None:
    async def scene(stage: Stage) -> None:
        ingrid, jonas = await stage.person(MANAGER, locale="en"), await stage.person(JONAS, locale="en")
        page = ingrid.page
        [person] = (await ask(page, PERSON))["people"]["nodes"]
        first = {"id": str(uuid.uuid4()), "body": "line 0."}
        wish = {"participantIds": [person["id"]], "subject": f"Long {uuid.uuid4().hex[:6]}", "message": first}
        thread = (await ask(page, START, {"input": wish}))["startConversation"]["conversation"]["id"]
        for number in range(1, BEFORE):
            await write(page, thread, f"line {number}.")
        await ingrid.go(f"/messages/{thread}")
        await page.click("button:has-text('Show earlier')")
        await page.wait_for_selector(".bubble:has-text('line 1.')")
        for number in range(BEFORE, BEFORE + 3):
            await write(jonas.page, thread, f"line {number}.")
        await page.wait_for_selector(f".bubble:has-text('line {BEFORE + 2}.')")
        await jonas.go(f"/messages/{thread}")
        await choose(jonas, ".compose", photo("purple", "look.jpg"))
        await jonas.page.fill("#message", "Look at it.")
        await jonas.page.click(".compose button[type=submit]")
        await page.wait_for_selector(".bubble:has-text('Look at it.') button img")
        await page.click("button:has-text('Show earlier')")
        await page.wait_for_selector(".bubble:has-text('line 0.')")
        said = await page.locator(".bubble > p").all_inner_texts()
        assert said == [f"line {number}." for number in range(BEFORE + 3)] + ["Look at it."]

    play(scene)
