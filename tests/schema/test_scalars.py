"""What can be written as a moment or a number, and what cannot."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from graphql import GraphQLError

from app.schema.scalars import _decimal, _moment, _shown


@pytest.mark.parametrize("text", ["2026-04-16T09:30:00Z", "2026-04-16t11:30:00.000+02:00", "1900-01-01T00:00:00Z"])
def test_a_moment_is_read_and_shown_in_utc(text: str) -> None:
    assert _moment(_shown(_moment(text))) == _moment(text)
    assert _moment("2026-04-16T11:30:00+02:00") == datetime(2026, 4, 16, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z"),
        *("2026-W01-1T00:00:00Z", "20260101T000000Z", "2026-04-16", "2026-04-16T09:30:00", "2026-02-30T00:00:00Z"),
        *(" 2026-04-16T09:30:00Z", "٢٠٢٦-04-16T09:30:00Z", 5, None, True),
    ],
)
def test_what_is_no_moment_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError):
        _moment(value)


def test_a_decimal_is_plain_digits() -> None:
    assert _decimal("-12500.00") == Decimal("-12500.00")


@pytest.mark.parametrize("value", ["１２", "1_000", " 5", "1e3", "NaN", "Infinity", "", ".", "5.", 5, 5.0, "9" * 21])
def test_what_is_no_decimal_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError):
        _decimal(value)
