"""Bad days of `var`: each is one sentence that says what to do, and nothing is left running."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import as_nobody, held, is_root, nobody_can_run_us, refusal

HARM: dict[str, Callable[[Path], object]] = {
    "garbage version": lambda data: (data / "PG_VERSION").write_bytes(b"\xff\xfe garbage"),
    "empty version": lambda data: (data / "PG_VERSION").write_text(""),
    "no version": lambda data: (data / "PG_VERSION").unlink(),
    "truncated control file": lambda data: os.truncate(data / "global" / "pg_control", 100),
    "overwritten control file": lambda data: (data / "global" / "pg_control").write_bytes(os.urandom(8192)),
    "no control file": lambda data: (data / "global" / "pg_control").unlink(),
    "no log of changes": lambda data: shutil.rmtree(data / "pg_wal"),
    "no tables": lambda data: shutil.rmtree(data / "base"),
    "broken configuration": lambda data: (data / "postgresql.conf").write_text("what = = this"),
    "no access file": lambda data: (data / "pg_hba.conf").unlink(),
    "an empty folder": lambda data: [shutil.rmtree(data), data.mkdir()],
    "a file": lambda data: [shutil.rmtree(data), data.write_text("")],
}


@pytest.mark.parametrize("harm", HARM)
def test_damaged_data_is_said_in_one_sentence(var: Path, harm: str) -> None:
    HARM[harm](var / "postgres" / "data")
    said = refusal(var)
    assert f"delete {var}" in said or "is a file" in said


def test_deleting_var_mends_it(var: Path) -> None:
    (var / "postgres" / "data" / "PG_VERSION").write_text("")
    refusal(var)
    shutil.rmtree(var)
    with held(var):
        pass


def test_data_of_another_version_is_named(var: Path) -> None:
    (var / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    assert "was made by PostgreSQL 9" in refusal(var)


@pytest.mark.parametrize("name", ["postgres", "run", "log", ""])
def test_a_file_in_place_of_a_folder(folder: Path, name: str) -> None:
    place = folder / "var"
    if name:
        place.mkdir()
    (place / name).write_text("not a folder")
    said = refusal(place)
    assert "file" in said or "belongs to somebody else" in said


@pytest.mark.skipif(not nobody_can_run_us(), reason="an ordinary user cannot run this Python")
def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    (folder / "var").mkdir(mode=0o755)
    assert "cannot be written" in refusal(folder / "var", **as_nobody())
    assert "cannot be written" in refusal(folder / "deeper" / "var", **as_nobody())


@pytest.mark.skipif(not nobody_can_run_us(), reason="an ordinary user cannot run this Python")
def test_an_ordinary_user_starts_and_root_goes_on_with_the_same_data(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    with held(folder / "var", **as_nobody()):
        pass
    with held(folder / "var"):
        pass


@pytest.mark.skipif(not is_root(), reason="only root can mount")
def test_a_full_disk(folder: Path, pristine: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, timeout=10, check=False).returncode != 0:
        pytest.skip("no tmpfs can be mounted here")
    try:
        folder.chmod(0o755)
        assert "is full: free some space" in refusal(folder / "var")
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=10)


def test_a_wrong_pg_bin_is_named(folder: Path) -> None:
    assert "TENANTRY_PG_BIN is /nowhere" in refusal(folder / "var", env={"TENANTRY_PG_BIN": "/nowhere"})
