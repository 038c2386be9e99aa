"""What refusals say to people: each of them, in each language."""

from collections.abc import Iterator

import pytest

from app.errors import ErrorCode, TenantryError
from app.schema.words import WORDS, words_for


def refusals(kind: type[TenantryError] = TenantryError) -> Iterator[type[TenantryError]]:
    """Every refusal that there is."""
    for found in kind.__subclasses__():
        yield found
        yield from refusals(found)


@pytest.mark.parametrize("locale", WORDS)
def test_no_refusal_is_said_to_be_something_else(locale: str) -> None:
    codes = {refusal.code for refusal in refusals() if refusal.expected}
    assert {ErrorCode.UNLAWFUL, ErrorCode.PERIOD_CLOSED, ErrorCode.LEDGER_FROZEN} <= codes
    assert codes <= set(WORDS[locale])


def test_what_a_law_forbids_is_said_with_its_place() -> None:
    said = words_for(ErrorCode.UNLAWFUL, "nb-NO", {"citation": "Husleieloven § 3-5"})
    assert said == "Loven tillater ikke dette her. (Husleieloven § 3-5)"
    assert words_for(ErrorCode.UNLAWFUL, "fr") == "The law does not allow this here."
