"""The demo as `make demo` starts it, for the pages that say what one can do with it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import CLONE
from tests.support.services import open_folder

LAST_WORDS = "Ctrl-C ends everything."


@dataclass(frozen=True)
class Demo:
    """A running demo: where it listens, and what it has printed."""

    port: int
    words: str

    @property
    def token(self) -> str:
        """The API token that it prints."""
        return re.findall(r"^API token +(\S+)$", self.words, re.MULTILINE)[0]

    def here(self, text: str) -> str:
        """Return a text of the documents with the port that is really used."""
        return re.sub(r"\b(127\.0\.0\.1|localhost):8000", rf"\g<1>:{self.port}", text)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A demo of this worker's own."""
    with open_folder() as folder, running(folder) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith(LAST_WORDS):
                break
        words = "".join(lines)
        ports = re.findall(r"^Tenantry runs at http://127\.0\.0\.1:(\d+)/graphql$", words, re.MULTILINE)
        assert ports, words + (folder / "errors").read_text()
        yield Demo(int(ports[0]), words)


@contextmanager
def running(folder: Path) -> "Iterator[subprocess.Popen[str]]":
    """`tenantry demo` as a process, ended in good order."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(CLONE),
        "TENANTRY_VAR": str(folder / "var"),
        "TENANTRY_PORT": str(port),
    }
    command = [sys.executable, "-P", "-m", "app.cli", "demo"]
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd="/", env=environment)
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)
