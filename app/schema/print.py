"""Writes the schema as the file that clients and reviews read."""

import sys
from pathlib import Path

from app.schema.root import build


def text() -> str:
    """Return the schema in the schema definition language."""
    return build().as_str().rstrip() + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text())
