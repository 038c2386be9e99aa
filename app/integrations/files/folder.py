"""Files in a folder of this machine, behind addresses that are signed as S3 signs its own."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import os
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app import clock
from app.integrations.files.port import (
    AT_ONCE,
    DOWNLOAD_LASTS,
    KEY,
    UPLOAD_LASTS,
    Away,
    Gone,
    Offer,
    Served,
    Upload,
    checked,
)

T = TypeVar("T")
LONGEST_TOKEN = 2_000
HALF = ".new"
"""The ending of a file that is being written."""


class Refused(Exception):
    """An address that is not ours, is too old, or is used otherwise than it was made for."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What an address allows: one method on one key."""

    method: str
    key: str
    content_type: str
    size: int = 0
    sha256: str = ""
    disposition: str = ""


class FolderFiles:
    """Keeps files below a folder; `secret` signs addresses, and `public_url` is where they lead."""

    origin = ""

    def __init__(self, folder: Path, secret: bytes, public_url: str) -> None:
        self._folder = folder
        self._key = hmac.digest(secret, b"tenantry files", "sha256")
        self._base = f"{public_url}/files/"

    def upload(self, key: str, offer: Offer) -> Upload:
        """Sign a PUT of exactly this type, length and sum."""
        allowed = Pass("PUT", checked(key), offer.content_type, offer.size, offer.sha256.hex())
        sum = base64.b64encode(offer.sha256).decode()
        headers = {"Content-Type": offer.content_type, "x-amz-checksum-sha256": sum}
        return Upload(self._base + self._signed(allowed, UPLOAD_LASTS.total_seconds()), headers)

    def address(self, key: str, served: Served) -> str:
        """Sign a GET that answers with this type and disposition."""
        allowed = Pass("GET", checked(key), served.content_type, disposition=served.disposition)
        return self._base + self._signed(allowed, DOWNLOAD_LASTS.total_seconds())

    async def read(self, key: str, most: int) -> bytes:
        path = self.path(key)

        def read() -> bytes:
            with path.open("rb") as file:
                content = file.read(most + 1)
            if len(content) > most:
                raise Gone(key)
            return content

        return await _on_disk(read)

    async def write(self, key: str, content: bytes, content_type: str) -> None:
        path = self.path(key)

        def write() -> None:
            fresh = self._fresh(path)
            fresh.write_bytes(content)
            fresh.replace(path)

        await _on_disk(write)

    async def remove(self, key: str) -> None:
        path = self.path(key)
        await _on_disk(lambda: path.unlink(missing_ok=True))

    async def kept(self, folder: str, before: datetime) -> AsyncIterator[list[str]]:
        """List keys; what a process left half written when it died is removed on the way."""
        place = self._folder / folder

        def look() -> list[str]:
            found = []
            for path in sorted(place.iterdir()) if place.is_dir() else ():
                if path.stat().st_mtime >= before.timestamp():
                    continue
                if path.suffix == HALF:
                    path.unlink(missing_ok=True)
                elif KEY.fullmatch(key := f"{folder}/{path.name}"):
                    found.append(key)
            return found

        listed = await _on_disk(look)
        for start in range(0, len(listed), AT_ONCE):
            yield listed[start : start + AT_ONCE]

    def path(self, key: str) -> Path:
        """Return where a key is kept."""
        return self._folder / checked(key)

    def opened(self, token: str, method: str) -> Pass:
        """Return what an address allows; raises `Refused`."""
        text, _, signature = token.partition(".")
        if len(token) > LONGEST_TOKEN or not hmac.compare_digest(self._signature(text), signature.encode()):
            raise Refused("This address is not ours.")
        try:
            values: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=="))
        except (ValueError, binascii.Error) as error:
            raise Refused("This address is not ours.") from error
        if values.pop("until") <= clock.now().timestamp():
            raise Refused("This address is too old.")
        found = Pass(**values)
        if found.method != method:
            raise Refused("This address is for another method.")
        return found

    async def take(self, allowed: Pass, body: AsyncIterator[bytes]) -> None:
        """Keep what is put, once, if it is exactly what was announced; raises `Refused` and `Away`."""
        path = self.path(allowed.key)
        fresh = await _on_disk(lambda: self._fresh(path))
        try:
            await self._fill(fresh, allowed, body)
            # A link fails where there is a file: what was put once stays as it is.
            await _on_disk(lambda: os.link(fresh, path))
        except FileExistsError:
            raise Refused("There is a file here already.") from None
        finally:
            await _on_disk(lambda: fresh.unlink(missing_ok=True))

    async def _fill(self, fresh: Path, allowed: Pass, body: AsyncIterator[bytes]) -> None:
        taken, sum = 0, hashlib.sha256()
        with await _on_disk(lambda: fresh.open("wb")) as file:
            async for piece in body:
                taken += len(piece)
                if taken > allowed.size:
                    raise Refused("This is longer than was announced.")
                sum.update(piece)
                await _on_disk(partial(file.write, piece))
        if taken != allowed.size or sum.hexdigest() != allowed.sha256:
            raise Refused("This is not what was announced: its length or its SHA-256 differs.")

    def _fresh(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path.with_name(f"{path.name}.{uuid.uuid4().hex}{HALF}")

    def _signed(self, allowed: Pass, seconds: float) -> str:
        values = {name: getattr(allowed, name) for name in Pass.__slots__}
        values["until"] = int(clock.now().timestamp() + seconds)
        text = base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()
        return f"{text}.{self._signature(text).decode()}"

    def _signature(self, text: str) -> bytes:
        return base64.urlsafe_b64encode(hmac.digest(self._key, text.encode(), "sha256")).rstrip(b"=")


async def _on_disk(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except FileExistsError:
        raise
    except FileNotFoundError as error:
        raise Gone("nothing is kept here") from error
    except OSError as error:
        raise Away(f"the disk does not take part: {error.strerror}") from error
