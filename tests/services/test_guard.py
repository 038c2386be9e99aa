"""The guard alone, with servers that misbehave."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.children import Child, Server
from app.services.places import Account
from tests.support.processes import alive_under, eventually

STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[1], 'w'); time.sleep(60)"
)
FALLING = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(3)"


def child(folder: Path, program: str) -> Child:
    server = Server(
        name="Test",
        command=[sys.executable, "-c", program, str(folder / "ready")],
        log=folder / "log",
        pid_file=folder / "pid",
        sockets=[],
        marker=str(folder / "ready"),
        stop_signal=signal.SIGTERM,
    )
    return Child(server, Account())


@pytest.fixture
def nothing_left(tmp_path: Path) -> Iterator[None]:
    yield
    eventually(lambda: not alive_under(tmp_path))


def test_a_server_that_ignores_the_signal_is_killed_after_the_grace(tmp_path: Path, nothing_left: None) -> None:
    stubborn = child(tmp_path, STUBBORN)
    eventually((tmp_path / "ready").exists)
    began = time.monotonic()
    stubborn.stop()
    assert 4.5 < time.monotonic() - began < 8
    assert alive_under(tmp_path) == []


def test_a_falling_server_is_started_again_ever_slower(tmp_path: Path, nothing_left: None) -> None:
    falling = child(tmp_path, FALLING)
    eventually(lambda: (tmp_path / "ready").exists() and len((tmp_path / "ready").read_text()) >= 3)
    time.sleep(2)
    assert len((tmp_path / "ready").read_text()) < 12
    assert falling.guarded()
    began = time.monotonic()
    falling.stop()
    assert time.monotonic() - began < 2


def test_the_signals_of_a_terminal_do_not_reach_the_server(tmp_path: Path, nothing_left: None) -> None:
    quiet = child(tmp_path, STUBBORN.replace("SIG_IGN", "SIG_DFL"))
    eventually((tmp_path / "ready").exists)
    assert os.getpgid(quiet.guard.pid) != os.getpgid(0)
    os.kill(quiet.guard.pid, signal.SIGINT)
    os.kill(quiet.guard.pid, signal.SIGHUP)
    time.sleep(0.3)
    assert quiet.guarded()
    os.kill(quiet.guard.pid, signal.SIGTERM)
    quiet.guard.wait(5)
    quiet.stop()


def test_a_program_that_is_not_there_is_said_in_the_log(tmp_path: Path) -> None:
    missing = child(tmp_path, STUBBORN)
    missing.stop()
    server = missing.server
    gone = Child(
        Server(server.name, ["/nowhere/server"], server.log, server.pid_file, [], "x", signal.SIGTERM), Account()
    )
    eventually(lambda: "/nowhere/server" in gone.log_text())
    gone.stop()
