"""A backup holds everything of one instant, comes back whole, and is refused when anything in it is not as it was."""

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from app import clock
from app.auth.sealing import ACCOUNTS
from app.auth.secrets import Secrets
from app.backups import Scratch, Shelf, Source, Target, Unsound, restore, take, verify
from app.backups.shelf import DUMP, FILES, MANIFEST, SUMS, seal
from app.integrations.files.folder import FolderFiles
from app.services.embedded import Addresses
from tests.models.test_roles import as_role
from tests.subscriptions.test_epochs import epochs
from tests.support.commands import START_SECONDS, command, refused
from tests.support.services import Database, fresh_database
from tests.support.world import HEAD_KEY, World

MASTER = bytes(range(32))
SECRET = b"the key of the world, not secret"


@dataclass
class Kept:
    """A world with files and keys, a backup of it, and an empty database to bring it to."""

    source: Source
    backup: Path
    scratch: Scratch
    empty: Database


@pytest.fixture
async def kept(world: World, migrated_services: Addresses, tmp_path: Path) -> AsyncIterator[Kept]:
    store = FolderFiles(tmp_path / "store", SECRET, "http://localhost")
    await with_bytes(world, store)
    await Secrets(MASTER).ring(ACCOUNTS)
    source = Source(as_role(world, "tn_backup"), store, keys={"secret": SECRET, "master-key": MASTER})
    taken = await take(Shelf(tmp_path / "shelf"), source)
    assert taken.missing == [] and taken.files > 8
    async with fresh_database(migrated_services, "template0") as empty:
        target = Target(empty.migrate_url, FolderFiles(tmp_path / "elsewhere", SECRET, "http://localhost"))
        yield Kept(source, taken.path, Scratch(target, SECRET, MASTER), empty)


async def with_bytes(world: World, store: FolderFiles) -> None:
    """Give every file of the world its bytes."""
    async with world.superuser() as connection:
        for row in await connection.fetch("SELECT stored_key, kind FROM file WHERE is_ready"):
            content = row["stored_key"].encode() * 50
            await store.write(row["stored_key"], content, "image/jpeg")
            if row["kind"] == "IMAGE":
                await store.write(row["stored_key"] + ".thumb", b"small", "image/jpeg")
            sum = hashlib.sha256(content).digest()
            await connection.execute("UPDATE file SET sha256 = $2 WHERE stored_key = $1", row["stored_key"], sum)


async def test_it_comes_back_whole(kept: Kept, world: World, tmp_path: Path) -> None:
    said: list[str] = []
    await verify(kept.backup, kept.scratch, said.append)
    assert any("opens all 2 data keys" in words for words in said), said
    assert any("audit is whole" in words for words in said)
    before, after = await epochs(world.database.superuser_url), await epochs(kept.empty.superuser_url)
    assert before.keys() == after.keys() and not set(before.values()) & set(after.values())
    assert {path.name for path in (tmp_path / "elsewhere").rglob("*")} == {
        path.name for path in (tmp_path / "store").rglob("*")
    }
    assert oct(kept.backup.stat().st_mode)[-3:] == "700"
    assert oct((kept.backup / "keys" / "master-key").stat().st_mode)[-3:] == "600"
    with pytest.raises(Unsound, match="data in this database already"):
        await restore(kept.backup, kept.scratch.target, said.append)


async def refusal_of(backup: Path, scratch: Scratch) -> str:
    """The one sentence with which a backup is refused; empty when it is not."""
    try:
        await verify(backup, scratch, lambda _: None)
    except Unsound as error:
        assert "\n" not in str(error)
        return str(error)
    return ""


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def blot(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(2_000)
    path.write_bytes(content)


def a_file(backup: Path) -> Path:
    return next(path for path in sorted((backup / FILES).rglob("*")) if path.is_file() and not path.suffix)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a bit of the dump": lambda backup: flip(backup / DUMP),
    "a dump cut short": lambda backup: os.truncate(backup / DUMP, 5_000),
    "no dump": lambda backup: (backup / DUMP).unlink(),
    "a bit of a file": lambda backup: flip(a_file(backup)),
    "a file gone": lambda backup: a_file(backup).unlink(),
    "a file put in": lambda backup: (backup / FILES / "more").write_text("x"),
    "a bit of the manifest": lambda backup: flip(backup / MANIFEST),
    "a bit of a key": lambda backup: flip(backup / "keys" / "master-key"),
    "a bit of the sums": lambda backup: flip(backup / SUMS),
    "sums cut short": lambda backup: os.truncate(backup / SUMS, 90),
    "no sums": lambda backup: (backup / SUMS).unlink(),
    "sums that are no text": lambda backup: (backup / SUMS).write_bytes(b"\xff\xfe"),
    "an empty folder": lambda backup: [shutil.rmtree(backup), backup.mkdir()],
    "no folder": shutil.rmtree,
    # Sealed anew: what was wrong before the sums were made, or was made to look right.
    "a dump damaged before": lambda backup: [blot(backup / DUMP), seal(backup)],
    "a dump short before": lambda backup: [os.truncate(backup / DUMP, 60_000), seal(backup)],
    "a file damaged before": lambda backup: [flip(a_file(backup)), seal(backup)],
    "a row less": lambda backup: [counted(backup, -1), seal(backup)],
    "another form": lambda backup: [altered(backup, format=99), seal(backup)],
    "a newer version": lambda backup: [altered(backup, migrations=["9999_later"]), seal(backup)],
}


