"""A list of homes as people keep it: what is read, and every fault by its row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.integrations.sheets.reader import Unreadable, rows
from app.models.imports import COLUMNS, plan
from tests.corpora.sheets import UNREADABLE, Bad, every
from tests.support.processes import CLONE

HEAD = (
    "eiendom id;eiendom;adresse;postnummer;sted;land;enhet id;enhet;type;leietaker id;leietaker;e-post;"
    "kontrakt id;fra;til;leie;forfallsdag"
)
GOOD = "P1;Gården;Gata 1;0580;Oslo;NO;U1;101;leilighet;T1;Åse;aase@x.example;L1;01.02.2026;;12 500,50;1"


NORWEGIAN = dict(column.headings for column in COLUMNS)
"""What these lists call a column, by its English heading."""


def listed(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A file with these lines below the heading."""
    path = tmp_path / "homes.csv"
    path.write_bytes("\r\n".join([HEAD, *lines]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_a_norwegian_spreadsheet_writes_is_read(tmp_path: Path, encoding: str) -> None:
    found = plan(rows(listed(tmp_path, GOOD, encoding=encoding)))
    assert not found.faults
    values = found.homes[0].values
    assert (values["tenant_name"], values["start_on"], values["rent"]) == ("Åse", date(2026, 2, 1), Decimal("12500.50"))


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = Workbook()
    for line in (HEAD, GOOD):
        book.active.append(line.split(";"))
    book.save(tmp_path / "homes.xlsx")
    assert plan(rows(tmp_path / "homes.xlsx")).homes == plan(rows(listed(tmp_path, GOOD))).homes


def test_the_example_is_good() -> None:
    found = plan(rows(CLONE / "docs" / "homes.csv"))
    assert len(found.homes) == 3 and not found.faults


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("12 500,50", "abc", "rent"),
        ("12 500,50", "NaN", "rent"),
        ("12 500,50", "-1", "rent"),
        ("12 500,50", "12.500", "rent"),
        ("12 500,50", "12,500", "rent"),
        ("01.02.2026", "31.02.2026", "from"),
        ("01.02.2026;", "01.02.2026;2026-01-01", "to"),
        (";1", ";32", "due day"),
        ("leilighet", "slott", "kind"),
        ("NO", "Norge", "country"),
        ("aase@x.example", "aase", "e-mail"),
        ("Gården", "", "property"),
        ("Åse", "", "tenant"),
        ("T1", "", "tenant id"),
        ("101", "=HYPERLINK(1)", "unit"),
        ("Åse", "@SUM(A1)", "tenant"),
        ("Gata 1", "x" * 300, "address"),
        ("Gården", "\u202egården", "property"),
    ],
)
def test_a_fault_has_its_row_and_its_column(tmp_path: Path, before: str, after: str, column: str) -> None:
    found = plan(rows(listed(tmp_path, GOOD.replace("U1", "U0").replace("L1", "L0"), GOOD.replace(before, after))))
    assert {(fault.row, fault.column) for fault in found.faults} == {(3, NORWEGIAN[column])}
    assert [home.row for home in found.homes] == [2]


@pytest.mark.parametrize("country", ["KW", "BH", "JO", "TN", "OM"])
def test_three_decimals_are_no_thousands_where_people_pay_with_them(tmp_path: Path, country: str) -> None:
    found = plan(rows(listed(tmp_path, GOOD.replace("NO;", f"{country};").replace("12 500,50", "450.125"))))
    assert not found.faults and found.homes[0].values["rent"] == Decimal("450.125")


def test_the_same_id_twice_is_a_fault(tmp_path: Path) -> None:
    found = plan(rows(listed(tmp_path, GOOD, GOOD)))
    assert [(fault.row, fault.column) for fault in found.faults] == [(3, "enhet id"), (3, "kontrakt id")]


def test_one_id_of_two_people_is_a_fault(tmp_path: Path) -> None:
    """A second home of the same tenant is none."""
    second = GOOD.replace("U1", "U2").replace("L1", "L2")
    found = plan(
        rows(listed(tmp_path, GOOD, second, GOOD.replace("1;", "3;").replace("T3", "T1").replace("Åse", "Bo")))
    )
    assert [(fault.row, fault.column) for fault in found.faults] == [(4, "leietaker id")]
    assert "Åse" in found.faults[0].message and [home.row for home in found.homes] == [2, 3]


def test_a_column_is_called_as_the_list_calls_it(tmp_path: Path) -> None:
    head = HEAD.replace("leie;", " Leie ;").replace(";sted", "")
    path = tmp_path / "homes.csv"
    path.write_text(head + "\n")
    assert [(fault.row, fault.column) for fault in plan(rows(path)).faults] == [(1, "sted")]
    path.write_text(HEAD.replace("leie;", " Leie ;") + "\n" + GOOD.replace("12 500,50", "much"))
    assert [(fault.row, fault.column) for fault in plan(rows(path)).faults] == [(2, "Leie")]


def test_how_a_number_is_shown_does_not_decide_how_much_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append([7])
    book.active.cell(1, 1).number_format = "0" * 1_900
    book.save(tmp_path / "zeros.xlsx")
    assert list(rows(tmp_path / "zeros.xlsx")) == [["7"]]


@pytest.mark.parametrize("shown_as", ["0000", "General"])
def test_a_workbook_does_not_lose_the_zeros_of_a_postal_code(tmp_path: Path, shown_as: str) -> None:
    book = Workbook()
    book.active.append(HEAD.split(";"))
    book.active.append(GOOD.split(";"))
    cell = book.active.cell(2, HEAD.split(";").index("postnummer") + 1)
    cell.value, cell.number_format = 580, shown_as
    book.save(tmp_path / "homes.xlsx")
    assert plan(rows(tmp_path / "homes.xlsx")).homes[0].values["postal_code"] == "0580"


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"", bytes(range(256)) * 4])
def test_what_is_no_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "homes.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        list(rows(path))


CORPUS = every()


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 30 and len({bad.name for bad in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_every_bad_file_is_a_sentence_or_a_fault_in_its_place(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.content)
    if bad.says == UNREADABLE:
        with pytest.raises(Unreadable) as refusal:
            plan(rows(path))
        assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)
        return
    found = plan(rows(path))
    assert {(fault.row, fault.column) for fault in found.faults} == {(3, NORWEGIAN.get(bad.says, bad.says))}
    assert [home.row for home in found.homes] == [2]
