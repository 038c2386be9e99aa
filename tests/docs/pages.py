"""The pages of the documentation and the fenced blocks in them."""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.support.processes import CLONE

BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language and its text."""

    page: Path
    language: str
    text: str


def pages() -> list[Path]:
    """Return every page that people read."""
    return sorted([*CLONE.glob("*.md"), *(CLONE / "docs").rglob("*.md")])


def named(name: str) -> Path:
    """Return one page by its path in the clone."""
    return CLONE / name


def blocks(page: Path, *languages: str) -> list[Block]:
    """Return the fenced blocks of a page in their order, perhaps only those in some languages."""
    found = [Block(page, language, dedent(text)) for _, language, text in BLOCK.findall(page.read_text())]
    return [block for block in found if not languages or block.language in languages]


def prose(page: Path) -> str:
    """Return the page without its fenced blocks."""
    return BLOCK.sub("", page.read_text())
