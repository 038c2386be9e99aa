"""What an organization looks like: who changes it, what is refused, and who sees it."""

from typing import Any

from app.models.files import File
from app.models.ids import to_global
from tests.auth.desk import Desk, codes_of
from tests.resolvers.test_files import Sender, picture
from tests.support.world import World

CHANGE = """mutation ($input: ChangeBrandInput!) { changeBrand(input: $input) { errors { code path }
    organization { name brandColor { chosen light dark } logoUrl version } } }"""
LOOK = "{ viewer { organization { name brandColor { chosen } logoUrl } } }"


async def change(desk: Desk, world: World, role: str = "admin", **input: Any) -> Any:
    return await desk.ask(world.viewer_of(role), CHANGE, input=input)


async def test_name_colour_and_logo_are_changed_and_taken_back(desk: Desk, world: World) -> None:
    before = (await desk.ask(world.viewer_of("admin"), LOOK))["data"]["viewer"]["organization"]
    here = to_global("Organization", world.a.organization_id)
    sent = await Sender(desk, world, "admin").send(here, "sign.png", "image/png", picture("PNG"))
    assert sent["errors"] == [], sent
    done = await change(desk, world, name="Fjord Homes", color="#FFEE00", logoId=sent["file"]["id"])
    found = done["data"]["changeBrand"]["organization"]
    assert codes_of(done) == [] and found["name"] == "Fjord Homes"
    assert found["brandColor"]["chosen"] == "#ffee00" != found["brandColor"]["light"]
    seen = (await desk.ask(world.viewer_of("tenant"), LOOK))["data"]["viewer"]["organization"]
    assert seen["name"] == "Fjord Homes" and "/files/" in seen["logoUrl"]
    stale = await change(desk, world, name="Another", expectedVersion=found["version"] - 1)
    assert codes_of(stale) == ["CONFLICT"]
    back = await change(desk, world, name=before["name"], removeColor=True, removeLogo=True)
    assert back["data"]["changeBrand"]["organization"]["brandColor"] is None
    assert back["data"]["changeBrand"]["organization"]["logoUrl"] is None


async def test_what_does_not_fit_is_refused(desk: Desk, world: World) -> None:
    photo = world.a.global_id(File, "leak_photo")
    for wanted in (
        {"name": " "},
        {"color": "#12"},
        {"logoId": photo},
        {"logoId": photo, "removeLogo": True},
    ):
        answer = await change(desk, world, **wanted)
        assert codes_of(answer)[0] in ("BAD_USER_INPUT", "NOT_FOUND"), wanted
    here = to_global("Organization", world.a.organization_id)
    manager = await Sender(desk, world, "manager").announce(here, "sign.png", "image/png", picture("PNG"))
    assert [error["code"] for error in manager["errors"]] == ["FORBIDDEN"]
    paper = await Sender(desk, world, "admin").announce(here, "sign.pdf", "application/pdf", b"%PDF-1.7")
    assert [error["code"] for error in paper["errors"]] == ["BAD_USER_INPUT"]
