"""Compares schema.graphql with the one of the last release: `scripts/breaking`."""

import subprocess
import sys
from pathlib import Path

from graphql import build_schema, find_breaking_changes

FILE = "schema.graphql"


def last_tag(folder: Path) -> str | None:
    """Return the newest tag that HEAD descends from; None when there is none, or no git."""
    return _git(folder, "describe", "--tags", "--abbrev=0")


def breaking_changes(folder: Path, tag: str) -> list[str]:
    """Return what clients of the tagged schema would stumble over; nothing where the tag has no schema."""
    before = _git(folder, "show", f"{tag}:{FILE}")
    if before is None:
        return []
    after = (folder / FILE).read_text()
    return sorted(change.description for change in find_breaking_changes(build_schema(before), build_schema(after)))


def main(folder: Path) -> int:
    """Print one line per breaking change and return 1 if there is any."""
    tag = last_tag(folder)
    if tag is None:
        print("no tag yet: nothing to compare schema.graphql with")
        return 0
    changes = breaking_changes(folder, tag)
    print("\n".join(changes) if changes else f"schema.graphql breaks nothing of {tag}")
    return 1 if changes else 0


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=30)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
