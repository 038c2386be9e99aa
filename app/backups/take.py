"""Takes a backup: the database, the files and the keys as they are at one instant, while servers go on."""

import asyncio
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import asyncpg

from app import clock
from app.backups import programs
from app.backups.shelf import DUMP, FILES, FORMAT, KEYS, MANIFEST, Shelf, Unsound
from app.integrations.files.port import Away, Files, Gone
from app.models.snapshot import Facts, StoredFile, standing_still

SMALL = ".thumb"
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: a database as `tn_backup` sees it, a store of files, and keys by the names of their files."""

    url: str
    files: Files
    pg_bin: str = ""
    keys: dict[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished backup, and the files that the store no longer had."""

    path: Path
    files: int
    missing: list[str]


async def take(shelf: Shelf, source: Source) -> Taken:
    """Write a backup onto a shelf; raises `Unsound`. What is there already is never touched."""
    began = clock.now()
    with shelf.writing() as folder:
        try:
            async with standing_still(source.url) as facts:
                await asyncio.to_thread(programs.dump, source.pg_bin, source.url, facts.snapshot, folder / DUMP)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            why = (str(error) or type(error).__name__).splitlines()[0]
            raise Unsound(f"The database cannot be read as tn_backup: {why}.") from error
        except OSError as error:
            raise Unsound(f"The backup cannot be written: {error.strerror or error}.") from error
        missing = await _copy(source.files, facts.files, folder / FILES)
        _write_keys(folder / KEYS, source.keys)
        manifest = {"format": FORMAT, "taken_at": began.isoformat(), "has_keys": bool(source.keys), "missing": missing}
        manifest |= _described(facts)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    return Taken(shelf.whole()[-1], len(facts.files), missing)


def _described(facts: Facts) -> dict[str, object]:
    described = asdict(facts)
    described.pop("snapshot")
    described["files"] = [[file.key, file.content_type, file.has_small] for file in facts.files]
    return described


async def _copy(store: Files, files: list[StoredFile], folder: Path) -> list[str]:
    missing = []
    for file in files:
        for key in (file.key, *([file.key + SMALL] if file.has_small else ())):
            try:
                content = await store.read(key, MOST_BYTES)
            except Gone:
                missing.append(key)
                continue
            except Away as error:
                raise Unsound(f"The store of files does not answer: {error}.") from error
            await asyncio.to_thread(_write, folder / key, content)
    return missing


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
    except OSError as error:
        raise Unsound(f"The backup cannot be written: {error.strerror or error}.") from error


def _write_keys(folder: Path, keys: dict[str, bytes]) -> None:
    for name, value in keys.items():
        folder.mkdir(exist_ok=True, mode=0o700)
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(value.hex() + "\n")
