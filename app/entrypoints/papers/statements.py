"""The account of a lease over some days: what was owed before, line by line, and after."""

import csv as files
import io
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.ledger import JournalEntryPolicy, owed_by
from app.auth.policies.payments import PaymentPolicy, RefundPolicy
from app.auth.viewer import Viewer
from app.entrypoints.papers.pages import Head, Page, document, head, headings, row
from app.models.balances import LINE
from app.models.base import Row
from app.models.paging import Order, Parameters, equals
from app.models.paging import Page as Window
from app.models.papers import Paper
from app.money import Money
from app.resolvers.billing_days import now
from app.words.books import called, kind_of, line_text, method_text
from app.words.catalogue import text
from app.words.formats import day
from app.words.reasons import GIVEN, given_text

MOST_LINES = 2_000


class TooLong(Exception):
    """More lines than fit one statement; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line: the day, what it is, how much, and what was owed after it."""

    on: date
    said: str
    amount: int
    after: int


@dataclass(frozen=True, slots=True)
class Account:
    """All that a statement says."""

    paper: Paper
    head: Head
    opening: int
    steps: list[Step]

    @property
    def closing(self) -> int:
        """Return what is owed after the last line."""
        return self.steps[-1].after if self.steps else self.opening

    @property
    def name(self) -> str:
        """Return the name of its file."""
        number = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in self.head.lease.number)
        return f"statement-{number}-{self.paper.first_on}-{self.paper.last_on}"


async def gathered(house: Viewer, paper: Paper) -> Account:
    """Return what a statement says. Raises `NotFound`, and `TooLong` for more than 2,000 lines."""
    first, last = paper.first_on, paper.last_on
    assert first is not None and last is not None

    def within(table: str, sql: Parameters) -> str:
        days = f"{table}.effective_on BETWEEN {sql.add(first)}::date AND {sql.add(last)}::date"
        return f"{table}.owed_minor <> 0 AND {days}"

    above = await head(house, paper.subject_id)
    before = await owed_by([paper.subject_id], await now(house), first - timedelta(days=1))
    where = (equals("lease_id", paper.subject_id), within)
    lines = await JournalEntryPolicy.page(house, Window(MOST_LINES, Order("day", LINE, "bigint"), where=where))
    if lines.has_next:
        raise TooLong(f"These days have more than {MOST_LINES:,} lines: ask for fewer days.")
    behind = await _behind(house, lines.rows, paper.locale)
    opening = owed = before[paper.subject_id].amount_minor
    steps = []
    for line in lines.rows:
        owed += line.owed_minor
        kind = kind_of(line.kind, line.source_type, line.reason)
        said = line_text(kind, behind.get(line.id), paper.locale)
        steps.append(Step(line.effective_on, said, line.owed_minor, owed))
    return Account(paper, above, opening, steps)


async def _behind(house: Viewer, lines: list[Row], locale: str) -> dict[UUID, str]:
    """Return what is behind lines, by their ids: two payments of one day are told apart by how they came."""

    def of(kind: str) -> set[UUID]:
        return {line.source_id for line in lines if line.source_type == kind}

    refunds = await RefundPolicy.related(house, of("refund"))
    paid = await PaymentPolicy.related(house, of("payment") | {row.payment_id for row in refunds.values()})
    names = {id: called(charge, locale) for id, charge in (await ChargePolicy.related(house, of("charge"))).items()}
    names |= {id: f"{method_text(row.method, locale)} · {row.number}" for id, row in paid.items()}
    names |= {id: names[row.payment_id] for id, row in refunds.items()}
    # A credit says why it was given, as on the screen.
    given = {line.id: given_text(line.reason, locale) for line in lines if line.kind in GIVEN and line.reason}
    return given | {line.id: names[line.source_id] for line in lines if line.source_id in names}


def page(account: Account) -> Page:
    """Return the statement as a page."""
    paper, locale = account.paper, account.paper.locale
    assert paper.first_on is not None and paper.last_on is not None
    title = text(locale, "statement-title")
    period = text(locale, "statement-period", first=day(paper.first_on, locale), last=day(paper.last_on, locale))
    facts = [*account.head.facts(locale), (text(locale, "statement-days"), period)]
    columns = [text(locale, key) for key in ("statement-day", "statement-text", "statement-amount", "statement-after")]
    body = [row(["", text(locale, "statement-opening"), "", _shown(account, account.opening)], 2, "total")]
    body += [
        row([day(step.on, locale), step.said, _shown(account, step.amount), _shown(account, step.after)], 2)
        for step in account.steps
    ]
    body.append(row(["", text(locale, "statement-closing"), "", _shown(account, account.closing)], 2, "total"))
    key = "statement-ahead" if account.closing < 0 else "statement-owed"
    last = escape(text(locale, key, amount=_shown(account, abs(account.closing))))
    table = f"<table><thead><tr>{headings(columns, 2)}</tr></thead><tbody>{''.join(body)}</tbody></table><p>{last}</p>"
    return Page(document(locale, title, facts, table), account.name)


def csv(account: Account) -> str:
    """Return the statement for a spreadsheet: days and amounts as programs write them."""
    out = io.StringIO()
    writer, currency = files.writer(out, lineterminator="\r\n"), account.head.lease.currency
    writer.writerow(("day", "text", "amount", "balance", "currency"))
    writer.writerow((account.paper.first_on, "opening", "", Money(account.opening, currency).amount, currency))
    for step in account.steps:
        said = f"'{step.said}" if step.said[:1] in ("=", "+", "-", "@", "\t", "\r") else step.said
        writer.writerow(
            (step.on, said, Money(step.amount, currency).amount, Money(step.after, currency).amount, currency)
        )
    writer.writerow((account.paper.last_on, "closing", "", Money(account.closing, currency).amount, currency))
    return out.getvalue()


def _shown(account: Account, minor: int) -> str:
    return Money(minor, account.head.lease.currency).formatted(account.paper.locale)
