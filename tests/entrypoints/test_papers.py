"""Statements and receipts: what they say in each language, and that nobody gets them without an address."""

import csv
import io
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app import clock
from app.auth.cursors import Cursors
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.entrypoints.papers import paper_routes, receipts, statements
from app.errors import NotFound
from app.integrations.papers.weasy import WeasyPrinter
from app.models.leases import Lease
from app.models.papers import Paper, PaperKind
from app.models.payments import Payment
from tests.auth.conftest import desk, world, world_database, world_template
from tests.auth.desk import Desk
from tests.support.world import World

__all__ = ["desk", "world", "world_database", "world_template"]
CURSORS = Cursors(b"a secret of thirty-two bytes....")
ASKED = """
query($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Lease { statement(from: $from, to: $to) {
  opening { minor } closing { minor } pdfUrl csvUrl } } ... on Payment { receiptUrl } } }
"""


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has an address and nothing else."""
    application = Starlette(routes=paper_routes(CURSORS, WeasyPrinter()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as made:
        yield made


def inflated(pdf: bytes) -> Iterator[bytes]:
    """What the streams of a PDF hold."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream)


def paper(world: World, kind: PaperKind, locale: str = "en", name: str = "south_1") -> Paper:
    """A paper about something of organization A."""
    of = Payment if kind is PaperKind.RECEIPT else Lease
    today = world.a.now.date()
    return Paper(world.a.organization_id, kind, world.a.id(of, name), locale, today - timedelta(days=30), today)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("Statement of account", 'lang="en" dir="ltr"', "NOK", "Payment: Card · ", "Owed at the end")),
        ("nb", ("Kontoutskrift", 'lang="nb" dir="ltr"', "kr", "Betaling: Kort · ")),
        ("ar", ("كشف حساب", 'lang="ar" dir="rtl"', "دفعة: بطاقة · ", ">-11,000.00", "المستحق بعد الفترة")),
    ],
)
async def test_a_statement_reads_as_its_reader_does(world: World, locale: str, words: tuple[str, ...]) -> None:
    house = Viewer.system_of(world.a.organization_id, "papers")
    async with reading(house):
        account = await statements.gathered(house, paper(world, PaperKind.STATEMENT, locale))
    html = statements.page(account).html
    assert all(word in html for word in words)
    assert "CANARY-A-charge-south_1-description" in html and "CANARY-A-member-southerner" in html
    assert (account.opening, account.closing, [step.amount for step in account.steps]) == (
        0,
        0,
        [1_100_000, -1_100_000],
    )
    assert "CANARY-A-lease-north" not in html


async def test_a_receipt_says_what_was_settled(world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "papers")
    async with reading(house):
        settled = await receipts.page(house, paper(world, PaperKind.RECEIPT))
        ahead = await receipts.page(house, paper(world, PaperKind.RECEIPT, "nb", "north_1"))
    assert "CANARY-A-charge-south_1-description" in settled.html and "Card" in settled.html
    assert "Til gode for senere krav" in ahead.html


async def test_there_is_no_receipt_for_money_that_has_not_come(world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "papers")
    async with world.superuser() as boss:
        await boss.execute("UPDATE payment SET status = 'FAILED' WHERE id = $1", world.a.id(Payment, "south_1"))
    async with reading(house):
        with pytest.raises(NotFound):
            await receipts.page(house, paper(world, PaperKind.RECEIPT))


async def test_papers_are_fetched_by_their_address_alone(world: World, client: httpx.AsyncClient) -> None:
    now = clock.now()
    answer = await client.get(paper(world, PaperKind.STATEMENT, "ar").address(CURSORS, now))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-1.7")
    # Tagged, so that it can be read aloud, and in a language.
    objects = b"".join(inflated(answer.content))
    assert b"/StructTreeRoot" in objects and b"/Lang (ar)" in objects
    assert "no-store" in answer.headers["cache-control"]
    answer = await client.get(paper(world, PaperKind.STATEMENT_CSV).address(CURSORS, now))
    assert answer.content.startswith(b"\xef\xbb\xbfday"), "without the mark a spreadsheet takes it for Latin"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["balance"] for row in rows] == ["0.00", "11000.00", "0.00", "0.00"]
    address = paper(world, PaperKind.STATEMENT_CSV).address(CURSORS, now)
    other = address.replace(str(world.a.organization_id), str(world.b.organization_id))
    old = paper(world, PaperKind.STATEMENT_CSV).address(CURSORS, now - timedelta(minutes=6))
    foreign = Paper(world.b.organization_id, PaperKind.RECEIPT, world.a.id(Payment, "south_1"), "en")
    for path in (other, old, f"{address[:-4]}AAAA", "/papers/nonsense/nonsense", foreign.address(CURSORS, now)):
        assert (await client.get(path)).status_code == 404, path


async def test_addresses_are_given_to_whoever_sees_the_lease(world: World, desk: Desk) -> None:
    async def asked(who: str, model: Any, name: str) -> Any:
        today = world.a.now.date()
        days = {"from": str(today - timedelta(days=3)), "to": str(today)}
        return await desk.ask(world.viewer_of(who), ASKED, id=world.a.global_id(model, name), **days)

    told = (await asked("tenant", Lease, "north_1"))["data"]["node"]["statement"]
    assert told["opening"]["minor"] == told["closing"]["minor"] == "0"
    assert "/papers/" in told["pdfUrl"] and told["pdfUrl"] != told["csvUrl"]
    assert "/papers/" in (await asked("tenant", Payment, "north_1"))["data"]["node"]["receiptUrl"]
    assert (await asked("tenant", Lease, "north_2"))["data"]["node"] is None
    for first, last in (
        ("2026-03-02", "2026-03-01"),
        ("0001-01-01", "0001-01-02"),
        ("9995-01-01", "9999-12-31"),
    ):
        wrong = {"id": world.a.global_id(Lease, "north_1"), "from": first, "to": last}
        refused = await desk.ask(world.viewer_of("tenant"), ASKED, **wrong)
        assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