def altered(backup: Path, **values: object) -> None:
    path = backup / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def counted(backup: Path, more: int) -> None:
    tables = json.loads((backup / MANIFEST).read_text())["tables"]
    altered(backup, tables={**tables, "app.ticket": tables["app.ticket"] + more})


async def test_every_damage_is_refused(kept: Kept, migrated_services: Addresses, tmp_path: Path) -> None:
    for name, harm in DAMAGE.items():
        copy = tmp_path / "damaged" / kept.backup.name
        shutil.copytree(kept.backup, copy)
        harm(copy)
        async with fresh_database(migrated_services, "template0") as empty:
            scratch = replace(kept.scratch, target=replace(kept.scratch.target, migrate_url=empty.migrate_url))
            assert await refusal_of(copy, scratch), name
        shutil.rmtree(copy, ignore_errors=True)


async def test_a_foreign_key_and_a_changed_audit_are_refused(kept: Kept, world: World, tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="master key"):
        await verify(kept.backup, replace(kept.scratch, master=bytes(range(1, 33))), lambda _: None)
    async with world.superuser() as connection:
        await connection.execute("ALTER TABLE audit_entry DISABLE TRIGGER only_added")
        await connection.execute("UPDATE audit_entry SET action = 'NOTHING' WHERE position = 1")
    again = await take(Shelf(tmp_path / "other"), kept.source)
    await drop_all(kept.empty)
    with pytest.raises(Unsound, match=r"audit of .* is damaged"):
        await verify(again.path, kept.scratch, lambda _: None)
    assert HEAD_KEY.public


async def drop_all(database: Database) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute("DROP SCHEMA app CASCADE; DROP SCHEMA jobs CASCADE")
    await connection.close()


async def test_a_file_that_is_gone_does_not_keep_the_rest_from_being_saved(kept: Kept, tmp_path: Path) -> None:
    lost = a_file(kept.backup).relative_to(kept.backup / FILES)
    await kept.source.files.remove(str(lost))
    said: list[str] = []
    taken = await take(Shelf(tmp_path / "other"), kept.source)
    assert taken.missing == [str(lost)]
    await verify(taken.path, kept.scratch, said.append)
    assert said[-1] == f"The store did not have {lost} when the backup was taken"


async def test_killed_in_the_middle_it_leaves_nothing_that_counts(kept: Kept, world: World, tmp_path: Path) -> None:
    shelf, var = Shelf(tmp_path / "shelf"), tmp_path / "var"
    where = {
        **{"BACKUP_DATABASE_URL": kept.source.url, "DATABASE_URL": world.database.app_url, "REDIS_URL": "redis://none"},
        **{"TENANTRY_BACKUPS": str(shelf.folder), "TENANTRY_VAR": str(var)},
    }
    shutil.copytree(tmp_path / "store", var / "files")
    # A pipe that nobody writes to: whoever copies files waits here, in the middle, for as long as we like.
    slow = var / "files" / a_file(kept.backup).relative_to(kept.backup / FILES)
    content = slow.read_bytes()
    slow.unlink()
    os.mkfifo(slow)
    process = command(["backup"], **where)
    while not list(shelf.folder.glob(f"*.unfinished/{DUMP}")):
        await asyncio.sleep(0.05)
        assert process.poll() is None, process.communicate()
    assert "Another backup" in await asyncio.to_thread(refused, ["backup"], **where)
    process.kill()
    await asyncio.to_thread(process.communicate)
    assert shelf.whole() == [kept.backup] and list(shelf.folder.glob("*.unfinished"))
    slow.unlink()
    slow.write_bytes(content)
    process = command(["backup"], **where)
    said, errors = await asyncio.to_thread(process.communicate, timeout=START_SECONDS)
    assert process.returncode == 0, errors
    assert len(shelf.whole()) == 2 and str(shelf.whole()[1]) in said
    assert not list(shelf.folder.glob("*.unfinished"))


def test_the_newest_are_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for days in range(5):
        name = (clock.now() - timedelta(days=days)).strftime("tenantry-%Y%m%dT%H%M%SZ")
        (tmp_path / name).mkdir()
        (tmp_path / name / SUMS).touch()
    (tmp_path / "holiday photos").mkdir()
    before = shelf.whole()
    assert shelf.keep(2) == before[:3] and shelf.whole() == before[3:]
    assert shelf.keep(0) == before[3:4], "the last one is never removed"
    assert (tmp_path / "holiday photos").exists()
