"""The console script as people meet it: the demo with its words, refusals in one sentence, and a clean end."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.serving.foreground import heed_ctrl_c, remember_ctrl_c
from app.settings import Settings
from tests.support.commands import START_SECONDS, command, lines_until, refused
from tests.support.processes import alive_under, eventually
from tests.support.services import open_folder


@dataclass(frozen=True)
class Demo:
    process: "subprocess.Popen[str]"
    var: Path
    words: str
    taken_port: int

    @property
    def url(self) -> str:
        found = re.search(r"Tenantry runs at (\S+)", self.words)
        assert found
        return found[1]


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A running demo whose wanted port was taken."""
    with open_folder() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = command(["demo"], TENANTRY_VAR=str(folder / "var"), TENANTRY_PORT=str(port))
        try:
            yield Demo(process, folder / "var", lines_until(process, "Ctrl-C ends everything"), port)
        finally:
            process.terminate()
            _, errors = process.communicate(timeout=30)
            assert process.returncode == 0, errors
            assert alive_under(folder) == []


@pytest.mark.parametrize("days", ["0d", "401d", "-3d", "a week", "4.5d"])
def test_days_that_nobody_could_live_through_are_refused(days: str) -> None:
    process = command(["demo", f"--advance={days}"])
    _, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 2 and "from 1d to 400d" in errors


def test_the_demo_says_what_to_do(demo: Demo) -> None:
    for address in ("solveig@nordlys", "ingrid@nordlys", "amira@nordlys", "casey@harbor", "dana@harbor"):
        assert f"{address}.example" in demo.words
    assert re.search(r"API token +\S+", demo.words)
    assert f"Port {demo.taken_port} is taken: using" in demo.words
    assert httpx.get(demo.url.replace("/graphql", "/livez")).status_code == 200


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
def test_the_printed_lines_can_be_pasted(demo: Demo) -> None:
    pasted = re.search(r"^TOKEN=.*\n.*$", demo.words, re.MULTILINE)
    assert pasted
    done = subprocess.run(["sh", "-c", pasted[0]], capture_output=True, text=True, timeout=20, check=True)
    answer = httpx.Response(200, text=done.stdout).json()
    assert answer["data"]["tickets"]["nodes"], answer


def test_the_doctor_finds_the_demo_while_it_runs(demo: Demo) -> None:
    port = demo.url.split(":")[2].split("/")[0]
    process = command(["doctor"], TENANTRY_VAR=str(demo.var), TENANTRY_PORT=port)
    shown, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0, shown + errors
    for words in (
        f"run under process {demo.process.pid}",
        f"Tenantry listens at {demo.url}",
        "status: ready, postgresql: up, redis: up",
        "tn_app, which sees one organization at a time",
        "events kept, without a gap",
        "Nothing is wrong.",
    ):
        assert words in shown


def test_a_second_demo_in_the_same_folder_is_refused(demo: Demo) -> None:
    assert f"process {demo.process.pid}" in refused(["demo"], TENANTRY_VAR=str(demo.var))


def test_a_taken_port_refuses_serve(demo: Demo, settings: Settings, tmp_path: Path) -> None:
    port = str(demo.taken_port)
    addresses = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
    said = refused(["serve"], **addresses, TENANTRY_PORT=port, TENANTRY_VAR=str(tmp_path))
    assert f"Port {port} is taken" in said


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_with_given_services_starts_nothing(settings: Settings, tmp_path: Path, ending: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "TENANTRY_PORT": str(port),
        "TENANTRY_VAR": str(tmp_path / "var"),
    }
    process = command(["serve"], **environment)
    lines_until(process, "Tenantry serves")
    assert alive_under(tmp_path) == []
    assert {path.name for path in (tmp_path / "var").iterdir()} == {"secret", "master-key"}
    process.send_signal(ending)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_ctrl_c_during_the_start_leaves_nothing() -> None:
    with open_folder() as folder:
        process = command(["demo"], TENANTRY_VAR=str(folder / "var"))
        eventually(lambda: alive_under(folder / "var" / "run"))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors
        eventually(lambda: not alive_under(folder))


def test_a_ctrl_c_that_python_drops_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    before, dropped = signal.getsignal(signal.SIGINT), []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: dropped.append(told.exc_type))
    try:
        remember_ctrl_c()
        dying = threading.Event()
        witness = weakref.ref(dying, lambda _: signal.raise_signal(signal.SIGINT))
        del dying
        assert dropped == [KeyboardInterrupt] and witness() is None
        with pytest.raises(KeyboardInterrupt):
            heed_ctrl_c()
        remember_ctrl_c()
        heed_ctrl_c()
    finally:
        signal.signal(signal.SIGINT, before)


def test_wrong_settings_are_one_sentence() -> None:
    assert "TENANTRY_PORT" in refused(["serve"], TENANTRY_PORT="abc")
    assert "TENANTRY_MODE" in refused(["demo"], TENANTRY_MODE="production")
    assert "TENANTRY_HOST" in refused(["demo"], TENANTRY_HOST="0.0.0.0")
    assert "REDIS_URL" in refused(["serve"], DATABASE_URL="postgresql://tn_app@/x")
    assert "TENANTRY_METRICS_PORT" in refused(["serve"], TENANTRY_METRICS_PORT="70000")
    assert "MIGRATE_DATABASE_URL" in refused(["migrate"])


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    assert "does not answer" in refused(["migrate"], MIGRATE_DATABASE_URL="postgresql://x@127.0.0.1:1/x")


def test_help_is_fast() -> None:
    began = time.monotonic()
    process = command(["--help"])
    shown, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert all(word in shown for word in ("demo", "serve", "doctor", "migrate"))
    assert time.monotonic() - began < 2
