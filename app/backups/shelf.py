"""The folder of backups: each is a folder that is written beside its place and gets its name when it is whole."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import clock

NAME = re.compile(r"tenantry-(\d{8}T\d{6}Z)")
STAMP = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished"
SUMS, MANIFEST, DUMP, FILES, KEYS = "SHA256SUMS", "manifest.json", "database.dump", "files", "keys"
FORMAT = 1
PIECE = 1024 * 1024
LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class Unsound(Exception):
    """A backup that cannot be taken, or that is not whole; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where backups are kept."""

    folder: Path

    def whole(self) -> list[Path]:
        """Return the backups that were finished, the oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if NAME.fullmatch(path.name) and (path / SUMS).is_file())

    def newest_at(self) -> datetime | None:
        """Return the moment of the newest backup, None where there is none."""
        found = self.whole()
        return moment_of(found[-1]) if found else None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Path]:
        """Yield an empty folder to fill; it becomes a backup when the block ends well, and is gone when it does not.

        What a killed process left unfinished is removed first. Raises `Unsound` while another one is being written.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Unsound(f"Another backup is being written to {self.folder}.") from None
            for left in self.folder.glob(f"*{UNFINISHED}"):
                shutil.rmtree(left, ignore_errors=True)
            target = self.folder / f"tenantry-{clock.now().astimezone(UTC).strftime(STAMP)}"
            fresh = target.with_name(target.name + UNFINISHED)
            if target.exists():
                raise Unsound(f"{target} is there already: try again in a second.")
            fresh.mkdir(mode=0o700)
            try:
                yield fresh
                seal(fresh)
                fresh.rename(target)
                _settle(self.folder)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise

    def keep(self, count: int) -> list[Path]:
        """Remove the oldest backups beyond `count`, and return them; the newest always stays."""
        old = self.whole()[: -max(count, 1)]
        for path in old:
            # Without its sums it counts for nothing, so a removal that breaks off leaves no half backup.
            (path / SUMS).unlink()
            shutil.rmtree(path)
        return old


def moment_of(backup: Path) -> datetime:
    """Return when a backup was taken, from its name; raises `Unsound`."""
    found = NAME.fullmatch(backup.name)
    if found is None:
        raise Unsound(f"{backup} is not named as backups are.")
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)


def seal(folder: Path) -> None:
    """Write the sums of everything in a folder, as `sha256sum -c` reads them, and let all of it reach the disk."""
    lines = []
    for path in _contents(folder):
        lines.append(f"{sum_of(path)}  {path.relative_to(folder)}\n")
        _settle(path)
    # The sums end with their own: what is cut off or changed in the list shows too.
    text = "".join(lines)
    with (folder / SUMS).open("w") as file:
        file.write(f"{text}# {hashlib.sha256(text.encode()).hexdigest()}\n")
    _settle(folder / SUMS)
    _settle(folder)


def checked(backup: Path) -> dict[str, Any]:
    """Return the manifest of a backup of which every byte is as it was written; raises `Unsound` for any other."""
    listed = _sums(backup)
    there = {str(path.relative_to(backup)) for path in _contents(backup)}
    for names, words in ((listed.keys() - there, "is missing"), (there - listed.keys(), "was put in")):
        if names:
            more = f", and {len(names) - 1} more" if len(names) > 1 else ""
            raise Unsound(f"The backup {backup} is damaged: {min(names)} {words}{more}.")
    for name, sum in listed.items():
        if sum_of(backup / name) != sum:
            raise Unsound(f"The backup {backup} is damaged: {name} is not what was written.")
    try:
        manifest = json.loads((backup / MANIFEST).read_text())
    except (ValueError, OSError) as error:
        raise Unsound(f"The backup {backup} is damaged: its manifest cannot be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Unsound(f"The backup {backup} has another form than this version reads.")
    return manifest


def _sums(backup: Path) -> dict[str, str]:
    try:
        text = (backup / SUMS).read_text()
    except FileNotFoundError:
        raise Unsound(f"{backup} is no finished backup: {SUMS} is missing.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unsound(f"The backup {backup} is damaged: {SUMS} cannot be read.") from error
    body, _, own = text.rpartition("# ")
    if hashlib.sha256(body.encode()).hexdigest() != own.strip():
        raise Unsound(f"The backup {backup} is damaged: {SUMS} is not what was written.")
    return {found[2]: found[1] for line in body.splitlines() if (found := LINE.fullmatch(line))}


def _contents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / SUMS)


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file; raises `Unsound` for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unsound(f"{path} cannot be read: {error.strerror}.") from error


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
