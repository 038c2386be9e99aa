"""Why something is owed, as one sentence: the days, the formula and the law that it was reckoned from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.money import Money
from app.words.catalogue import text
from app.words.formats import day

RULES = {"manual": "why-manual", "demo": "why-demo"}
ENTRIES = {
    "PAYMENT": "why-entry-payment",
    "PAYMENT_RETURNED": "why-entry-returned",
    "DISPUTE_LOST": "why-entry-dispute-lost",
    "CREDIT": "why-entry-credit",
    "WRITE_OFF": "why-entry-write-off",
    "REFUND": "why-entry-refund",
    "REVERSAL": "why-entry-reversal",
    "RECOVERY": "why-entry-recovery",
    "DEPOSIT_DEDUCTED": "why-entry-deposit",
    "OPENING": "why-entry-opening",
    "TRANSFER": "why-entry-transfer",
}
"""What is said of an entry that no charge is behind."""
GIVEN = ("CREDIT", "WRITE_OFF", "REFUND")
"""Those whose reason a person wrote for the reader; that of others is the provider's or the program's."""
BY_ITSELF = {
    "What it was charged for had been paid in time.": "why-taken-back-in-time",
    "Less was open of what it was charged for: it is reckoned anew.": "why-taken-back-less",
    "Money for what it was charged for is gone: it is reckoned anew.": "why-taken-back-more",
    "What it was charged for was taken back.": "why-taken-back-with-it",
    "the lease or its price has changed": "why-taken-back-changed",
    "the lease was cancelled": "why-taken-back-cancelled",
    "It was given back, and is owed as such.": "why-taken-back-given",
    "The lease is over, and nothing is held: no more is asked for as a deposit.": "why-taken-back-over",
}
"""Why the program takes a charge back or lowers it by itself, as its entry has it, and how that is said to people."""
KINDS = {
    "FLAT": "why-fee-flat",
    "PERCENT_OF_RENT": "why-fee-rate",
    "PERCENT_OF_OPEN": "why-fee-rate",
    "DAILY": "why-fee-daily",
    "TIERED": "why-fee-tiered",
    "GREATER_OF": "why-fee-greater",
    "LESSER_OF": "why-fee-lesser",
}
AGAIN = {"DAILY": "why-fee-again-daily", "MONTHLY": "why-fee-again-monthly"}


@dataclass(frozen=True, slots=True)
class Why:
    """A rule, its version, and the inputs that it has kept."""

    rule: str
    version: str
    inputs: Mapping[str, Any]


def reason(locale: str, why: Why, amount: Money | None) -> str:
    """Return why something is in the books, in this language. Whatever is `RECKONED` is said with its amount."""
    if why.rule in RULES:
        return text(locale, RULES[why.rule])
    if why.rule == "entry":
        return _entry(locale, why.inputs)
    if why.rule in RECKONED and amount is not None:
        return RECKONED[why.rule](locale, why.inputs, amount)
    return text(locale, "why-other", rule=why.rule, version=why.version)


def given_text(given: str, locale: str) -> str:
    """Return the reason of an entry as its reader is told it: a person's own words, or the program's, translated."""
    return text(locale, BY_ITSELF[given]) if given in BY_ITSELF else given


def _money(locale: str, minor: Any, currency: str) -> str:
    return Money(int(minor), currency).formatted(locale)


def _entry(locale: str, inputs: Mapping[str, Any]) -> str:
    said, given = text(locale, ENTRIES.get(inputs["entry"], "why-entry")), inputs.get("reason")
    if given in BY_ITSELF:
        return given_text(given, locale)
    if not given or inputs["entry"] not in GIVEN:
        return said
    reason = text(locale, "why-entry-reason", reason=given)
    return f"{said} {reason}"


def _scheduled(locale: str, inputs: Mapping[str, Any], amount: Money) -> str:
    parts, denominator = inputs["parts"], inputs["denominator"]
    if len(parts) == 1 and parts[0]["numerator"] == denominator:
        return text(locale, "why-scheduled-full", amount=amount.formatted(locale))
    formula = " + ".join(
        f"{_money(locale, part['fullMinor'], amount.currency)} × {part['numerator']} ÷ {denominator}" for part in parts
    )
    said: dict[str, Any] = {"days": str(inputs["days"]), "all": str(inputs["periodDays"]), "formula": formula}
    return text(locale, "why-scheduled-part", **said, amount=amount.formatted(locale))


def _late(locale: str, inputs: Mapping[str, Any], amount: Money) -> str:
    currency = amount.currency
    values: dict[str, Any] = {
        "flat": _money(locale, inputs["amountMinor"], currency),
        "rate": f"{inputs['rateBps'] / 100:g}",
        "base": _money(locale, inputs["baseMinor"], currency),
        "days": inputs.get("times", inputs["daysLate"]),
        "from": str(inputs.get("fromDay") or inputs["daysLate"]),
    }
    how = text(locale, KINDS[inputs["kind"]], **_wanted(KINDS[inputs["kind"]], values))
    due, free = (day(date.fromisoformat(inputs[name]), locale) for name in ("dueOn", "lastFreeDay"))
    how = " ".join([how, *_again(locale, inputs, currency)])
    said = text(locale, "why-late", due=due, free=free, how=how, amount=amount.formatted(locale))
    if _is_limited_by_law(inputs, amount):
        capped = text(locale, "why-late-capped")
        return f"{said} {capped}"
    return said


def _again(locale: str, inputs: Mapping[str, Any], currency: str) -> list[str]:
    """Say how often the fee comes, what a day costs at most, and what was charged before."""
    said, kind, repeat = [], inputs["kind"], inputs.get("repeat", "ONCE")
    if repeat != "ONCE" and kind != "DAILY":
        said.append(text(locale, AGAIN[repeat], times=int(inputs["times"])))
    if inputs.get("dailyMaxMinor") is not None:
        said.append(text(locale, "why-fee-daily-max", most=_money(locale, inputs["dailyMaxMinor"], currency)))
    if kind == "TIERED" and int(inputs["assessedMinor"]):
        said.append(text(locale, "why-fee-before", before=_money(locale, inputs["assessedMinor"], currency)))
    if inputs.get("limit") == "POLICY":
        said.append(text(locale, "why-fee-most"))
    return said


def _is_limited_by_law(inputs: Mapping[str, Any], amount: Money) -> bool:
    if "limit" in inputs:
        return bool(inputs["limit"] == "LAW")
    return bool(inputs.get("lawVersion") and int(inputs["uncappedMinor"]) > amount.minor)


def _wanted(key: str, values: dict[str, Any]) -> dict[str, Any]:
    names = {
        "why-fee-flat": ("flat",),
        "why-fee-rate": ("rate", "base"),
        "why-fee-daily": ("flat", "days"),
        "why-fee-tiered": ("flat", "from"),
    }
    return {name: values[name] for name in names.get(key, ("flat", "rate", "base"))}


def _deposit(locale: str, inputs: Mapping[str, Any], amount: Money) -> str:
    said = text(locale, "why-deposit", amount=amount.formatted(locale))
    months = inputs.get("maxMonths")
    limit = text(locale, "why-deposit-limit", months=months) if months else ""
    return f"{said} {limit}".strip()


def _returned(locale: str, inputs: Mapping[str, Any], amount: Money) -> str:
    said = text(locale, "why-returned-fee", payment=inputs["payment"], amount=amount.formatted(locale))
    if inputs.get("limit") != "LAW":
        return said
    capped = text(locale, "why-late-capped")
    return f"{said} {capped}"


def _reclaimed(locale: str, _: Mapping[str, Any], amount: Money) -> str:
    return text(locale, "why-deposit-reclaimed", amount=amount.formatted(locale))


RECKONED: dict[str, Callable[[str, Mapping[str, Any], Money], str]] = {
    "SCHEDULE": _scheduled,
    "LATE_FEE": _late,
    "DEPOSIT": _deposit,
    "DEPOSIT_RECLAIMED": _reclaimed,
    "returned_payment_fee": _returned,
}
"""The rules that an amount follows from."""
