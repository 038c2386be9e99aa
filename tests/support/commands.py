"""The console script in a process of its own, as people run it."""

import os
import re
import subprocess
import sys
from typing import IO

from tests.support.processes import CLONE

START_SECONDS = 60


def command(words: list[str], errors: IO[str] | int = subprocess.PIPE, **environment: str) -> "subprocess.Popen[str]":
    """`tenantry` with this environment and nothing else; `errors` takes what it logs."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "app.cli", *words],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(CLONE), "TENANTRY_PASSWORD_COST": "test", **environment},
    )


def refused(words: list[str], **environment: str) -> str:
    """The one sentence on stderr of a command that ends with status 1."""
    process = command(words, **environment)
    _, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 1, errors
    assert len(errors.strip().splitlines()) == 1, errors
    assert errors.startswith("tenantry: ")
    return errors


def lines_until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """Everything printed up to the line that matches."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if re.search(pattern, line):
            return text
    raise AssertionError(text + (process.communicate(timeout=20)[1] or ""))
