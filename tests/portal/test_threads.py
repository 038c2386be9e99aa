"""Long conversations, of which nothing leaves the middle, and those that are taken away."""

import json
import uuid
from collections.abc import Callable

from playwright.async_api import Page, WebSocketRoute

from tests.portal.conftest import Stage
from tests.portal.pages import MANAGER
from tests.portal.test_endings import JONAS, PERSON, START, ask
from tests.portal.test_files import choose, photo
from tests.support.server import House
from tests.support.services import execute

Play = Callable[..., None]
SEND = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) { errors { code } } }"
BEFORE = 101
LEAVE = """
DELETE FROM app.participant WHERE member_id IN (SELECT id FROM app.member WHERE display_name = 'Jonas Nygaard')
"""


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


class Telling:
    """Stands between a page and the server, and tells it besides what nobody can bring about by the pages."""

    def __init__(self) -> None:
        self._stream, self._cursor = "", ""

    def __call__(self, page: WebSocketRoute) -> None:
        self._page, server = page, page.connect_to_server()

        def up(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] == "subscribe" and "MessageEvents" in frame["payload"]["query"]:
                self._stream = frame["id"]
            server.send(text)

        def down(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["type"] == "next" and frame["id"] == self._stream:
                self._cursor = frame["payload"]["data"]["messageEvents"]["cursor"]
            page.send(text)

        page.on_message(up)
        server.on_message(down)

    def gone(self, id: str) -> None:
        """Say that a conversation can no longer be seen."""
        told = {"__typename": "StreamGone", "cursor": self._cursor, "id": id}
        frame = {"id": self._stream, "type": "next", "payload": {"data": {"messageEvents": told}}}
        self._page.send(json.dumps(frame))


def test_what_can_no_longer_be_read_is_not_counted_either(play: Play, own_house: House) -> None:
    async def scene(stage: Stage) -> None:
        ingrid, jonas = await stage.person(MANAGER, locale="en"), await stage.person(JONAS, phone=True, locale="en")
        telling, badge = Telling(), "nav.places a[href='/messages'] .count"
        await jonas.page.route_web_socket("**/graphql", telling)
        await jonas.go("/tickets")
        await jonas.page.wait_for_selector(".ticket")
        [person] = (await ask(ingrid.page, PERSON))["people"]["nodes"]
        first = {"id": str(uuid.uuid4()), "body": "Not for you any more"}
        wish = {"participantIds": [person["id"]], "subject": "Soon gone", "message": first}
        thread = (await ask(ingrid.page, START, {"input": wish}))["startConversation"]["conversation"]["id"]
        await jonas.page.wait_for_selector(badge)
        # As it is heard, too: of what came after the page.
        seen, heard = await jonas.page.locator(f"{badge} > span").all_inner_texts()
        assert heard.strip("\u2068").startswith(seen), (seen, heard)
        await execute(own_house.database.superuser_url, LEAVE)
        telling.gone(thread)
        await jonas.page.wait_for_selector(badge, state="detached")

    play(scene, base=own_house.node().url)
