"""Recomputes the books and writes them out, from the database that is set or the one that runs."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TextIO
from uuid import UUID

import asyncpg

from app.doctor.audit import CannotAudit, database_url, organization_id
from app.integrations.stripe.port import Later, NoAnswer, Provider, Refused
from app.main import payments_of
from app.models import books
from app.models.books import Difference
from app.models.exports import FORMATS
from app.settings import Settings


def verify(settings: Settings, organization: str | None) -> int:
    """Say of every organization whether its books come out; returns 0 when all do, else 1."""
    only, url = organization_id(organization), database_url(settings)
    return _run(lambda: _verify(url, only, payments_of(settings)))


def thaw(settings: Settings, organization: str | None) -> int:
    """Let the frozen books of an organization be written again, if they come out; returns 0 when they do, else 1."""
    only, url = organization_id(organization), database_url(settings)
    if only is None:
        raise CannotAudit("Name the organization whose books shall be written again: --organization ID.")
    id = only
    return _run(lambda: _thaw(url, id))


async def _thaw(url: str, id: UUID) -> int:
    report = await books.thaw(url, id)
    if report.differences:
        print(f"{id}: still frozen, {len(report.differences)} differences; `tenantry ledger verify` names them")
        return 1
    print(f"{id}: right ({report.entries} entries), and open again")
    return 0


def export(settings: Settings, organization: str | None, form: str) -> int:
    """Print the books of one organization; raises `CannotAudit` when there are several and none is named."""
    only, url = organization_id(organization), database_url(settings)
    return _run(lambda: _export(url, only, form, sys.stdout))


def _run(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    try:
        return asyncio.run(work())
    except asyncpg.PostgresError as error:
        raise CannotAudit(f"The database refused: {str(error).splitlines()[0]}.") from error


async def _verify(url: str, only: UUID | None, provider: Provider | None) -> int:
    whole = True
    for id in [only] if only is not None else await books.organizations(url):
        async with books.opened(url, id) as fetch:
            report = await books.examine(id, fetch)
        differences = [*report.differences, *await elsewhere(url, id, provider)]
        whole = whole and not differences
        print(f"{id}: {'WRONG' if differences else 'right'} ({report.entries} entries)", flush=True)
        for one in differences:
            print(f"  {one.check}: {one.subject} should be {one.wanted}, and is {one.found}", flush=True)
    return 0 if whole else 1


HELD = "M13 the provider holds something else"
CLEARING = """
SELECT x.external_id, a.currency, coalesce(sum(p.amount_minor), 0)::bigint AS amount
  FROM app.provider_account x
  LEFT JOIN app.ledger_account a ON a.organization_id = x.organization_id AND a.provider_account_id = x.id
   AND a.kind = 'PROVIDER_CLEARING'
  LEFT JOIN app.posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
 WHERE x.organization_id = (SELECT app.current_org()) AND x.provider = $1 GROUP BY 1, 2
"""


async def elsewhere(url: str, id: UUID, provider: Provider | None) -> list[Difference]:
    """Hold what the books say that the provider holds against what it says itself; without one, nothing is looked at.

    What happened there in the last minutes may not have been told yet.
    """
    if provider is None:
        return []
    async with books.opened(url, id) as fetch:
        rows = list(await fetch(CLEARING, provider.name))
    found = []
    for account in dict.fromkeys(row["external_id"] for row in rows):
        ours = {row["currency"]: row["amount"] for row in rows if row["external_id"] == account and row["currency"]}
        try:
            theirs = await provider.held(account)
        except (NoAnswer, Later, Refused) as error:
            print(f"  {HELD.split(maxsplit=1)[0]} was not looked at, {account} does not answer: {error}", flush=True)
            continue
        for currency in sorted(ours.keys() | theirs.keys()):
            wanted, has = theirs.get(currency, 0), ours.get(currency, 0)
            if wanted != has:
                found.append(Difference(HELD, f"{account} {currency}", str(wanted), str(has)))
    return found


async def _export(url: str, only: UUID | None, form: str, out: TextIO) -> int:
    if only is None:
        ids = await books.organizations(url)
        if len(ids) != 1:
            raise CannotAudit(f"Name one with --organization: {', '.join(str(id) for id in ids) or 'there is none'}.")
        only = ids[0]
    async with books.opened(url, only) as fetch:
        async for text in FORMATS[form](fetch):
            out.write(text)
    out.flush()
    return 0
