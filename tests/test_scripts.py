"""The scripts of the clone: what setup says on a machine that lacks something."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import CLONE

TOOLS = ("sh", "dirname", "cat", "cmp", "rm", "mkdir", "chmod", "grep", "tail", "cp", "sleep")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone with nothing but the script and the lock, and a PATH without Python."""
    (tmp_path / "clone").mkdir()
    shutil.copytree(CLONE / "scripts", tmp_path / "clone" / "scripts")
    shutil.copy(CLONE / "requirements.lock", tmp_path / "clone")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")
    return tmp_path


def setup(bare: Path) -> "subprocess.CompletedProcess[str]":
    script = str(bare / "clone" / "scripts" / "setup")
    environment = {"PATH": str(bare / "bin")}
    return subprocess.run([script], capture_output=True, text=True, timeout=30, check=False, env=environment)


def test_setup_says_which_python_is_needed(bare: Path) -> None:
    done = setup(bare)
    assert done.returncode == 1
    assert done.stderr.startswith("setup: Python 3.11 or newer is needed")
    assert done.stderr.count("\n") == 1


def test_setup_says_that_venv_is_missing(bare: Path) -> None:
    python = bare / "bin" / "python3"
    python.write_text('#!/bin/sh\ncase "$*" in *version_info*) exit 0 ;; esac\nexit 1\n')
    python.chmod(0o755)
    done = setup(bare)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_make_only_calls_scripts() -> None:
    recipes = re.findall(r"^\t(.+)$", (CLONE / "Makefile").read_text(), re.MULTILINE)
    assert recipes == ["@scripts/$@"]


def test_the_lock_names_no_host() -> None:
    assert "://" not in (CLONE / "requirements.lock").read_text()
