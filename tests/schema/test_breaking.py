"""The check against the last release: silent without one, loud about what clients would stumble over."""

import subprocess
from pathlib import Path

import pytest

from app.schema.breaking import main

BEFORE = "type Query { tickets: Int, units(first: Int): Int }"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with a schema in its first commit, and no tag."""
    (tmp_path / "schema.graphql").write_text(BEFORE)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "First")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_without_a_tag_there_is_nothing_to_break(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(clone) == 0
    assert capsys.readouterr().out.startswith("no tag yet")


def test_what_is_added_breaks_nothing(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(clone, "tag", "v1")
    (clone / "schema.graphql").write_text(BEFORE.replace("first: Int", "first: Int, last: Int"))
    assert main(clone) == 0
    assert capsys.readouterr().out == "schema.graphql breaks nothing of v1\n"


def test_what_is_taken_away_is_named(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(clone, "tag", "v1")
    (clone / "schema.graphql").write_text("type Query { units(first: Int!): Int }")
    assert main(clone) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_outside_of_git_nothing_fails(tmp_path: Path) -> None:
    assert main(tmp_path) == 0
