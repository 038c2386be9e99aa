"""Addresses of papers: sealed, so that nobody can make one up, and good for some minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import orjson

from app.errors import InvalidCursor

GOOD_FOR = timedelta(minutes=5)
PURPOSE = "paper"


class PaperKind(StrEnum):
    """What a paper is."""

    STATEMENT = "STATEMENT"
    STATEMENT_CSV = "STATEMENT_CSV"
    RECEIPT = "RECEIPT"


class Sealing(Protocol):
    """What seals and opens texts for one purpose and one organization."""

    def seal(self, purpose: str, organization_id: UUID, content: bytes) -> str:
        """Return an opaque text."""

    def open(self, purpose: str, organization_id: UUID, text: str) -> bytes:
        """Return what was sealed; raises `InvalidCursor`."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper about a lease, from the first to the last day; or about a payment."""

    organization_id: UUID
    kind: PaperKind
    subject_id: UUID
    locale: str
    first_on: date | None = None
    last_on: date | None = None

    def address(self, sealing: Sealing, now: datetime) -> str:
        """Return the path by which it can be fetched for some minutes."""
        days = [str(day) if day is not None else None for day in (self.first_on, self.last_on)]
        said = [self.kind, str(self.subject_id), self.locale, *days, int((now + GOOD_FOR).timestamp())]
        return f"/papers/{self.organization_id}/{sealing.seal(PURPOSE, self.organization_id, orjson.dumps(said))}"


def opened(sealing: Sealing, organization: str, token: str, now: datetime) -> Paper | None:
    """Return the paper of an address; None for one that is broken, foreign or too old."""
    try:
        organization_id = UUID(organization)
        kind, subject, locale, first, last, until = orjson.loads(sealing.open(PURPOSE, organization_id, token))
    except (InvalidCursor, ValueError):
        return None
    if now.timestamp() > until:
        return None
    days = [date.fromisoformat(day) if day is not None else None for day in (first, last)]
    return Paper(organization_id, PaperKind(kind), UUID(subject), locale, *days)
