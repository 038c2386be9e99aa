"""Brings a long list in with `tenantry import`: tried first, then written, then once more, which changes nothing."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from tests.corpora.sheets import HEAD, lines, row

REACH_SECONDS, REACH_MB = 60.0, 400.0
HOMES_OF_PROPERTY = 40
TENANTRY = [sys.executable, "-P", "-m", "app.cli"]
OWNER = ["--name", "Fjordheim", "--admin-name", "Randi Fjord", "--admin-email", "randi@fjordheim.example"]


@dataclass(frozen=True, slots=True)
class Run:
    """One command: what it counted, seconds on the clock and of its CPU, megabytes of its largest process."""

    said: str
    seconds: float
    cpu: float
    peak_mb: float


def homes(count: int) -> list[str]:
    """Return so many rows, each a unit that is let to somebody, forty in a property."""
    return [
        row(
            eiendom_id=f"P{place // HOMES_OF_PROPERTY}",
            eiendom=f"Gården {place // HOMES_OF_PROPERTY}",
            **{"enhet_id": f"U{place}", "enhet": str(place), "leietaker_id": f"T{place}", "leietaker": f"Åse {place}"},
            **{"epost": f"aase{place}@x.example", "telefon": f"9{place:07}", "kontrakt_id": f"L{place}"},
        )
        for place in range(count)
    ]


def write(path: Path, rows: list[str]) -> None:
    """Write the list as what the name of the file says."""
    if path.suffix == ".csv":
        path.write_bytes(lines(*rows))
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in (HEAD, *rows):
        sheet.append(line.split(";"))
    book.save(path)


def run(folder: Path, *words: str) -> Run:
    """Run a command of Tenantry in a folder of its own; raises `SystemExit` with what it said when it fails."""
    environment = {**os.environ, "TENANTRY_VAR": str(folder / "var")}
    began = time.perf_counter()
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen([*TENANTRY, *words], env=environment, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        said.seek(0)
        words_said = said.read().strip()
    if process.returncode:
        raise SystemExit(words_said)
    counts = [line.strip() for line in words_said.splitlines() if " new unit rows" in line]
    return Run(counts[-1] if counts else "", seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1_000)


def main() -> int:
    """Measure and print; status 1 when the reach was missed."""
    parser = argparse.ArgumentParser(prog="bench-import", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, metavar="N", help="rows of the list (10,000)")
    parser.add_argument("--xlsx", action="store_true", help="a workbook in place of a CSV")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tn-import-") as name:
        folder = Path(name)
        sheet = folder / ("homes.xlsx" if parsed.xlsx else "homes.csv")
        write(sheet, homes(parsed.rows))
        run(folder, "init", *OWNER)
        done = {
            "tried": run(folder, "import", str(sheet), "--dry-run"),
            "written": run(folder, "import", str(sheet)),
            "once more": run(folder, "import", str(sheet)),
        }
    for what, one in done.items():
        print(f"{what:<10}{one.seconds:>7.1f} s{one.cpu:>7.1f} s of our own CPU{one.peak_mb:>7.0f} MB   {one.said}")
    assert " 0 new unit rows, 0 new tenant rows, 0 new lease rows" in f" {done['once more'].said}", "it came twice"
    kept = done["written"].seconds < REACH_SECONDS * max(1, parsed.rows / 10_000)
    kept = kept and max(one.peak_mb for one in done.values()) < REACH_MB
    print(f"reach: 10,000 rows in a minute, under {REACH_MB:.0f} MB: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
