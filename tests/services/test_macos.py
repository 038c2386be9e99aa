"""What runs on macOS alone, as far as another machine can show it: no `/proc`, long temporary folders, Homebrew."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.services import binaries, children, places

LONG = "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T"


def test_a_process_is_known_by_its_command() -> None:
    marker = "a marker with spaces/var"
    with subprocess.Popen([sys.executable, "-c", "input()", marker], stdin=subprocess.PIPE) as process:
        assert children._named_by_ps(process.pid, marker)
        assert not children._named_by_ps(process.pid, "another marker")
        process.communicate(b"\n")
    assert not children._named_by_ps(process.pid, marker)


def test_both_ways_agree() -> None:
    found = Path(sys.executable).name
    assert children._named_by_ps(os.getpid(), found) == children._is_ours(os.getpid(), found) is True


def test_sockets_find_a_short_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", LONG)
    home = tmp_path / ("long" * 25)
    candidates = places.run_folders(home, "0123456789ab")
    assert candidates == [
        home / "run",
        Path(f"{LONG}/tenantry-run-0123456789ab"),
        Path("/tmp/tenantry-run-0123456789ab"),
    ]
    assert places._run_folder(home, "0123456789ab", places.Account()) == candidates[-1]


def test_homebrew_is_looked_at() -> None:
    assert any(folder.startswith("/opt/homebrew/") for folder in binaries.SYSTEM_FOLDERS)
    assert binaries._version_in_name(Path("/opt/homebrew/opt/postgresql@17/bin")) == 17
