"""Other currencies, for information: read as they are published, crossed by way of the euro, rounded once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.rates import MOST_BYTES, Rates, converted, read_ecb
from app.money import Money

SHIPPED = Path(__file__).parents[2] / "app" / "models" / "rates" / "eurofxref-2024-06-28.xml"
TWO_DAYS = """<Cube><Cube time='2026-10-02'><Cube currency='USD' rate='1.25'/></Cube>
<Cube time='2026-10-01'><Cube currency='USD' rate='1.5'/><Cube currency='NOK' rate='11'/></Cube></Cube>"""


def test_the_file_that_comes_along_is_read() -> None:
    rates = read_ecb(SHIPPED.read_text())
    assert (rates.source, rates.on) == ("ECB", date(2024, 6, 28))
    assert (rates.per_euro["NOK"], rates.per_euro["USD"], len(rates.per_euro)) == (
        Decimal("11.3965"),
        Decimal("1.0705"),
        16,
    )
    assert rates.between("NOK", "USD") == Decimal("0.0939323477")
    assert converted(Money(1_250_000, "NOK"), "USD", Decimal("0.0939323477")) == Money(117_415, "USD")
    assert rates.between("EUR", "EUR") == 1 and rates.between("NOK", "XXX") is None


def test_only_the_newest_day_counts() -> None:
    rates = read_ecb(TWO_DAYS)
    assert (rates.on, dict(rates.per_euro)) == (date(2026, 10, 2), {"USD": Decimal("1.25")})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "<Cube time='2026-13-45'><Cube currency='USD' rate='1'/>",
        "<Cube time='2026-10-02'></Cube>",
        TWO_DAYS * 9999,
        "<Cube time='2026-10-02'><Cube currency='USD' rate='0'/>",
        "<Cube time='2026-10-02'><Cube currency='usd' rate='1'/>",
    ],
)
def test_what_is_no_file_of_rates_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_ecb(text[: MOST_BYTES + 1])


@given(st.integers(-(10**12), 10**12), st.decimals("0.0001", "20000", places=4))
def test_an_amount_is_rounded_once_half_away_from_zero(minor: int, rate: Decimal) -> None:
    found = converted(Money(minor, "NOK"), "JPY", rate)
    exact = Decimal(minor) / 100 * rate
    assert abs(found.minor - exact) <= Decimal("0.5")
    assert converted(Money(-minor, "NOK"), "JPY", rate).minor == -found.minor


def test_a_rate_is_stale_after_four_days() -> None:
    rates = Rates("ECB", date(2026, 10, 2), {})
    assert [rates.is_stale(date(2026, 10, day)) for day in (2, 6, 7)] == [False, False, True]
