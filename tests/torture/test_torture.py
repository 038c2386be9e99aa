"""The short form of `make torture`: it ends well, and what it has seen is not nothing."""

import re
import subprocess
import sys

import pytest

from tests.support.processes import CLONE

SECONDS = 20
SEED = 20


def test_twenty_seconds_of_torture(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tests.torture", "--seconds", str(SECONDS), "--seed", str(SEED)]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = dict(re.findall(r"^(\w[\w ]*?) {2,}(\d.*)$", done.stdout, re.MULTILINE))
    for nothing in ("lost", "duplicated", "reordered", "ghosts", "foreign", "gaps", "stale"):
        assert said[nothing] == "0", done.stdout
    with capsys.disabled():
        print(f"\n  torture: {said['acknowledged']} acknowledged, {said['delivered']}, faults {said['faults']}")
