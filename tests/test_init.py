"""The first morning: an organization of one's own, and its first administrator comes in by the printed link."""

import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.cli import main
from tests.support.commands import START_SECONDS, command, lines_until, refused
from tests.support.processes import CLONE, alive_under
from tests.support.services import open_folder

FLAGS = ["--name", "Fjordheim", "--admin-name", "Randi Fjord", "--admin-email", "randi@fjordheim.example"]
ACCEPT = """
mutation ($token: String!) { acceptInvitation(input: {token: $token, password: "a quiet fjord in autumn 71"}) {
    token errors { code message } viewer { role nextStep } } }
"""


def said(words: list[str], **environment: str) -> str:
    """What a command prints that ends with status 0."""
    process = command(words, **environment)
    shown, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0, errors
    return shown


def test_from_nothing_to_the_first_administrator() -> None:
    with open_folder() as folder:
        where = {"TENANTRY_VAR": str(folder / "var"), "TENANTRY_PORT": _free_port()}
        first = said(["init", *FLAGS], **where)
        assert "already" in refused(["init", *FLAGS], **where)
        again = said(["init", "--new-link"], **where)
        assert f"TENANTRY_VAR={where['TENANTRY_VAR']} .venv/bin/tenantry serve" in first
        process = command(["serve"], **where)
        try:
            lines_until(process, "Tenantry serves")
            url = f"http://127.0.0.1:{where['TENANTRY_PORT']}/graphql"
            assert _accept(url, _token(first))["errors"][0]["code"] == "LINK_INVALID"
            accepted = _accept(url, _token(again))
            assert not accepted["errors"] and accepted["viewer"] == {
                "role": None,
                "nextStep": "SET_UP_SECOND_FACTOR",
            }
            assert _accept(url, _token(again))["errors"][0]["code"] == "LINK_USED"
        finally:
            process.terminate()
            process.communicate(timeout=30)
        assert "awaited" in refused(["init", "--new-link"], **where)
        assert alive_under(folder) == []


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def _token(words: str) -> str:
    found = re.search(r"http://localhost:\d+/invitation#(\S+)", words)
    assert found, words
    return found[1]


def _accept(url: str, token: str) -> dict:
    answer = httpx.post(url, json={"query": ACCEPT, "variables": {"token": token}}, timeout=10).json()
    return answer["data"]["acceptInvitation"]


@pytest.mark.parametrize(
    ("wrong", "flag"),
    [
        (["--name", " "], "--name"),
        (["--name", "a\nb"], "--name"),
        (["--name", "x" * 201], "--name"),
        (["--country", "Norway"], "--country"),
        (["--currency", "KR"], "--currency"),
        (["--time-zone", "../../etc/passwd"], "--time-zone"),
        (["--languages", "nb,klingon!"], "--languages"),
        (["--admin-email", "nobody"], "--admin-email"),
        (["--admin-name", "\u202e"], "--admin-name"),
    ],
)
def test_what_cannot_be_accepted_is_said_before_anything_is_made(
    wrong: list[str], flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENANTRY_VAR", str(tmp_path / "var"))
    assert main(["init", *FLAGS, *wrong]) == 1
    assert capsys.readouterr().err.startswith(f"tenantry: {flag}: ")
    assert not (tmp_path / "var").exists()


def test_at_a_terminal_it_asks() -> None:
    with open_folder() as folder:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", "init"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(CLONE), "TENANTRY_VAR": str(folder / "var")},
        )
        os.close(theirs)
        for answer in ("Fjordheim", "se", "", "", "", "Randi Fjord", "randi@fjordheim.example"):
            os.write(ours, answer.encode() + b"\n")
        shown = _everything(ours)
        assert process.wait(timeout=START_SECONDS) == 0, shown
        for asked in ("Name of your organization: ", "[NO]", "[SEK]", "[Europe/Stockholm]", "is ready"):
            assert asked in shown


def _everything(terminal: int) -> str:
    text = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            return text.decode()
        text += part
