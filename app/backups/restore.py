"""Brings a backup back: into an empty database, a store of files, and the folder that keeps the keys."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from app.backups import programs
from app.backups.shelf import DUMP, FILES, KEYS, Unsound, checked
from app.backups.take import SMALL
from app.integrations.files.port import Away, Files
from app.models.epochs import new_epochs
from app.models.migrate import CannotMigrate, known, migrate
from app.models.snapshot import prepare_empty

SMALL_TYPE = "image/jpeg"
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup is brought: a database as a role that may make roles, and a store of files."""

    migrate_url: str
    files: Files
    pg_bin: str = ""
    keep_keys: Callable[[], None] = field(default=lambda: None)
    """Called before the database is filled: nothing may start on it with keys that were made anew."""


async def restore(backup: Path, target: Target, told: Told) -> int:
    """Bring a backup back; returns how many streams begin anew. Raises `Unsound`, and then the database is empty.

    Files come first and the database last, in one transaction: what breaks off can be begun again.
    """
    await bring(backup, target, told)
    return await renewed(target, told)


async def bring(backup: Path, target: Target, told: Told) -> dict[str, Any]:
    """Bring back what a backup holds, exactly; returns its manifest. Raises `Unsound`."""
    manifest = await asyncio.to_thread(checked, backup)
    told("Every byte of the backup is as it was written")
    newer = set(manifest["migrations"]) - known()
    if newer:
        raise Unsound(f"The backup was taken by a newer version: it has the migration {min(newer)}.")
    with refusals():
        if not await prepare_empty(target.migrate_url):
            raise Unsound("There is data in this database already: a backup is brought into an empty one only.")
        target.keep_keys()
        await _bring_files(backup, manifest, target.files)
        told(f"{len(manifest['files'])} files are back")
        await asyncio.to_thread(programs.load, target.pg_bin, target.migrate_url, backup / DUMP)
        told("The database is back")
    return manifest


async def renewed(target: Target, told: Told) -> int:
    """Bring what is back to the newest schema, and let every stream begin anew; returns how many there are."""
    with refusals():
        await migrate(target.migrate_url, told)
        return await new_epochs(target.migrate_url)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a database says into `Unsound`."""
    try:
        yield
    except CannotMigrate as error:
        raise Unsound(str(error)) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise Unsound(f"The database refused: {(str(error) or type(error).__name__).splitlines()[0]}.") from error


async def _bring_files(backup: Path, manifest: dict[str, Any], store: Files) -> None:
    missing = set(manifest["missing"])
    for key, content_type, has_small in manifest["files"]:
        for name, type in ((key, content_type), *(((key + SMALL, SMALL_TYPE),) if has_small else ())):
            if name in missing:
                continue
            content = await asyncio.to_thread((backup / FILES / name).read_bytes)
            try:
                await store.write(name, content, type)
            except Away as error:
                raise Unsound(f"The store of files does not answer: {error}.") from error


def keys_of(backup: Path) -> dict[str, bytes]:
    """Return the keys that a backup holds, by the names of their files; none where it was taken without."""
    folder = backup / KEYS
    if not folder.is_dir():
        return {}
    try:
        return {path.name: bytes.fromhex(path.read_text().strip()) for path in folder.iterdir()}
    except (OSError, ValueError) as error:
        raise Unsound(f"The keys in {folder} cannot be read.") from error


def put_key(path: Path, value: bytes) -> None:
    """Keep a key where a start will look for it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.restored")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(value.hex() + "\n")
    fresh.replace(path)
