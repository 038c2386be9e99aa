"""One contract for all stores: a folder, and S3 as two independent peers play it.

moto knows the breadth of S3 and checks no signature; nanio checks every signature and knows little else.
"""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer
from starlette.applications import Starlette

from app.entrypoints.files import file_routes
from app.integrations.files.folder import FolderFiles
from app.integrations.files.port import Away, Files, Gone, Offer, Served, folder_of
from app.integrations.files.s3 import S3Files
from tests.support.depot import nanio_on

BYTES = b"what somebody sent"
SHOWN = Served("application/pdf", "attachment; filename*=UTF-8''a.pdf")


def offer(content: bytes = BYTES) -> Offer:
    """The offer of these bytes."""
    return Offer("application/pdf", len(content), hashlib.sha256(content).digest())


def key(area: str = "in") -> str:
    """A key as we make them."""
    return f"{area}/{uuid.uuid4()}/{uuid.uuid4()}"


@dataclass
class Store:
    """A store, and a client that reaches it as a browser would."""

    files: Files
    client: httpx.AsyncClient


@asynccontextmanager
async def folder(tmp_path: Path) -> AsyncIterator[Store]:
    """The embedded one, behind its routes."""
    files = FolderFiles(tmp_path / "files", b"s" * 32, "http://here")
    transport = httpx.ASGITransport(Starlette(routes=file_routes(files)))
    async with httpx.AsyncClient(transport=transport) as client:
        yield Store(files, client)


@asynccontextmanager
async def moto(tmp_path: Path) -> AsyncIterator[Store]:
    """S3 as moto plays it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    try:
        async with over(f"http://key:secret@127.0.0.1:{port}/bucket") as store:
            yield store
    finally:
        server.stop()


@asynccontextmanager
async def nanio(tmp_path: Path) -> AsyncIterator[Store]:
    """S3 as nanio plays it: a signature that does not fit is refused."""
    async with nanio_on(0, tmp_path) as port, over(f"http://key:secretsecret@127.0.0.1:{port}/bucket") as store:
        yield store


@asynccontextmanager
async def over(address: str) -> AsyncIterator[Store]:
    """A bucket at an address."""
    files = S3Files(address)
    await asyncio.to_thread(files._client.create_bucket, Bucket="bucket")
    async with httpx.AsyncClient() as client:
        yield Store(files, client)
    files._client.close()


STORES = {"folder": folder, "moto": moto, "nanio": nanio}
STRICT = ("folder", "nanio")
"""Those who check signatures, types and times themselves; whatever came, it is looked at again afterwards."""


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each of them."""
    async with STORES[request.param](tmp_path) as made:
        yield made


async def test_what_is_put_where_it_was_signed_can_be_read(store: Store) -> None:
    place = key()
    upload = store.files.upload(place, offer())
    assert (await store.client.put(upload.address, content=BYTES, headers=upload.headers)).status_code == 200
    assert await store.files.read(place, 1_000) == BYTES
    with pytest.raises(Gone):
        await store.files.read(place, len(BYTES) - 1)


async def test_what_we_keep_is_fetched_by_its_address(store: Store) -> None:
    place = key("out")
    await store.files.write(place, BYTES, "application/pdf")
    answer = await store.client.get(store.files.address(place, SHOWN))
    assert (answer.status_code, answer.content) == (200, BYTES)
    await store.files.remove(place)
    await store.files.remove(place)
    with pytest.raises(Gone):
        await store.files.read(place, 1_000)
    assert (await store.client.get(store.files.address(place, SHOWN))).status_code in (403, 404)


async def test_a_folder_names_what_is_in_it_and_old(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.integrations.files.s3.AT_ONCE", 2)
    organization, now = uuid.uuid4(), datetime.now(UTC)
    mine = {f"out/{organization}/{uuid.uuid4()}" for _ in range(5)}
    for each in (*mine, f"{min(mine)}.thumb", key("out"), f"in/{organization}/{uuid.uuid4()}"):
        await store.files.write(each, BYTES, "application/pdf")
    place = folder_of("out", organization)
    later = now + timedelta(minutes=1)
    assert {each async for page in store.files.kept(place, later) for each in page} == {*mine, f"{min(mine)}.thumb"}
    assert [each async for page in store.files.kept(place, now - timedelta(minutes=1)) for each in page] == []
    assert [each async for page in store.files.kept(folder_of("out", uuid.uuid4()), later) for each in page] == []


async def test_no_key_but_our_own(store: Store) -> None:
    for odd in ("../../etc/passwd", "in/a/b", f"{key()}/../x", "", "/etc/passwd", f"{key()}\n"):
        with pytest.raises(ValueError, match="key of ours"):
            store.files.upload(odd, offer())
        with pytest.raises(ValueError, match="key of ours"):
            await store.files.read(odd, 1)


@pytest.mark.parametrize("name", STRICT)
async def test_an_address_is_good_for_what_it_was_signed_for(name: str, tmp_path: Path) -> None:
    async with STORES[name](tmp_path) as store:
        place = key()
        upload = store.files.upload(place, offer())
        for address, headers in (
            (upload.address[:-3] + "AAA", upload.headers),
            (upload.address, {**upload.headers, "Content-Type": "text/html"}),
        ):
            assert (await store.client.put(address, content=BYTES, headers=headers)).status_code == 403
        longer = await store.client.put(upload.address, content=BYTES + b"!", headers=upload.headers)
        assert longer.status_code == 403
        assert (await store.client.get(upload.address)).status_code == 403
        with pytest.raises(Gone):
            await store.files.read(place, 1_000)


async def test_the_folder_wants_the_sum_and_takes_nothing_twice(tmp_path: Path) -> None:
    async with folder(tmp_path) as store:
        upload = store.files.upload(key(), offer())
        other = bytes(len(BYTES))
        assert (await store.client.put(upload.address, content=other, headers=upload.headers)).status_code == 403
        assert (await store.client.put(upload.address, content=BYTES, headers=upload.headers)).status_code == 200
        assert (await store.client.put(upload.address, content=BYTES, headers=upload.headers)).status_code == 403
        assert not list((tmp_path / "files").rglob("*.new"))


async def test_what_the_folder_serves_runs_nothing(tmp_path: Path) -> None:
    async with folder(tmp_path) as store:
        place = key("out")
        await store.files.write(place, b"<script>", "application/pdf")
        answer = await store.client.get(store.files.address(place, SHOWN))
        assert answer.headers["content-disposition"] == SHOWN.disposition
        assert answer.headers["content-type"] == "application/pdf"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_addresses_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with folder(tmp_path) as store:
        place = key("out")
        await store.files.write(place, BYTES, "application/pdf")
        monkeypatch.setattr("app.integrations.files.folder.DOWNLOAD_LASTS", timedelta(seconds=-1))
        assert (await store.client.get(store.files.address(place, SHOWN))).status_code == 403


async def test_a_store_that_is_away_says_so_in_time() -> None:
    files = S3Files("http://key:secret@127.0.0.1:9/bucket")
    with pytest.raises(Away):
        await files.write(key("out"), BYTES, "application/pdf")
    files._client.close()
