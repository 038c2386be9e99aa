"""The page for those who run it: every setting, as the code has it."""

import re
from pathlib import Path

from app.cli.parser import parser
from app.entrypoints.imports import import_jobs
from app.entrypoints.jobs import jobs
from app.entrypoints.notifications import notification_jobs
from app.entrypoints.payments import payment_jobs
from app.entrypoints.uploads import upload_jobs
from app.integrations.depot import Depot
from app.integrations.files.folder import FolderFiles
from app.models.heads import HeadKey
from app.settings import ROWS
from tests.auth.desk import NOBODY
from tests.auth.proving import FACTORS
from tests.docs.pages import named

PAGE = named("docs/operations.md")
FILES = FolderFiles(Path("/nowhere"), b"", "")


def test_the_table_of_settings_is_the_one_of_the_code() -> None:
    table = [line for line in PAGE.read_text().splitlines() if re.match(r"\| `[A-Z0-9_]+` \|", line)]
    assert table == [
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else ''} | {row.meaning} |" for row in ROWS
    ]


def test_every_command_is_named() -> None:
    (commands,) = [action for action in parser()._actions if action.choices]
    named_here = re.findall(r"^\| `tenantry ([a-z-]+)", PAGE.read_text(), re.MULTILINE)
    assert sorted(named_here) == sorted(commands.choices or ())


def test_every_job_is_named() -> None:
    table = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", PAGE.read_text(), re.MULTILINE)
    known = [
        *payment_jobs(NOBODY),
        *jobs(14, HeadKey(b"x" * 32), None, FACTORS),
        *notification_jobs(""),
        *import_jobs(FILES),
        *upload_jobs(Depot(FILES)),
    ]
    assert sorted(table) == sorted([*(job.name for job in known), "jobs.revive"])


def test_every_variable_in_the_pages_exists() -> None:
    known = {row.variable for row in ROWS}
    mentioned = set(
        re.findall(
            r"\b(?:TENANTRY_[A-Z_]+|(?:MIGRATE_|BACKUP_)?DATABASE_URL|REDIS_URL|SMTP_URL|S3_URL|MAIL_FROM|STRIPE_[A-Z_]+)\b",
            PAGE.read_text(),
        )
    )
    assert mentioned == known
