"""Recomputes the books and writes them out, from the database that is set or the one that runs."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TextIO
from uuid import UUID

import asyncpg

from app.doctor.audit import CannotAudit, database_url, organization_id
from app.models import books
from app.models.exports import FORMATS
from app.settings import Settings


def verify(settings: Settings, organization: str | None) -> int:
    """Say of every organization whether its books come out; returns 0 when all do, else 1."""
    only, url = organization_id(organization), database_url(settings)
    return _run(lambda: _verify(url, only))


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


async def _verify(url: str, only: UUID | None) -> int:
    whole = True
    for id in [only] if only is not None else await books.organizations(url):
        async with books.opened(url, id) as fetch:
            report = await books.examine(id, fetch)
        whole = whole and not report.differences
        print(f"{id}: {'WRONG' if report.differences else 'right'} ({report.entries} entries)", flush=True)
        for one in report.differences:
            print(f"  {one.check}: {one.subject} should be {one.wanted}, and is {one.found}", flush=True)
    return 0 if whole else 1


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
