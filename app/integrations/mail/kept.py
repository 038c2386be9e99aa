"""Mail that goes nowhere: it is kept in a folder, for demos, development and tests."""

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from app.integrations.mail.port import Message, NotNow

MOST = 200


class KeptMail:
    """Keeps the newest mails as files, one for each Message-ID: sent twice it is there once."""

    def __init__(self, folder: Path, sender_name: str = "Tenantry") -> None:
        self._folder = folder
        self.sender_name = sender_name

    async def send(self, message: Message) -> None:
        """Keep one mail; raises `NotNow` when the disk does not take it."""
        try:
            await asyncio.to_thread(self._keep, message)
        except OSError as error:
            raise NotNow(f"{error.strerror}: {self._folder}") from error

    def kept(self, recipient: str | None = None) -> list[Message]:
        """Return what is kept, the newest first; with `recipient`, only what went there."""
        found = filter(None, map(_read, sorted(self._folder.glob("*.json"), reverse=True)))
        return [message for message in found if recipient in {None, message.recipient}]

    def one(self, message_id: str) -> Message | None:
        """Return the mail of this Message-ID, or None."""
        return next((message for message in self.kept() if message.message_id == message_id), None)

    def _keep(self, message: Message) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not message.message_id.replace("-", "").isalnum():
            raise ValueError("A Message-ID here is an id.")
        # Ids sort by the moment they were made in, so the names do too.
        path = self._folder / f"{message.message_id}.json"
        fresh = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**asdict(message), "written_at": message.written_at.isoformat()}, file, ensure_ascii=False)
        fresh.replace(path)
        for old in sorted(self._folder.glob("*.json"))[:-MOST]:
            old.unlink(missing_ok=True)


def _read(path: Path) -> Message | None:
    # A file may be gone or strange by now: it is only shown.
    with suppress(OSError, ValueError, TypeError, KeyError):
        values = json.loads(path.read_text(encoding="utf-8"))
        return Message(**{**values, "written_at": datetime.fromisoformat(values["written_at"])})
    return None
