"""What charges and lines of accounts are called."""

from typing import Any

from app.words.catalogue import text
from app.words.formats import span

CODES = {
    "RENT": "owed-rent",
    "UTILITY": "owed-utility",
    "PARKING": "owed-parking",
    "STORAGE": "owed-storage",
    "LATE_FEE": "owed-late-fee",
    "RETURNED_PAYMENT_FEE": "owed-returned-payment-fee",
    "DAMAGE": "owed-damage",
    "DEPOSIT": "owed-deposit",
    "OTHER": "owed-other",
}
"""What a charge is called when nobody has named it."""

LINES = {
    "CHARGE": "line-charge",
    "PAYMENT": "line-payment",
    **dict.fromkeys(("CREDIT", "OPENING", "TRANSFER", "DEPOSIT_DEDUCTED"), "line-credit"),
    "REFUND": "line-refund",
    "WRITE_OFF": "line-write-off",
    **dict.fromkeys(("PAYMENT_RETURNED", "DISPUTE_LOST"), "line-returned"),
    "REVERSAL": "line-reversal",
    "RECOVERY": "line-recovery",
}
"""What a line is called, by the kind of its entry."""

METHODS = {
    "CARD": "method-card",
    "SEPA_DEBIT": "method-sepa-debit",
    "ACH_DEBIT": "method-ach-debit",
    "BANK_TRANSFER": "method-bank-transfer",
    "CASH": "method-cash",
    "CHEQUE": "method-cheque",
}
"""What a way of paying is called; any other one is an online payment."""


def method_text(method: str, locale: str) -> str:
    """Return what a way of paying is called."""
    return text(locale, METHODS.get(method, "method-other"))


RECOVERED = "Money came for what had been given up."
"""Why an entry takes a write-off back."""


def kind_of(kind: str, source: str, reason: str | None) -> str:
    """Return what an entry is to a reader: that which takes a write-off back because money came is a RECOVERY."""
    return "RECOVERY" if (kind, source, reason) == ("REVERSAL", "credit", RECOVERED) else kind


def charge_text(description: str | None, code: str, locale: str) -> str:
    """Return what a charge is called: as somebody named it, else by its code."""
    return description or text(locale, CODES[code])


def called(charge: Any, locale: str) -> str:
    """Return what a charge is called beside others of its kind: with the days that it is for, if it is for some."""
    name = charge_text(charge.description, charge.code, locale)
    if charge.period_start is None or charge.period_end is None:
        return name
    return text(locale, "owed-for", what=name, days=span(charge.period_start, charge.period_end, locale))


def line_text(kind: str, about: str | None, locale: str) -> str:
    """Return what a line is called, by the kind of its entry and what is behind it, such as the name of a charge."""
    if kind == "CHARGE" and about is not None:
        return about
    line = text(locale, LINES[kind])
    return f"{line}: {about}" if about is not None else line
