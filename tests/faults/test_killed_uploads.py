"""A server is killed while it makes a picture anew: the file ends good or refused, and the store holds nothing else."""

import asyncio
import hashlib
import io
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from app.models.ids import from_global
from tests.corpora.uploads import CANARY, exif, picture
from tests.faults.mortal import Mortal, becomes, looking_into
from tests.journeys.words import AMIRA, report
from tests.support.server import House

STATUS = "SELECT status FROM file WHERE id = $1"
TWO_HOURS_PASS = "UPDATE file SET created_at = created_at - interval '2 hours' WHERE status = 'PENDING'"
TOLD = "SELECT count(*) FROM event WHERE subject_id = $1 AND kind = ANY(ARRAY['ADDED', 'REJECTED'])"
BECOMES = {"good": "READY", "bad": "REJECTED"}
NO_ANSWER = {httpx.ReadError, httpx.RemoteProtocolError}


def photo(sort: str) -> bytes:
    """A photo with its place, whole or ending too early."""
    whole = picture("JPEG", (640, 480), exif=exif())
    assert CANARY in whole
    return whole if sort == "good" else whole[: len(whole) // 2]


@pytest.fixture
async def nordlys(serve: Callable[..., House]) -> AsyncIterator[Mortal]:
    """The demo, which can be killed."""
    house = serve(0)
    async with looking_into(house) as database:
        made = Mortal(house, database)
        await made.start()
        yield made


async def send(nordlys: Mortal, content: bytes) -> str:
    """Announce a photo beside a ticket and put it where it belongs; returns its id."""
    async with nordlys.client(AMIRA) as client:
        ticket = await report(client, "Something drips")
        facts = {"name": "a.jpg", "contentType": "image/jpeg", "size": len(content)}
        sum = hashlib.sha256(content).hexdigest()
        asked = await client.do(
            "requestUpload", "file { id } upload { url headers { name value } }", aboutId=ticket, sha256=sum, **facts
        )
        headers = {one["name"]: one["value"] for one in asked["upload"]["headers"]}
        put = await client.http.put(asked["upload"]["url"], content=content, headers=headers)
        assert put.status_code == 200, put.text
    return str(asked["file"]["id"])


async def complete(nordlys: Mortal, id: str) -> Any:
    """Say that it is there; returns the payload, refused or not."""
    async with nordlys.client(AMIRA) as client:
        return await client.attempt("completeUpload", "file { status url thumbnailUrl }", fileId=id)


def decoders(nordlys: Mortal) -> list[int]:
    """The processes in which this server decodes pictures."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == nordlys.node.process.pid and b"pictures/child.py" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


async def killed_while_it_decodes(nordlys: Mortal, *ids: str) -> None:
    """Kill the server when a decoder is at work on each file, and see the decoders end by themselves."""
    asking = [asyncio.create_task(complete(nordlys, id)) for id in ids]
    await becomes(lambda: len(decoders(nordlys)) == len(ids))
    at_work = decoders(nordlys)
    # Stopped, so that they are surely in the middle when the server dies.
    for each in at_work:
        os.kill(each, signal.SIGSTOP)
    await nordlys.kill()
    for each in at_work:
        os.kill(each, signal.SIGCONT)
    assert {type(end) for end in await asyncio.gather(*asking, return_exceptions=True)} <= NO_ANSWER
    await becomes(lambda: not any(has_command(each) for each in at_work))


def has_command(process: int) -> bool:
    """Whether a process is there; one that is dead and that nobody has waited for has no command."""
    with suppress(OSError):
        return b"child.py" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


@pytest.mark.parametrize("sort", BECOMES)
async def test_killed_while_a_picture_is_made_anew(nordlys: Mortal, sort: str) -> None:
    """Whoever asks again after the restart is served; nobody who does not ask leaves a file in between."""
    asked, left = [await send(nordlys, photo(sort)) for _ in range(2)]
    await killed_while_it_decodes(nordlys, asked, left)
    for id in (asked, left):
        assert await nordlys.database.fetchval(STATUS, uuid_of(id)) == "PENDING"
    await nordlys.start()
    again = await complete(nordlys, asked)
    await nordlys.database.execute(TWO_HOURS_PASS)
    await nordlys.run_job("files.sweep")
    for id in (asked, left):
        await nordlys.until(STATUS, uuid_of(id), wanted=BECOMES[sort])
        assert await nordlys.database.fetchval(TOLD, uuid_of(id)) == 1
    if sort == "good":
        assert again["errors"] == []
        await is_clean(nordlys, (await complete(nordlys, left))["file"])
    await nothing_else_is_kept(nordlys)


async def test_killed_between_the_store_and_the_row(nordlys: Mortal) -> None:
    """The picture is in the store and no row names it yet: it is made again, and the first one goes after a day."""
    id = await send(nordlys, photo("good"))
    async with nordlys.database.transaction():
        await nordlys.database.fetch("SELECT FROM file WHERE id = $1 FOR UPDATE", uuid_of(id))
        asking = asyncio.create_task(complete(nordlys, id))
        await nordlys.somebody_waits()
        await nordlys.kill()
    with pytest.raises(httpx.TransportError):
        await asking
    assert await nordlys.database.fetchval(STATUS, uuid_of(id)) == "PENDING" and len(kept(nordlys, "out")) == 2
    a_day_passes(nordlys)
    await nordlys.start()
    done = await complete(nordlys, id)
    assert done["errors"] == []
    await is_clean(nordlys, done["file"])
    await nordlys.run_job("files.orphans")
    await becomes(lambda: len(kept(nordlys, "out")) == 2)
    await nothing_else_is_kept(nordlys)


async def is_clean(nordlys: Mortal, file: Any) -> None:
    """Both pictures can be fetched, and say nothing of where they were taken."""
    async with nordlys.client(AMIRA) as client:
        for name in ("url", "thumbnailUrl"):
            content = (await client.http.get(file[name])).content
            with Image.open(io.BytesIO(content)) as image:
                image.load()
                assert image.format == "JPEG" and not image.getexif()
            assert CANARY not in content


def kept(nordlys: Mortal, area: str) -> set[str]:
    """The keys in one part of the store."""
    store = nordlys.house.folder / "var/files"
    return {str(path.relative_to(store)) for path in (store / area).rglob("*") if path.is_file()}


def a_day_passes(nordlys: Mortal) -> None:
    """Let what is in the store have been written a day ago."""
    for path in (nordlys.house.folder / "var/files").rglob("*"):
        os.utime(path, (time.time() - 90_000,) * 2)


async def nothing_else_is_kept(nordlys: Mortal) -> None:
    """The store holds what rows name, and nothing that waits to be looked at."""
    rows = await nordlys.database.fetch("SELECT stored_key AS key FROM file WHERE stored_key IS NOT NULL")
    assert kept(nordlys, "out") == {f"{row['key']}{end}" for row in rows for end in ("", ".thumb")}
    assert kept(nordlys, "in") == set()


def uuid_of(id: str) -> uuid.UUID:
    return from_global(id)[1]
