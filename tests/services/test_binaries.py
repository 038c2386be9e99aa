"""Which programs are taken: the named ones, the packaged ones, those of the system; and what is said when none runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import binaries, places
from app.services.errors import ServiceError
from app.services.postgres import fatal_reason
from tests.support.processes import held, is_root
from tests.support.services import open_folder


@pytest.fixture
def place() -> Iterator[places.Place]:
    with open_folder() as folder:
        (folder / "var").mkdir()
        yield places.prepare(folder / "var")


def fake(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_named_folder_comes_first(place: places.Place) -> None:
    found = binaries.find_postgres(str(fake(place.home / "named", "17.2 (Debian 17.2-1)")), place)
    assert found == binaries.Postgres(place.home / "named", 17)


def test_the_packaged_programs_come_second(place: places.Place) -> None:
    found = binaries.find_postgres("", place)
    assert found.version >= 18
    assert "pginstall" in found.folder.parts


@pytest.mark.parametrize("version", ["14.9", "rubbish"])
def test_a_named_folder_that_cannot_be_used_is_refused(place: places.Place, version: str) -> None:
    named = fake(place.home / "named", version)
    with pytest.raises(ServiceError, match="TENANTRY_PG_BIN"):
        binaries.find_postgres(str(named), place)


@pytest.mark.skipif(not is_root(), reason="only root has folders that it alone can enter")
def test_programs_in_a_closed_folder_are_copied(place: places.Place, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "valkey").mkdir()
    shutil.copy2(binaries.find_valkey(place), tmp_path / "valkey" / "valkey-server")
    copied = binaries._copied(tmp_path / "valkey", place, "test") / "valkey-server"
    assert "Valkey" in binaries._version_line(copied, place.account) or "Redis" in binaries._version_line(
        copied, place.account
    )
    assert tmp_path.stat().st_mode & 0o777 == 0o700


SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


async def test_the_postgresql_of_the_system_works_too() -> None:
    if not SYSTEM:
        pytest.skip("no PostgreSQL of the system is here")
    with open_folder() as folder, held(folder / "var", env={"TENANTRY_PG_BIN": str(SYSTEM[-1].parent)}):
        pass


def test_passing_trouble_in_the_log_is_not_a_reason_to_give_up() -> None:
    assert fatal_reason("x [1] FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use\n") == ""
    assert fatal_reason('x [1] FATAL:  lock file "postmaster.pid" already exists\n') == ""
    assert fatal_reason('x [1] PANIC:  could not read file "global/pg_control"\nx\n').startswith("could not read")
    assert fatal_reason("postgres: could not find the database system\n") == "could not find the database system"
