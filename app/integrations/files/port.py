"""What the program asks of a store of files. Keys are made here, never by clients."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

KEY = re.compile(r"(in|out)/[0-9a-f-]{36}/[0-9a-f-]{36}(\.thumb)?")
UPLOAD_LASTS = timedelta(minutes=10)
DOWNLOAD_LASTS = timedelta(minutes=5)


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


def checked(key: str) -> str:
    """Return the key; raises `ValueError` for one that we have not made."""
    if not KEY.fullmatch(key):
        raise ValueError("This is no key of ours.")
    return key
