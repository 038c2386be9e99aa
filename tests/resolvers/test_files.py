"""Files from the announcement to the address: what is taken, what is refused, and what is left of it."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import httpx
import pillow_heif
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from starlette.applications import Starlette

from app.entrypoints.files import file_routes
from app.models.leases import Lease
from app.models.messages import Message
from app.models.tickets import Ticket, TicketComment
from tests.auth.desk import Desk, codes_of
from tests.support.world import World

REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { errors { code path }
    file { id status } upload { url headers { name value } } } }"""
COMPLETE = """mutation ($id: ID!) { completeUpload(input: {fileId: $id}) { errors { code message }
    file { id status name contentType width height url thumbnailUrl sha256 } } }"""
CANARY = b"CANARY-59.9139N"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def picture(format: str, **options: Any) -> bytes:
    """A photo with a place and words beside its pixels."""
    pillow_heif.register_heif_opener()
    image = Image.effect_noise((640, 400), 40).convert("RGB")
    exif = image.getexif()
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, format, exif=exif, **options)
    return out.getvalue()


def png_with_words() -> bytes:
    """A PNG whose text chunk tells a place."""
    words = PngInfo()
    words.add_text("Comment", CANARY.decode())
    return picture("PNG", pnginfo=words)


def bomb() -> bytes:
    """A small file of 400 million pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


class Sender:
    """Somebody of the world who sends files."""

    def __init__(self, desk: Desk, world: World, role: str) -> None:
        self.desk, self.viewer = desk, world.viewer_of(role)
        files = desk.services.runtime.depot.files
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=file_routes(files))))

    async def announce(self, about: str, name: str, type: str, content: bytes) -> dict[str, Any]:
        """Announce a file."""
        sum = hashlib.sha256(content).hexdigest()
        facts = {"aboutId": about, "name": name, "contentType": type, "size": len(content), "sha256": sum}
        answer = await self.desk.ask(self.viewer, REQUEST, input=facts)
        return answer["data"]["requestUpload"]

    async def send(self, about: str, name: str, type: str, content: bytes) -> dict[str, Any]:
        """Announce it, put it, and say that it is there."""
        asked = await self.announce(about, name, type, content)
        assert not asked["errors"], asked
        headers = {one["name"]: one["value"] for one in asked["upload"]["headers"]}
        put = await self.client.put(asked["upload"]["url"], content=content, headers=headers)
        assert put.status_code == 200, put.text
        answer = await self.desk.ask(self.viewer, COMPLETE, id=asked["file"]["id"])
        return answer["data"]["completeUpload"]


GOOD: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "jpeg": ("a.jpg", "image/jpeg", lambda: picture("JPEG", comment=CANARY)),
    "jpeg and more": ("a.jpeg", "image/jpeg", lambda: picture("JPEG") + b"<script>" + CANARY),
    "png": ("Bad kjøkken.png", "image/png", png_with_words),
    "webp": ("a.webp", "image/webp", lambda: picture("WEBP")),
    "heic": ("IMG_1.HEIC", "image/heic", lambda: picture("HEIF")),
}


@pytest.mark.parametrize("case", GOOD)
async def test_of_a_picture_the_pixels_are_left(desk: Desk, world: World, case: str) -> None:
    name, type, make = GOOD[case]
    tenant = Sender(desk, world, "tenant")
    done = await tenant.send(world.a.global_id(Ticket, "leak"), name, type, make())
    file = done["file"]
    assert done["errors"] == [] and (file["status"], file["width"], file["height"]) == ("READY", 640, 400)
    whole, small = [(await tenant.client.get(file[field])).content for field in ("url", "thumbnailUrl")]
    assert hashlib.sha256(whole).hexdigest() == file["sha256"] and len(small) < len(whole)
    for content in (whole, small):
        shown = Image.open(io.BytesIO(content))
        assert shown.format == "JPEG" and not shown.getexif() and set(shown.info) <= JFIF
        assert CANARY not in content and b"<script>" not in content and b"Exif" not in content


JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

BAD: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "html as jpeg": ("a.jpg", "image/jpeg", lambda: b"<html><script>alert(1)</script></html>"),
    "html after the first bytes": ("a.jpg", "image/jpeg", lambda: b"\xff\xd8\xff<html>"),
    "svg as png": ("a.png", "image/png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "png as jpeg": ("a.jpg", "image/jpeg", lambda: picture("PNG")),
    "cut off": ("a.png", "image/png", lambda: picture("PNG")[:2_000]),
    "pixel flood": ("a.png", "image/png", bomb),
    "gif as webp": ("a.webp", "image/webp", lambda: b"GIF89a"),
    "zip as pdf": ("a.pdf", "application/pdf", lambda: b"PK\x03\x04%PDF-1.7"),
    "pdf as heic": ("a.heic", "image/heic", lambda: PDF),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_is_not_what_it_says_is_refused_for_good(desk: Desk, world: World, case: str) -> None:
    tenant = Sender(desk, world, "tenant")
    refused = await tenant.send(world.a.global_id(Ticket, "leak"), *BAD[case][:2], BAD[case][2]())
    assert [error["code"] for error in refused["errors"]] == ["BAD_USER_INPUT"] and refused["file"] is None


ODD = {
    "type": ("a.svg", "image/svg+xml", PDF),
    "ending": ("a.exe", "application/pdf", PDF),
    "two endings": ("a.pdf.html", "application/pdf", PDF),
    "slash": ("../a.pdf", "application/pdf", PDF),
    "dot": (".pdf", "application/pdf", PDF),
    "backwards": ("a\u202efdp.pdf", "application/pdf", PDF),
    "nothing": ("a.pdf", "application/pdf", b""),
    "nul": ("a\x00.pdf", "application/pdf", PDF),
    "long": ("a" * 120 + ".pdf", "application/pdf", PDF),
    "sheet": ("a.csv", "text/csv", b"a"),
}


@pytest.mark.parametrize("case", ODD)
async def test_an_odd_announcement_is_refused_at_once(desk: Desk, world: World, case: str) -> None:
    asked = await Sender(desk, world, "tenant").announce(world.a.global_id(Ticket, "leak"), *ODD[case])
    assert [error["code"] for error in asked["errors"]] == ["BAD_USER_INPUT"]


async def test_what_has_not_come_cannot_be_completed(desk: Desk, world: World) -> None:
    tenant = Sender(desk, world, "tenant")
    asked = await tenant.announce(world.a.global_id(Ticket, "leak"), "a.pdf", "application/pdf", PDF)
    answer = await desk.ask(tenant.viewer, COMPLETE, id=asked["file"]["id"])
    assert codes_of(answer) == ["CONFLICT"]
    assert codes_of(await desk.ask(world.viewer_of("manager"), COMPLETE, id=asked["file"]["id"])) == ["NOT_FOUND"]


async def test_files_belong_to_what_one_said_oneself(desk: Desk, world: World) -> None:
    tenant = Sender(desk, world, "tenant")
    for model, own, other in ((TicketComment, "leak_public", "leak_inside"), (Message, "home_tenant", "home_manager")):
        done = await tenant.send(world.a.global_id(model, own), "a.pdf", "application/pdf", PDF)
        assert done["errors"] == [] and "attachment" not in done["file"]["name"]
        asked = await tenant.announce(world.a.global_id(model, other), "a.pdf", "application/pdf", PDF)
        assert asked["errors"][0]["code"] in ("FORBIDDEN", "NOT_FOUND")


async def test_a_tenant_keeps_the_paper_when_the_lease_is_closed(desk: Desk, world: World) -> None:
    manager, former = Sender(desk, world, "manager"), world.viewer_of("former_tenant")
    done = await manager.send(world.a.global_id(Lease, "north_old"), "lease.pdf", "application/pdf", PDF)
    async with world.superuser() as connection:
        await connection.execute("UPDATE lease SET status = 'CLOSED' WHERE id = $1", world.a.id(Lease, "north_old"))
    lease = await desk.ask(
        former, "query ($id: ID!) { node(id: $id) { id } }", id=world.a.global_id(Lease, "north_old")
    )
    assert lease["data"]["node"] is None
    answer = await desk.ask(former, "{ files(first: 5) { nodes { name url } } }")
    kept = {row["name"]: row["url"] for row in answer["data"]["files"]["nodes"]}
    fetched = await manager.client.get(kept["lease.pdf"])
    assert fetched.content == PDF and fetched.headers["content-disposition"].startswith("attachment")
    assert done["file"]["sha256"] == hashlib.sha256(PDF).hexdigest()
