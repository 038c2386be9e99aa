"""What a standing order would do next, and how a household stands in one rent month."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.auth.policies import pots
from app.auth.viewer import Viewer
from app.models.autopay import WHOLE_PPM, AutopayStatus, month_after, share_of
from app.resolvers import billing_days
from app.resolvers.payments.calendar import again, periods
from app.resolvers.payments.runs import owed_for, taken


@dataclass(frozen=True, slots=True)
class NextRun:
    """The day of the next run, and what it would take as things stand, in minor units."""

    on: date
    amount_minor: int


async def next_runs(viewer: Viewer, ids: list[UUID]) -> dict[UUID, NextRun]:
    """Return the next run of each of these standing orders that does not rest. Only for those the viewer sees."""
    found = {}
    now = await billing_days.now(viewer)
    for row in await pots.orders(ids, now.date()):
        if row.status != AutopayStatus.ACTIVE:
            continue
        today = now.astimezone(ZoneInfo(row.time_zone)).date()
        if row.retry_on is not None:
            amount = taken(row, await owed_for(row, again(row, today), now))
            found[row.id] = NextRun(max(row.retry_on, today), amount)
            continue
        coming = [due for due in periods(row, today) if due.run_on >= today and due.period not in row.over]
        if coming:
            amount = taken(row, await owed_for(row, coming[0], now))
            found[row.id] = NextRun(coming[0].run_on, amount)
    return found


@dataclass(frozen=True, slots=True)
class Skip:
    """The day of a run by which nothing was paid, and why, as one word."""

    on: date
    code: str


async def skips(viewer: Viewer, ids: list[UUID]) -> dict[UUID, Skip]:
    """Return the last run of each of these standing orders that paid nothing. Only for those the viewer sees."""
    rows = await pots.orders(ids, (await billing_days.now(viewer)).date())
    return {row.id: Skip(row.skipped_on, row.skipped_why) for row in rows if row.skipped_on is not None}


@dataclass(frozen=True, slots=True)
class Share:
    """One roommate's part of a month, in minor units; `name` is None for whoever wishes to stay unnamed.

    Of who `has_left` no more is expected than was paid.
    """

    name: str | None
    is_viewer: bool
    is_named: bool
    has_left: bool
    expected_minor: int
    paid_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Pot:
    """What a household is asked for one rent month, and has put in or has on its way; in minor units."""

    period_start: date
    due_minor: int
    paid_minor: int
    currency: str
    shares: list[Share]


async def pot(viewer: Viewer, lease: Any, time_zone: str, month: date | None) -> Pot | None:
    """Return how the household of a visible lease stands; None where nobody shares it.

    What those who have left did not pay is owed by those who stay, in the proportion of their shares.
    """
    known = await pots.roommates(lease.id)
    if len(known) < 2:
        return None
    present = (await billing_days.today(viewer, time_zone)).replace(day=1)
    first = (month or present).replace(day=1)
    span = (first, month_after(first))
    due = await pots.asked_for(lease.id, span)
    paid = await pots.put_in(lease.id, span, with_coming=first == present)
    known = sorted(known, key=lambda row: _place(row, paid))
    gone = {row.member_id for row in known if row.has_left} - {row.member_id for row in known if not row.has_left}
    people = [row for row in known if not row.has_left or (row.member_id in gone and paid.get(row.member_id))]
    if len(people) < 2 or all(row.has_left for row in people):
        return None
    left = {row.member_id: paid[row.member_id] for row in people if row.has_left}
    shares_ppm = [row.share_ppm for row in people if not row.has_left]
    parts = iter(_agreed(shares_ppm, max(0, due - sum(left.values())), is_whole=bool(gone)))
    agreed = [left[row.member_id] if row.has_left else next(parts) for row in people]
    shares = [
        Share(
            name=row.name if row.is_named or row.member_id == viewer.member_id else None,
            is_viewer=row.member_id == viewer.member_id,
            is_named=row.is_named,
            has_left=row.has_left,
            expected_minor=expected,
            paid_minor=paid.get(row.member_id, 0),
            currency=lease.currency,
        )
        for row, expected in zip(people, agreed, strict=True)
    ]
    return Pot(first, due, sum(paid.values()), lease.currency, shares)


def _place(row: Any, paid: dict[UUID | None, int]) -> tuple[bool, str, int, int]:
    """Return where a share stands, and is rounded: by its name or, where that is hidden, by its amounts alone."""
    return (not row.is_named, row.name if row.is_named else "", row.share_ppm or 0, paid.get(row.member_id, 0))


def _agreed(wanted: list[int | None], due_minor: int, is_whole: bool) -> list[int]:
    """Return each one's part: as their standing order says, and the rest in equal parts; they add up to what is due.

    Where all have said a part, and these are less than the whole, the rest is nobody's, unless they are the whole.
    """
    said = [ppm if ppm is not None and ppm < WHOLE_PPM else None for ppm in wanted]
    left = max(0, WHOLE_PPM - sum(ppm for ppm in said if ppm is not None))
    open_places = sum(ppm is None for ppm in said)
    parts = [ppm if ppm is not None else left // open_places for ppm in said]
    whole = sum(parts)
    amounts, seen, given = [], 0, 0
    for ppm in parts:
        # Cumulative differences: what is rounded away in one part comes back in the next.
        seen += ppm
        is_part = not is_whole and whole < WHOLE_PPM - len(parts)
        until = share_of(due_minor, seen) if is_part or not whole else due_minor * seen // whole
        amounts.append(until - given)
        given = until
    return amounts
