"""Language, clock and appearance follow a person to every device."""

import pytest

from app.auth.viewer import Viewer
from tests.auth.desk import Desk, codes_of
from tests.auth.signing import sign_in

CHANGE = """mutation ($input: ChangePreferencesInput!) { changePreferences(input: $input) {
    errors { code path } viewer { locale timeZone appearance } } }"""
LOOK = "{ viewer { locale timeZone appearance } }"


async def test_what_one_prefers_is_kept_for_the_next_device(desk: Desk) -> None:
    here = await sign_in(desk, "tenant")
    wanted = {"locale": "ar", "timeZone": "America/New_York", "appearance": "DARK"}
    answer = await here.ask(CHANGE, input=wanted)
    assert answer["data"]["changePreferences"] == {"errors": [], "viewer": wanted}
    part = await here.ask(CHANGE, input={"locale": "nb"})
    assert part["data"]["changePreferences"]["viewer"] == {**wanted, "locale": "nb"}
    there = await sign_in(desk, "tenant")
    assert (await there.ask(LOOK))["data"]["viewer"] == {**wanted, "locale": "nb"}
    await there.ask(CHANGE, input={"locale": "en", "timeZone": "UTC", "appearance": "SYSTEM"})


@pytest.mark.parametrize("wanted", [{"locale": "xx-nowhere"}, {"timeZone": "Mars/North"}, {"timeZone": "localtime"}])
async def test_what_nobody_knows_is_refused(desk: Desk, wanted: dict[str, str]) -> None:
    here = await sign_in(desk, "tenant")
    before = (await here.ask(LOOK))["data"]
    answer = await here.ask(CHANGE, input=wanted)
    assert "errors" in answer or codes_of(answer) == ["BAD_USER_INPUT"]
    assert (await here.ask(LOOK))["data"] == before


async def test_nobody_prefers_nothing(desk: Desk) -> None:
    assert codes_of(await desk.ask(Viewer.anonymous(), CHANGE, input={"locale": "nb"})) == ["UNAUTHENTICATED"]
