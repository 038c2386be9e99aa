"""The receipt of a payment with a fee of which a part went back: each line, and that they add up to what was taken."""

import html
import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app import clock
from app.auth.cursors import Cursors
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.entrypoints.papers import paper_routes, receipts
from app.errors import NotFound
from app.integrations.papers.weasy import WeasyPrinter
from app.models.ids import from_global
from app.models.papers import Paper, PaperKind
from app.money import Money
from tests.paying.till import PAYMENT, Till


async def lines(till: Till, paper: Paper) -> list[tuple[str, str]]:
    """What the table of a receipt says: for what, and how much."""
    house = Viewer.system_of(till.organization_id, "papers")
    async with reading(house):
        page = (await receipts.page(house, paper)).html
    body = page.rpartition("<tbody>")[2].partition("</tbody>")[0]
    rows = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]
    return [(html.unescape(cells[1]), html.unescape(cells[2])) for cells in rows]


@pytest.fixture
async def paid(till: Till) -> Any:
    """A hundred euro for a charge of ninety, paid with a fee."""
    await till.let_in("EUR")
    await till.rule()
    await till.price("EUR", "CARD", 290)
    await till.charge("90.00", currency="EUR")
    payment = await till.paid("100.00", currency="EUR", fee="2.90")
    assert payment["status"] == "SUCCEEDED"
    return payment


async def refund(till: Till, payment: Any, amount: str) -> None:
    back = {"paymentId": payment["id"], "reason": "Too much", "amount": {"amount": amount, "currency": "EUR"}}
    await till.do("admin", "refundPayment", PAYMENT, **back, **till.key())
    await till.told()


@pytest.mark.parametrize("locale", ["en", "nb", "ar"])
async def test_a_receipt_names_the_fee_and_what_went_back_and_adds_up(till: Till, paid: Any, locale: str) -> None:
    paper = Paper(till.organization_id, PaperKind.RECEIPT, from_global(paid["id"])[1], locale)

    def euro(*minors: int) -> list[str]:
        # Amounts of a table stand from left to right, also in Arabic.
        return [Money(minor, "EUR").formatted(locale).replace("\u200f", "") for minor in minors]

    before = await lines(till, paper)
    assert [amount for _, amount in before] == euro(9_000, 1_000, 290, 10_290)
    await refund(till, paid, "30.00")
    after = await lines(till, paper)
    # What was paid ahead went back first, and then what had settled the charge.
    assert [amount for _, amount in after] == euro(7_000, 290, 3_000, 10_290)
    assert after[0][0] == before[0][0] and after[1] == before[2] and after[3] == before[3]
    assert len({word for word, _ in (*before, *after)}) == 5
    if locale == "en":
        assert [word for word, _ in after[1:]] == ["Fee for this way of paying", "Paid back", "Total paid"]
    await refund(till, paid, "60.00")
    assert [amount for _, amount in await lines(till, paper)] == euro(1_000, 290, 9_000, 10_290)
    # Of what went back as a whole nobody has paid anything.
    await refund(till, paid, "10.00")
    with pytest.raises(NotFound):
        await lines(till, paper)


async def test_the_receipt_of_what_went_back_in_part_is_a_paper(till: Till, paid: Any) -> None:
    await refund(till, paid, "30.00")
    cursors, number = Cursors(b"a secret of thirty-two bytes...."), from_global(paid["id"])[1]
    application = Starlette(routes=paper_routes(cursors, WeasyPrinter()))
    address = Paper(till.organization_id, PaperKind.RECEIPT, number, "en").address(cursors, clock.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client:
        answer = await client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-1.7") and payment_named(answer, paid)


def payment_named(answer: httpx.Response, payment: Any) -> bool:
    """Say whether a file has the name of the payment."""
    return f"receipt-{payment['number']}" in answer.headers["content-disposition"]
