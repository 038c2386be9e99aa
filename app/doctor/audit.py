"""Verifies the audit and prints its signed heads, against the database that is set or the one that runs."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from app.errors import BadInput
from app.models import chain
from app.models.heads import Head, HeadKey
from app.models.ids import id_of
from app.services import look
from app.settings import Settings


class CannotAudit(Exception):
    """There is nothing to look at, or an argument is wrong; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they were typed: an organization, a file of heads, public keys in hex."""

    organization: str | None = None
    heads: str | None = None
    trust: tuple[str, ...] = ()


def verify(settings: Settings, asked: Asked) -> int:
    """Say of every organization whether its audit is whole; returns 0 when all are, else 1."""
    only = organization_id(asked.organization)
    kept = _kept(asked.heads)
    trusted = frozenset({HeadKey(settings.with_secret().secret_key).public, *map(public_key, asked.trust)})
    return asyncio.run(_verify(database_url(settings), trusted, only, kept))


def print_heads(settings: Settings) -> int:
    """Print every signed head as one line of JSON."""
    try:
        heads = asyncio.run(chain.heads_in(database_url(settings)))
    except asyncpg.PostgresError as error:
        raise CannotAudit(f"The database refused: {str(error).splitlines()[0]}.") from error
    for head in heads:
        print(head.line())
    return 0


async def _verify(url: str, trusted: frozenset[bytes], only: UUID | None, kept: list[Head]) -> int:
    whole = True
    try:
        async for report in chain.verify(url, trusted, only, kept):
            whole = whole and report.is_whole
            for line in lines_of(report):
                print(line, flush=True)
    except asyncpg.PostgresError as error:
        raise CannotAudit(f"The database refused: {str(error).splitlines()[0]}.") from error
    return 0 if whole else 1


def lines_of(report: chain.Report) -> Iterator[str]:
    """Yield what a person reads of a report."""
    counted = f"{report.entries} entries, {report.heads} signed heads, {report.erased} with erased personal values"
    yield f"{report.organization_id}: {'whole' if report.is_whole else 'DAMAGED'} ({counted})"
    for damage in report.damages:
        yield f"  entry {damage.position} {damage.words}"


def database_url(settings: Settings) -> str:
    """Return the database that is set, or that of the services that run; raises `CannotAudit`."""
    if settings.outside_services:
        return settings.database_url
    try:
        running = look.running(settings.var_folder)
    except PermissionError as error:
        raise CannotAudit(f"{error.filename} is closed to you: run this as the user who started Tenantry.") from error
    if running is None:
        raise CannotAudit("No database: set DATABASE_URL and REDIS_URL, or start `tenantry demo` or `serve`.")
    return running.app_url


def organization_id(text: str | None) -> UUID | None:
    """Read the id of an organization as it was typed; raises `CannotAudit`."""
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        try:
            return id_of("Organization", text)
        except BadInput as error:
            raise CannotAudit(
                "--organization takes the id of an organization, as the API or this command shows it."
            ) from error


def _kept(file: str | None) -> list[Head]:
    if file is None:
        return []
    try:
        return [Head.of_line(line) for line in Path(file).read_text().splitlines() if line.strip()]
    except (ValueError, OSError) as error:
        raise CannotAudit(f"{file} does not hold what `tenantry audit heads` prints ({error}).") from error


def public_key(text: str) -> bytes:
    """Read a public key as it was typed; raises `CannotAudit`."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise CannotAudit("--trust takes a public key: 64 hex digits, as `tenantry audit heads` prints them.")
    return key
