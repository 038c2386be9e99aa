"""What the program asks of a store of files. Keys are made here, never by clients."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

KEY = re.compile(r"(in|out)/[0-9a-f-]{36}/[0-9a-f-]{36}(\.thumb)?")
UPLOAD_LASTS = timedelta(minutes=10)
DOWNLOAD_LASTS = timedelta(minutes=5)
AT_ONCE = 1_000
"""Keys that a store names at a time."""


class Away(Exception):
    """The store does not answer in time, or its disk is full; a later try may succeed. No secret is in the message."""


class Gone(Exception):
    """There is nothing under this key."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be put under a key, exactly: its type, length in bytes, and SHA-256."""

    content_type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """Where to PUT, and with which headers."""

    address: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Served:
    """How a file is shown to whoever has its address."""

    content_type: str
    disposition: str


class Files(Protocol):
    """Keeps bytes under keys. Every call ends within a time of its own."""

    origin: str
    """Where browsers send files to and get them from; empty for our own origin."""

    def upload(self, key: str, offer: Offer) -> Upload:
        """Return where to put a file, for `UPLOAD_LASTS`; nothing else fits there, and nothing twice."""

    def address(self, key: str, served: Served) -> str:
        """Return where a file can be fetched, for `DOWNLOAD_LASTS`."""

    async def read(self, key: str, most: int) -> bytes:
        """Return a file of at most `most` bytes; raises `Gone` for a longer one too, and `Away`."""

    async def write(self, key: str, content: bytes, content_type: str) -> None:
        """Keep a file of our own making; raises `Away`."""

    async def remove(self, key: str) -> None:
        """Forget a file, if it is there; raises `Away`."""

    def kept(self, folder: str, before: datetime) -> AsyncIterator[list[str]]:
        """Yield the keys in a folder of ours that were last written before a moment, some at a time.

        Raises `Away`.
        """


def folder_of(area: str, organization_id: UUID) -> str:
    """Return where the files of an organization are: `area` is `in` for what has come, `out` for what is kept."""
    return f"{area}/{organization_id}"


def checked(key: str) -> str:
    """Return the key; raises `ValueError` for one that we have not made."""
    if not KEY.fullmatch(key):
        raise ValueError("This is no key of ours.")
    return key
