"""How the built pages are served: compressed to whoever takes that, and a missing asset is never the page."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.entrypoints.portal import portal_routes

SMALLEST = b"as Node has written it"
SCRIPT = "export const answer = 42;\n" * 40


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "assets").mkdir()
    for name, text in (
        ("assets/index-1.js", SCRIPT),
        ("index.html", "<!doctype html>"),
        ("manifest.webmanifest", "{}"),
    ):
        (tmp_path / name).write_text(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (tmp_path / "assets/plain-1.js").write_text(SCRIPT)
    for name in ("assets/both-1.js", "icon.svg"):
        (tmp_path / name).write_text(SCRIPT)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(SCRIPT.encode(), mtime=0))
        (tmp_path / f"{name}.br").write_bytes(SMALLEST)
    transport = httpx.ASGITransport(Starlette(routes=portal_routes(tmp_path)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/index-1.js", "text/javascript"),
        ("/", "text/html"),
        ("/settings", "text/html"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ],
)
async def test_text_is_compressed_for_whoever_takes_it(client: httpx.AsyncClient, path: str, kind: str) -> None:
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    small = await client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = await client.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert (plain.status_code, small.status_code) == (200, 200)
    assert "content-encoding" not in plain.headers and "content-encoding" not in refused.headers
    assert small.headers["content-encoding"] == "gzip"
    assert plain.text == small.text == refused.text
    for answer in (plain, small):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"].startswith(kind)
    assert plain.headers["etag"] != small.headers["etag"]


@pytest.mark.parametrize("path", ["/assets/both-1.js", "/icon.svg"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=0.5, gzip;q=1.0", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("broken", None),
        ("*", None),
    ],
)
async def test_the_smallest_form_that_a_client_takes_is_served(
    client: httpx.AsyncClient, path: str, accepted: str, encoding: str | None
) -> None:
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        content = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    forms = {"br": SMALLEST, "gzip": gzip.compress(SCRIPT.encode(), mtime=0), None: SCRIPT.encode()}
    assert content == forms[encoding]
    assert (answer.headers["vary"], int(answer.headers["content-length"])) == ("Accept-Encoding", len(content))


async def test_what_is_not_compressed_is_served_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/plain-1.js", headers={"Accept-Encoding": "gzip"})
    assert answer.text == SCRIPT
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"].endswith("immutable")


@pytest.mark.parametrize("path", ["/assets/gone-1.js", "/assets/../index.html", "/no-such-place"])
async def test_what_is_missing_is_404(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_where_no_portal_is_built_its_files_are_missing(tmp_path: Path) -> None:
    app = Starlette(routes=portal_routes(tmp_path / "nowhere"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as nowhere:
        assert (await nowhere.get("/assets/app.js")).status_code == 404
