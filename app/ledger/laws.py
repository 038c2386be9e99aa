"""What the law of a place allows, as data with its sources: for information, and never advice."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from app.ledger.allocation import AllocationOrder
from app.ledger.fees import Cap, FeeKind, FeeRepeat, FeeRule, Grace
from app.ledger.proration import add_months


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands; what was read about it is in `sources`."""

    text: str
    url: str | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LateFeeLaw:
    """What late fees may be. Where they are not allowed, interest that the law names is all there is."""

    allowed: bool
    grace: Grace | None
    cap: Cap | None
    currency: str | None
    citation: Citation

    def caps_in(self, currency: str) -> tuple[Cap, ...]:
        """Return the caps as they count in a currency: a flat amount of another one says nothing."""
        if self.cap is None:
            return ()
        if self.currency in (None, currency) or not self.cap.amount_minor:
            return (self.cap,)
        return (Cap(FeeKind.PERCENT_OF_RENT, rate_bps=self.cap.rate_bps),) if self.cap.rate_bps else ()

    def objection(self, rule: FeeRule, currency: str, rent_minor: int | None = None) -> str | None:
        """Return why a policy is not lawful here, in English, or None. Without a rent only what holds for any."""
        if not rule.asks_something:
            return None
        if not self.allowed:
            return "A fee for paying late is not allowed here; interest that the law names is."
        if self.grace is not None and not any(grace.covers(self.grace) for grace in rule.graces):
            kind = "business days" if self.grace.counts_business_days else "days"
            return f"Here nobody pays a fee within {self.grace.days} {kind} of the due day."
        most = self.caps_in(currency)
        if any(_exceeds(one, cap, rent_minor) for cap in most for one in _wholes(rule)):
            return "The fee is higher than is allowed here."
        if most and rule.repeats is not FeeRepeat.ONCE and rule.most_minor is None:
            return "A fee that repeats without an end is higher than is allowed here: say the most that it can be."
        return None


def _wholes(rule: FeeRule) -> list[FeeRule]:
    """Return what a policy asks as fees that come once: the first, and where it grows, all of them."""
    kind = FeeKind.FLAT if rule.kind is FeeKind.DAILY else rule.kind
    most = [minor for minor in (rule.amount_minor, rule.total_max_minor) if minor is not None]
    once = replace(rule, kind=kind, repeat=FeeRepeat.ONCE, amount_minor=min(most))
    grows = rule.kind is FeeKind.TIERED or rule.repeats is not FeeRepeat.ONCE
    whole = [FeeRule(FeeKind.FLAT, rule.graces, amount_minor=rule.most_minor)] if grows and rule.most_minor else []
    return whole if rule.kind is FeeKind.TIERED else [once, *whole]


def _exceeds(rule: FeeRule, cap: Cap, rent_minor: int | None) -> bool:
    flat, rate = rule.amount_minor, rule.rate_bps
    has_flat = rule.kind not in (FeeKind.PERCENT_OF_RENT, FeeKind.PERCENT_OF_OPEN)
    has_rate = rule.kind is not FeeKind.FLAT
    if rent_minor is not None:
        rated = rent_minor * rate // 10_000
        asked = {FeeKind.GREATER_OF: max(flat, rated), FeeKind.LESSER_OF: min(flat, rated)}
        return asked.get(rule.kind, flat if has_flat else rated) > cap.minor(rent_minor)
    caps_flat = cap.kind in (FeeKind.FLAT, FeeKind.LESSER_OF)
    caps_rate = cap.kind in (FeeKind.PERCENT_OF_RENT, FeeKind.LESSER_OF, FeeKind.GREATER_OF)
    over_flat = has_flat and caps_flat and flat > cap.amount_minor
    over_rate = has_rate and caps_rate and rate > cap.rate_bps
    return over_flat and over_rate if rule.kind is FeeKind.LESSER_OF else over_flat or over_rate


@dataclass(frozen=True, slots=True)
class DepositLaw:
    """How much may be asked, in months of rent, and when it is to be back, in days after moving out."""

    max_months: float | None
    return_days: int | None
    citation: Citation

    def most_minor(self, rent_minor: int) -> int | None:
        """Return the most, in minor units, or None where nothing is known of a limit."""
        return None if self.max_months is None else int(rent_minor * self.max_months)


