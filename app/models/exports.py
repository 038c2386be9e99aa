"""The books as other programs read them, which add up by themselves: beancount, hledger, CSV."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

from app.ledger.accounts import SHAPES, AccountKind, AccountScope
from app.models.books import HERE, Fetch, written
from app.money import Money

FIRST = date(1900, 1, 1)
ROOTS = {
    "ASSET": "Assets",
    "LIABILITY": "Liabilities",
    "EQUITY": "Equity",
    "INCOME": "Income",
    "EXPENSE": "Expenses",
    # Memo accounts stand outside of the balance sheet, and net to zero by themselves.
    "MEMO": "Equity:Memo",
}
KEPT = f"""
SELECT a.id, a.kind, a.account_class, a.currency, a.lease_id, a.property_id, a.provider_account_id,
       l.number AS lease_number, b.amount_minor
  FROM app.ledger_account a
  JOIN app.account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
  LEFT JOIN app.lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
 WHERE a.{HERE} ORDER BY a.account_class, a.kind, l.number, a.id
"""
COLUMNS = (
    *("position", "entry", "effective_on", "posted_at", "kind", "key", "reverses", "reason"),
    *("account", "account_class", "currency", "amount", "amount_minor"),
)


def account_name(row: Any) -> str:
    """Return the name of an account: `Assets:Receivable:L-1001-9f3a`; unique, and as beancount spells names."""
    kind = "".join(word.capitalize() for word in row["kind"].split("_"))
    parts = [ROOTS[row["account_class"]], kind]
    if row["lease_id"] is not None:
        readable = re.sub(r"[^A-Za-z0-9-]", "-", row["lease_number"]).strip("-")
        # The number alone could be another one's after it was spelled; the whole id is no pleasure to read.
        parts.append(f"L{'' if readable[:1] == 'L' else '-'}{readable.removeprefix('L')}-{row['lease_id'].hex[-8:]}")
    elif row["property_id"] is not None:
        parts.append(f"P-{row['property_id'].hex[-12:]}")
    elif row["provider_account_id"] is not None:
        parts.append(f"A-{row['provider_account_id'].hex[-12:]}")
    elif SHAPES[AccountKind(row["kind"])].scope is not AccountScope.HOUSE:
        # Else it would be the parent of its like, and their sum.
        parts.append("A-none")
    return ":".join(parts)


def _amount(row: Any) -> str:
    money = Money(row["amount_minor"], row["currency"])
    return f"{money.amount:f} {row['currency']}"


def _quoted(text: str) -> str:
    return '"' + " ".join(text.replace("\\", "/").replace('"', "'").split()) + '"'


async def beancount(fetch: Fetch) -> AsyncIterator[str]:
    """Yield the books for beancount, closed by every balance, which `bean-check` holds against its own sum."""
    kept = list(await fetch(KEPT))
    yield 'option "title" "Tenantry"\n'
    for currency in sorted({row["currency"] for row in kept}):
        yield f'option "operating_currency" "{currency}"\n'
    for name in dict.fromkeys(account_name(row) for row in kept):
        yield f"{FIRST} open {name}\n"
    last = FIRST
    async for lines in written(fetch):
        head, last = lines[0], max(last, lines[0]["effective_on"])
        yield f'\n{head["effective_on"]} * "{head["entry_kind"]}" {_quoted(head["reason"] or "")}\n'
        yield f'  key: {_quoted(head["key"])}\n  entry: "{head["id"]}"\n'
        for row in lines:
            yield f"  {account_name(row)}  {_amount(row)}\n"
    yield "\n"
    after = date(last.year + 1, 1, 1)
    for row in kept:
        # Without a tolerance of its own, beancount lets the last digit pass.
        yield f"{after} balance {account_name(row)}  {_amount(row).replace(' ', ' ~ 0 ')}\n"


async def hledger(fetch: Fetch) -> AsyncIterator[str]:
    """Yield the books for hledger, closed by an assertion of every balance that it holds against its own sum."""
    kept = list(await fetch(KEPT))
    # Named before they are used, so that `hledger check --strict` can tell a slip from an account.
    for currency in sorted({row["currency"] for row in kept}):
        whole, _, part = f"{Money(0, currency).amount:f}".partition(".")
        yield f"commodity 100{whole}.{part} {currency}\n"
    for name in dict.fromkeys(account_name(row).lower() for row in kept):
        yield f"account {name}\n"
    last = FIRST
    async for lines in written(fetch):
        head, last = lines[0], max(last, lines[0]["effective_on"])
        yield f"\n{head['effective_on']} * {head['entry_kind']} {head['key']}  ; entry: {head['id']}\n"
        for row in lines:
            yield f"    {account_name(row).lower()}  {_amount(row)}\n"
    yield f"\n{date(last.year + 1, 1, 1)} * balances as they are kept\n"
    for row in kept:
        yield f"    {account_name(row).lower()}  0 {row['currency']} = {_amount(row)}\n"


async def as_csv(fetch: Fetch) -> AsyncIterator[str]:
    """Yield one row for each line of each entry, with a heading."""
    yield _row(COLUMNS)
    async for lines in written(fetch):
        for row in lines:
            head = (row["position"], row["id"], row["effective_on"], row["posted_at"].isoformat(), row["entry_kind"])
            why = (row["key"], row["reverses_id"] or "", _harmless(row["reason"] or ""))
            amount = f"{Money(row['amount_minor'], row['currency']).amount:f}"
            side = (account_name(row), row["account_class"], row["currency"], amount, row["amount_minor"])
            yield _row((*head, *why, *side))


def _row(values: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue()


def _harmless(text: str) -> str:
    # A spreadsheet would take it for a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


FORMATS: dict[str, Callable[[Fetch], AsyncIterator[str]]] = {"beancount": beancount, "hledger": hledger, "csv": as_csv}
