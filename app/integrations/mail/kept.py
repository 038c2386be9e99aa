"""Mail that goes nowhere: it is kept in a folder, for demos, development and tests."""

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.integrations.mail.port import Away, Message

MOST = 200


class KeptMail:
    """Keeps the newest mails as files, one for each Message-ID: sent twice it is there once."""

    def __init__(self, folder: Path, sender_name: str = "Tenantry") -> None:
        self._folder = folder
        self.sender_name = sender_name

    async def send(self, message: Message) -> None:
        """Keep one mail; raises `Away` when the disk does not take it."""
        try:
            await asyncio.to_thread(self._keep, message)
        except OSError as error:
            raise Away(f"{error.strerror}: {self._folder}") from error

    def kept(self, recipient: str | None = None) -> list[Message]:
        """Return what is kept, the newest first; with `recipient`, only what went there."""
        found = filter(None, map(_read, sorted(self._folder.glob("*.json"), reverse=True)))
        return [message for message in found if recipient in {None, message.recipient}]

    def one(self, message_id: str) -> Message | None:
        """Return the mail of this Message-ID, or None."""
        return _read(self._path(message_id)) if _is_id(message_id) else None

    async def greet(self) -> None:
        """See whether the disk takes a mail; raises `Away`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Away(f"{error.strerror}: {self._folder}") from error

    def _path(self, message_id: str) -> Path:
        # Ids sort by the moment they were made in, so the names do too.
        return self._folder / f"{message_id}.json"

    def _keep(self, message: Message) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_id(message.message_id):
            raise ValueError("A Message-ID here is an id.")
        path = self._path(message.message_id)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**asdict(message), "written_at": message.written_at.isoformat()}, file, ensure_ascii=False)
        fresh.replace(path)
        for old in sorted(self._folder.glob("*.json"))[:-MOST]:
            old.unlink(missing_ok=True)


def _is_id(text: str) -> bool:
    return text.replace("-", "").isalnum() and text.isascii()


def _read(path: Path) -> Message | None:
    # A file may be gone or strange by now: it is only shown.
    with suppress(OSError, ValueError, TypeError, KeyError):
        values = json.loads(path.read_text(encoding="utf-8"))
        return Message(**{**values, "written_at": datetime.fromisoformat(values["written_at"])})
    return None
