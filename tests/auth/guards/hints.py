"""Which test noticed each mutant last time: only where to look first, so it may be old or absent."""

from pathlib import Path

FILE = Path(__file__).parent / "killers.txt"


def read() -> dict[str, str]:
    """The test for each mutant, by its name."""
    if not FILE.exists():
        return {}
    return dict(line.split("\t") for line in FILE.read_text().splitlines() if line.count("\t") == 1)


def write(found: dict[str, str | None], whole: bool) -> None:
    """Remember what noticed what; after a run over some guards, keep what is known of the others."""
    kept: dict[str, str | None] = {**({} if whole else read()), **found}
    FILE.write_text("".join(f"{name}\t{test}\n" for name, test in sorted(kept.items()) if test and "::" in test))
