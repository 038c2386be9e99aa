"""Programs of others that keep books: they read what was exported, and add it up by themselves."""

import csv
import io
import re
import shutil
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import Transaction

Sums = dict[tuple[str, str], Decimal]


def by_beancount(text: str) -> tuple[list[str], Sums]:
    """What `bean-check` has to say about the books, and what each account adds up to."""
    entries, errors, _ = loader.load_string(text)
    sums: Sums = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                sums[posting.account, posting.units.currency] += posting.units.number
    return [error.message for error in errors], dict(sums)


def by_hledger(text: str, folder: Path) -> tuple[list[str], Sums]:
    """What an hledger journal adds up to, and what is wrong with it: by hledger itself too, where it is installed."""
    sums: Sums = defaultdict(Decimal)
    faults: list[str] = []
    named, *blocks = text.strip().split("\n\n")
    faults += [
        line for line in named.splitlines() if not re.fullmatch(r"account \S+|commodity 1000\.0* [A-Z]{3}", line)
    ]
    for block in blocks:
        head, *lines = block.splitlines()
        if not re.match(r"\d{4}-\d\d-\d\d \* ", head):
            faults.append(head)
        balance: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            found = re.fullmatch(r"    (\S+)  (-?[\d.]+) ([A-Z]{3})(?: = (-?[\d.]+) ([A-Z]{3}))?", line)
            if found is None:
                faults.append(line)
                continue
            account, amount, currency, asserted, _ = found.groups()
            sums[account, currency] += Decimal(amount)
            balance[currency] += Decimal(amount)
            if asserted is not None and sums[account, currency] != Decimal(asserted):
                faults.append(line)
        faults += [head for amount in balance.values() if amount]
    program = shutil.which("hledger")
    if program is not None:
        path = folder / "books.journal"
        path.write_text(text)
        checked = subprocess.run(
            [program, "-f", str(path), "check", "--strict"], capture_output=True, text=True, check=False
        )
        faults += [checked.stderr] if checked.returncode else []
    return faults, dict(sums)


def by_hand(text: str) -> Sums:
    """What the rows of a CSV file add up to."""
    sums: Sums = defaultdict(Decimal)
    for row in csv.DictReader(io.StringIO(text)):
        sums[row["account"], row["currency"]] += Decimal(row["amount"])
    return dict(sums)


async def exported(export: Any, fetch: Any) -> str:
    """The whole text of an export."""
    return "".join([part async for part in export(fetch)])
