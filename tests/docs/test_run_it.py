"""The files for one small server: each is held against the program that reads it, and updates keep nobody waiting."""

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import ROWS, Settings
from tests.docs.pages import blocks, named
from tests.support.commands import command, lines_until
from tests.support.processes import CLONE
from tests.support.server import free_port
from tests.support.services import Database

DEPLOY = CLONE / "deploy"
PAGE = named("docs/run-it.md")
PROGRAM = re.compile(r"/srv/tenantry/(now|%i)/\.venv/bin/tenantry")
CADDYFILE = DEPLOY / "Caddyfile"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
CADDY, SYSTEMD = shutil.which("caddy"), shutil.which("systemd-analyze")


def test_the_page_names_every_file() -> None:
    files = {path.name for path in DEPLOY.iterdir()}
    assert len(files) == 5 and all(f"`{name}`" in PAGE.read_text() for name in files)


def test_the_commands_of_the_page_are_proper_shell() -> None:
    scripts = blocks(PAGE, "bash")
    assert len(scripts) > 8
    for block in scripts:
        done = subprocess.run(["sh", "-n"], input=block.text, text=True, capture_output=True, timeout=10, check=False)
        assert done.returncode == 0, (block.text, done.stderr)


def test_the_settings_are_taken() -> None:
    lines = [line for line in (DEPLOY / "tenantry.env").read_text().splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    assert given.keys() <= {row.variable for row in ROWS}
    assert {name for name, value in given.items() if not value} == {"TENANTRY_SECRET", "TENANTRY_MASTER_KEY"}
    keys = {"TENANTRY_SECRET": "ab" * 32, "TENANTRY_MASTER_KEY": bytes(range(32)).hex()}
    settings = Settings.from_environment({**given, **keys})
    assert settings.mode == "production" and settings.backups == Path("/var/backups/tenantry")


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    assert SYSTEMD is not None and len(UNITS) == 3
    for unit in UNITS:
        # Whether the program is there is another question.
        (tmp_path / unit.name.replace("@", "@8001")).write_text(PROGRAM.sub(sys.executable, unit.read_text()))
    command = [SYSTEMD, "verify", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(CADDY is None, reason="caddy is not installed")
def test_caddy_understands_its_file() -> None:
    assert CADDY is not None
    command = [CADDY, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(CADDY is None, reason="caddy is not installed")
async def test_an_update_keeps_nobody_waiting(database: Database, redis_url: str, tmp_path: Path) -> None:
    assert CADDY is not None
    old, new, outside = (free_port() for _ in range(3))
    file = re.sub(r"^portal\.example", f"http://127.0.0.1:{outside}", CADDYFILE.read_text(), flags=re.MULTILINE)
    file = re.sub(r"^\{\n", "{\n\tadmin off\n", file, flags=re.MULTILINE)
    config = tmp_path / "Caddyfile"
    config.write_text(file.replace("127.0.0.1:8001", f"127.0.0.1:{old}").replace("127.0.0.1:8002", f"127.0.0.1:{new}"))
    where = {"DATABASE_URL": database.app_url, "REDIS_URL": redis_url, "TENANTRY_VAR": str(tmp_path / "var")}
    # As in production; at home it is shorter than what lies between two looks of Caddy.
    where["TENANTRY_DRAIN_SECONDS"] = "6"
    how = ["--adapter", "caddyfile", "--config", str(config)]
    caddy = await asyncio.create_subprocess_exec(CADDY, "run", *how, **_quiet(tmp_path))
    servers = [command(["serve"], TENANTRY_PORT=str(old), **where)]
    try:
        await asyncio.to_thread(lines_until, servers[0], "Tenantry serves")
        asking = asyncio.create_task(_ask(f"http://127.0.0.1:{outside}/graphql"))
        servers.append(command(["serve"], TENANTRY_PORT=str(new), **where))
        await asyncio.to_thread(lines_until, servers[1], "Tenantry serves")
        # Caddy looks each second; the page waits as long.
        await asyncio.sleep(5)
        servers[0].terminate()
        await asyncio.to_thread(servers[0].communicate, timeout=60)
        await asyncio.sleep(0.5)
        asking.cancel()
        answers = await asking
    finally:
        caddy.terminate()
        await caddy.wait()
        for server in servers:
            server.terminate()
            server.communicate(timeout=30)
    assert len(answers) > 10 and set(answers) == {200}, [answer for answer in answers if answer != 200]


def _quiet(home: Path) -> dict[str, Any]:
    """A process that keeps what it keeps in its own home."""
    return {"stderr": asyncio.subprocess.DEVNULL, "env": {"HOME": str(home), "PATH": "/usr/bin"}}


async def _ask(url: str) -> list[int]:
    """Ask again and again until cancelled; returns the status of every answer, 0 for what broke off."""
    answers = []
    async with httpx.AsyncClient(timeout=60) as client:
        try:
            while True:
                try:
                    answers.append((await client.post(url, json={"query": "{ __typename }"})).status_code)
                except httpx.TransportError:
                    # Caddy itself may still be on its way up.
                    answers += [0] if answers else []
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            return answers