@dataclass(frozen=True, slots=True)
class ReturnedLaw:
    """The most that a payment may cost that the bank took back; nothing where it may cost nothing."""

    maximum_minor: int
    currency: str | None
    citation: Citation

    def most_minor(self, currency: str) -> int | None:
        """Return the most, in minor units, or None in a currency of which the law says nothing."""
        return self.maximum_minor if self.currency in (None, currency) or not self.maximum_minor else None


@dataclass(frozen=True, slots=True)
class RentLaw:
    """How often a rent may change, and how long before it is said."""

    min_months_between: int
    notice_months: int
    citation: Citation

    def earliest(self, today: date, last_change_on: date | None) -> date:
        """Return the first day from which a new rent may count that is told today."""
        told = add_months(today, self.notice_months)
        return told if last_change_on is None else max(told, add_months(last_change_on, self.min_months_between))


@dataclass(frozen=True, slots=True)
class PaymentLaw:
    """On what money is to be spent first, whatever was agreed."""

    order: AllocationOrder
    citation: Citation


@dataclass(frozen=True, slots=True)
class Law:
    """One version of what is known of one place. It informs: nobody has checked it for a case."""

    jurisdiction: str
    version: str
    effective_on: date
    late_fee: LateFeeLaw | None
    deposit: DepositLaw | None
    rent: RentLaw | None
    returned: ReturnedLaw | None = None
    payments: PaymentLaw | None = None


def order_of(agreed: str, jurisdiction: str, on: date) -> AllocationOrder:
    """Return in what order the money of a lease is spent on a day: as it was agreed, unless the law knows one."""
    law = law_of(jurisdiction, on)
    return AllocationOrder(agreed) if law is None or law.payments is None else law.payments.order


def law_of(jurisdiction: str, on: date) -> Law | None:
    """Return what is known of a place such as `US-NY-New York` on a day, from the narrowest place that is known."""
    parts = jurisdiction.split("-", 2)
    for length in range(len(parts), 0, -1):
        name = "-".join(parts[:length])
        known = [law for law in laws() if law.jurisdiction == name and law.effective_on <= on]
        if known:
            return max(known, key=lambda law: law.effective_on)
    return None


@cache
def laws() -> tuple[Law, ...]:
    """Return every version of every place that is known."""
    return tuple(law for name in _names() for law in _read(name))


def _names() -> list[str]:
    folder = files("app.ledger") / "laws"
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))


def _read(name: str) -> Iterator[Law]:
    data = tomllib.loads((files("app.ledger") / "laws" / name).read_text("utf-8"))
    assert data["informational"] is True, "a law pack says that it only informs"
    for entry in data["law"]:
        yield Law(
            jurisdiction=entry["jurisdiction"],
            version=data["version"],
            effective_on=entry["effective_on"],
            late_fee=_late_fee(entry["late_fee"], entry["jurisdiction"]) if "late_fee" in entry else None,
            deposit=_deposit(entry["deposit"]) if "deposit" in entry else None,
            rent=_rent(entry["rent"]) if "rent" in entry else None,
            returned=_returned(entry["returned_fee"]) if "returned_fee" in entry else None,
            payments=_payments(entry["payments"]) if "payments" in entry else None,
        )


def _citation(entry: dict[str, Any]) -> Citation:
    return Citation(entry["citation"], entry.get("url"), tuple(entry.get("sources", ())))


def _late_fee(entry: dict[str, Any], place: str) -> LateFeeLaw:
    free, country = entry.get("grace_days"), place if entry.get("business_days") else None
    grace = None if free is None else Grace(free, country is not None, country)
    cap = entry.get("cap")
    return LateFeeLaw(
        allowed=entry.get("allowed", True),
        grace=grace,
        cap=Cap(FeeKind(cap["kind"]), cap.get("amount_minor", 0), cap.get("rate_bps", 0)) if cap else None,
        currency=cap.get("currency") if cap else None,
        citation=_citation(entry),
    )


def _deposit(entry: dict[str, Any]) -> DepositLaw:
    return DepositLaw(entry.get("max_months"), entry.get("return_days"), _citation(entry))


def _rent(entry: dict[str, Any]) -> RentLaw:
    return RentLaw(entry["min_months_between"], entry["notice_months"], _citation(entry))


def _returned(entry: dict[str, Any]) -> ReturnedLaw:
    return ReturnedLaw(entry["max_minor"], entry.get("currency"), _citation(entry))


def _payments(entry: dict[str, Any]) -> PaymentLaw:
    return PaymentLaw(AllocationOrder(entry["order"]), _citation(entry))
