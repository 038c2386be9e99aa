"""The page that adds a domain: its files, put into a copy of the tree, become part of the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.docs.pages import named
from tests.support.processes import CLONE
from tests.support.services import Database

FILE = re.compile(r"^`(app/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = dict(FILE.findall(named("docs/add-a-domain.md").read_text()))
JOINED = """
import strawberry
from strawberry.schema.config import StrawberryConfig

import app.schema.enums.parcels
from app.schema import root
from app.schema.paging import Connection, connection
from app.schema.parcels import Parcel, ParcelEvent, ParcelMutation, ParcelSubscription, parcels
from app.schema.scalars import SCALARS


@strawberry.type
class Query(root.Query):
    parcels: Connection[Parcel] = connection(parcels, "Parcels that came.")


config = StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS)
types = [*root.TYPES, Parcel, ParcelEvent]
print(strawberry.Schema(Query, ParcelMutation, ParcelSubscription, types=types, config=config).as_str())
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program with the files of the page."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(CLONE / "app", tmp_path / "app", ignore=ignored)
    shutil.copy(CLONE / "pyproject.toml", tmp_path)
    number = f"{len(list((CLONE / 'app/models/migrations').glob('0*.py'))) + 1:04}"
    for name, text in FILES.items():
        file = tmp_path / name.replace("NNNN", number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("NNNN", number))
    return tmp_path


def run(tree: Path, *words: str) -> str:
    command = [sys.executable, "-P", *words]
    done = subprocess.run(
        command, cwd=tree, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONPATH": str(tree)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_files_are_part_of_the_schema(tree: Path) -> None:
    schema = run(tree, "-c", JOINED)
    for words in ("type Parcel implements Node", "recordParcel(", "collectParcel(", "parcelEvents(", "parcels("):
        assert words in schema
    imported = [name.removesuffix(".py").replace("/", ".") for name in FILES if "migrations" not in name]
    assert run(tree, "-c", "import app.schema.enums, " + ", ".join(imported)) == ""


def test_the_files_are_written_as_the_others_are(tree: Path) -> None:
    files = [str(path) for path in tree.rglob("*parcels.py")]
    assert len(files) == 7
    run(tree, "-m", "ruff", "check", "--no-cache", *files)
    run(tree, "-m", "ruff", "format", "--no-cache", "--check", *files)


async def test_the_table_can_be_made(database: Database) -> None:
    (sql,) = [text for name, text in FILES.items() if name.endswith(".sql")]
    connection = await asyncpg.connect(database.superuser_url)
    try:
        await connection.execute("SET ROLE tn_owner; SET search_path = app, public")
        await connection.execute(sql)
        query = "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'app.parcel'::regclass"
        assert await connection.fetchval(query) is True
    finally:
        await connection.close()
