"""Lists of homes that are wrong, one fault each; `python -m tests.corpora.sheets FOLDER` writes them out."""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

HEAD = (
    "eiendom id;eiendom;adresse;postnummer;sted;land;enhet id;enhet;type;areal;leietaker id;leietaker;e-post;telefon;"
    "kontrakt id;fra;til;leie;forfallsdag"
)
GOOD = "P1;Gården;Gata 1;0580;Oslo;NO;U1;101;leilighet;54;T1;Åse;aase@x.example;90000001;L1;01.02.2026;;12 500,50;1"
PLACES = {name: place for place, name in enumerate(HEAD.split(";"))}
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Bad:
    """A file, and what is said of it: that it is no table, or the column of its third row."""

    name: str
    content: bytes
    says: str


def lines(*rows: str, encoding: str = "utf-8") -> bytes:
    """A CSV of these rows below the heading."""
    return "\r\n".join([HEAD, *rows]).encode(encoding)


def row(**cells: str) -> str:
    """The good row with other cells; `_` stands for a space in the name of a column."""
    found = GOOD.split(";")
    for name, value in cells.items():
        found[PLACES[name.replace("_", " ").replace("epost", "e-post")]] = value
    return ";".join(found)


def workbook(change: Callable[[dict[str, bytes]], None] | None = None, *rows: list[object]) -> bytes:
    """An XLSX of these rows, with its parts changed."""
    book = Workbook()
    for cells in rows or ([*HEAD.split(";")], [*GOOD.split(";")]):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    if change is None:
        return out.getvalue()
    with zipfile.ZipFile(out) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>%s]>" % b"".join(
    b"<!ENTITY %c '%s'>" % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 107)
)
PEEK = b"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def _with_entities(entities: bytes, last: int) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        used = b"<sheetData><row><c t='inlineStr'><is><t>&%c;</t></is></c></row>" % last
        parts[SHEET] = entities + parts[SHEET].replace(b"<sheetData>", used, 1)

    return change


def _bomb(parts: dict[str, bytes]) -> None:
    parts["xl/sharedStrings.xml"] = bytes(320 * 1024 * 1024)


def _broken_off(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(b"</row>", b"</wor>", 1)


def _without_sheet(parts: dict[str, bytes]) -> None:
    del parts[SHEET]


def unreadable() -> Iterator[Bad]:
    """Files that are no table at all, or more than can be taken."""
    many = "\n".join([HEAD, *([GOOD] * 20_001)])
    files: dict[str, bytes] = {
        "nothing.xlsx": b"",
        "garbage.csv": bytes(range(256)) * 20,
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "utf16.csv": lines(GOOD, encoding="utf-16"),
        "open-quote.csv": lines('"P1;Gården', GOOD),
        "words-after-quote.csv": lines('"P1"x;Gården', GOOD),
        "too-many-rows.csv": many.encode(),
        "too-wide.csv": lines(GOOD + ";" * 100),
        "too-long.csv": lines(row(adresse="x" * 3_000)),
        "too-large.csv": HEAD.encode() + b"\n" * (21 * 1024 * 1024),
        "no-zip.xlsx": b"PK\x03\x04 no workbook",
        "cut.xlsx": workbook()[:-400],
        "text.xlsx": lines(GOOD),
        "old.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000),
        "without-sheet.xlsx": workbook(_without_sheet),
        "broken-inside.xlsx": workbook(_broken_off),
        "bomb.xlsx": workbook(_bomb),
        "laughs.xlsx": workbook(_with_entities(LAUGHS, 106)),
        "peek.xlsx": workbook(_with_entities(PEEK, 97)),
    }
    for name, content in files.items():
        yield Bad(name, content, UNREADABLE)


def faulty() -> Iterator[Bad]:
    """Tables with one cell that is wrong, in the third row; the second is good."""
    cells = {
        "formula": ({"enhet": "=HYPERLINK(1)"}, "unit"),
        "at": ({"leietaker": "@SUM(A1)"}, "tenant"),
        "turned-name": ({"eiendom": "\u202egården"}, "property"),
        "no-number": ({"leie": "gratis"}, "rent"),
        "not-a-number": ({"leie": "NaN"}, "rent"),
        "negative": ({"leie": "-1"}, "rent"),
        "endless": ({"leie": "1e400"}, "rent"),
        "no-day": ({"fra": "31.02.2026"}, "from"),
        "backwards": ({"til": "2026-01-01"}, "to"),
        "far-day": ({"fra": "01.01.9999"}, "from"),
        "due-on-32": ({"forfallsdag": "32"}, "due day"),
        "due-in-arabic": ({"forfallsdag": "٣٢"}, "due day"),
        "castle": ({"type": "slott"}, "kind"),
        "no-country": ({"land": "Norge"}, "country"),
        "two-mails": ({"epost": "a@x.example, b@x.example"}, "e-mail"),
        "no-phone": ({"telefon": "ring meg"}, "phone"),
        "no-name": ({"leietaker": ""}, "tenant"),
        "no-tenant": ({"leietaker_id": "", "leietaker": "", "epost": "", "telefon": ""}, "tenant id"),
        "no-property": ({"eiendom_id": ""}, "property id"),
        "long-id": ({"enhet_id": "x" * 101}, "unit id"),
        "same-unit": ({"enhet_id": "U1"}, "unit id"),
        "same-lease": ({"kontrakt_id": "L1"}, "lease id"),
    }
    for name, (changed, column) in cells.items():
        other = {"enhet_id": "U2", "kontrakt_id": "L2", **changed}
        yield Bad(f"{name}.csv", lines(GOOD, row(**other)), column)
    injected = [*row(enhet_id="U2", kontrakt_id="L2", enhet="'").split(";")]
    injected[PLACES["enhet"]] = "=1+1"
    yield Bad("formula.xlsx", workbook(None, [*HEAD.split(";")], [*GOOD.split(";")], list(injected)), "unit")


def every() -> list[Bad]:
    """All of them."""
    return [*unreadable(), *faulty()]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for bad in every():
        (folder / bad.name).write_bytes(bad.content)
    print(f"{len(every())} files in {folder}")
