"""Reads the rows of a CSV or XLSX file as texts, one at a time: nothing in a file is ever calculated or fetched."""

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_ZEROS = 20
"""Longer than any code that people count as a number; what a file says must not decide how much it takes."""
LONGEST_CELL = 2_000


class Unreadable(Exception):
    """This file cannot be read as a table; the message is a sentence for whoever sent it."""


def rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows, the heading first; raises `Unreadable`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable("The file is larger than 20 MB.")
        found = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_text(path)
        for number, row in enumerate(found):
            if number > MOST_ROWS:
                raise Unreadable(f"The file has more than {MOST_ROWS} rows.")
            if len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row):
                raise Unreadable(f"Row {number + 1} has more than {MOST_COLUMNS} columns, or a cell that is too long.")
            yield row
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error


def _of_text(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets of Western Europe write when nobody asks them for UTF-8.
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Unreadable("This is not a table: save it as CSV or XLSX.")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        for row in csv.reader(text.splitlines(), delimiter=delimiter, strict=True):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise Unreadable(f"The file is not proper CSV: {error}.") from error


def _of_workbook(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as packed:
                if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                    raise Unreadable("The file unpacks to more than can be taken.")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1):
                yield _trimmed([_text(cell) for cell in row])
        except Unreadable:
            raise
        except Exception as error:
            # The library has no closed list of what it raises for a broken file, and reads most of it late.
            raise Unreadable("This is not a workbook: save it as XLSX anew.") from error


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _text(of: Any) -> str:
    cell = of.value
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, int) and re.fullmatch(f"0{{2,{MOST_ZEROS}}}", of.number_format or ""):
        # A postal code that is kept as a number, and shown with its zeros.
        return str(cell).zfill(len(of.number_format))
    return str(cell).strip()
