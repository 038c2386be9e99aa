"""`tenantry worker`: sends what a server that does no jobs has queued, and ends in good order."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from os import environ
from pathlib import Path

from app.auth.outbox import post
from app.auth.scope import writing
from app.auth.viewer import Viewer
from app.integrations.mail.kept import KeptMail
from app.models.mail import Letter, Template
from app.settings import Settings
from tests.support.processes import CLONE
from tests.support.services import Database
from tests.support.world import opened

LETTER = Letter(Template.PASSWORD_CHANGED, "ase@nordlys.example", "ar", {"at": "now", "link": "https://a.example/"})


def started(settings: Settings, folder: Path) -> "subprocess.Popen[str]":
    # As the narrower role: what its jobs need is all it may do.
    url = settings.database_url.replace("tn_app", "tn_worker")
    given = {"DATABASE_URL": url, "REDIS_URL": settings.redis_url, "TENANTRY_VAR": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        cwd=CLONE,
        env={**environ, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def test_a_worker_sends_mail_and_ends_when_it_is_told(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with opened(database):
        async with writing(Viewer.anonymous()) as scope:
            id = await post(scope, LETTER)
    worker = started(settings, tmp_path)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "Tenantry works on jobs\n"
        kept = KeptMail(tmp_path / "mail")
        async with asyncio.timeout(10):
            while not kept.kept():  # noqa: ASYNC110 - another process keeps it
                await asyncio.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGTERM)
        words = worker.communicate(timeout=20)[1]
    assert worker.returncode == 0, words
    assert "Traceback" not in words
    assert [(mail.message_id, mail.recipient) for mail in kept.kept()] == [(str(id), "ase@nordlys.example")]


def test_a_worker_needs_services(settings: Settings, tmp_path: Path) -> None:
    worker = started(replace(settings, database_url="", redis_url=""), tmp_path)
    words = worker.communicate(timeout=20)[1]
    assert worker.returncode == 1
    assert words.startswith("tenantry: A worker of its own needs DATABASE_URL and REDIS_URL;")
