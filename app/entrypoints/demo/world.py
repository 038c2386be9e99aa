"""A world in the making: rows with ids that never change, and what happened to them, written in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from app.entrypoints.demo.almanac import Almanac
from app.entrypoints.demo.shapes import House
from app.ledger.entries import Entry
from app.models.base import Noun
from app.models.charge_templates import ChargeTemplate, RentStep
from app.models.charges import Charge
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease, LeaseParty, LeaseUnit, Tenant
from app.models.ledger import Allocation
from app.models.messages import Conversation, Message, Participant
from app.models.payments import Payment
from app.models.people import AccessGrant, Member
from app.models.properties import Building, Property, Unit
from app.models.tickets import Ticket, TicketComment
from app.resolvers.ledger import post_all
from app.subscriptions.transaction import Transaction

N = TypeVar("N", bound=Noun)
NAMESPACE = UUID("6f1c7f0e-52a4-4f0c-9a55-0d3c1e8b7a11")

ORDER: tuple[type[Noun], ...] = (
    *(Member, Property, Building, Unit, Tenant, Lease, LeaseUnit, LeaseParty, AccessGrant),
    *(ChargeTemplate, RentStep, LateFeePolicy),
    *(Charge, Payment, Ticket, TicketComment, Conversation, Participant, Message),
)
"""Every table after those it refers to."""


def demo_id(house: str, noun: str, key: str) -> UUID:
    """Return the id that a row of the demo world has in every clone: `demo_id("nordlys", "lease", "L-1001")`."""
    return uuid5(NAMESPACE, f"{house}/{noun}/{key}")


def organization_id(house: str) -> UUID:
    """Return the id of an organization of the demo world: `nordlys` or `harbor`."""
    return demo_id(house, "organization", house)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a row: an event of the log, told as of its own moment and by the one who did it."""

    at: datetime
    id: UUID
    actor_id: UUID | None
    row: Noun
    kind: str
    scope: dict[str, Any]
    facts: dict[str, Any]

    def tell(self, tx: Transaction) -> None:
        """Announce it; the audit still says that the demo wrote it, and when."""
        tx.announce(self.row, self.kind, self.scope, **self.facts)
        tx.events[-1].update(id=self.id, at=self.at, actor_id=self.actor_id)


@dataclass(frozen=True, slots=True)
class Piece:
    """So much of a payment settled so much of a charge."""

    id: UUID
    charge: Charge
    payment: Payment
    amount: int
    at: datetime


@dataclass(slots=True)
class World:
    """One organization, first in memory."""

    house: House
    almanac: Almanac
    rows: dict[type[Noun], dict[str, Any]] = field(default_factory=lambda: {model: {} for model in ORDER})
    happenings: list[Happening] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def organization_id(self) -> UUID:
        """Return the id of the organization."""
        return organization_id(self.house.key)

    def id(self, model: type[Noun], key: str) -> UUID:
        """Return the id of a row by its key, made or not."""
        return demo_id(self.house.key, model.noun, key)

    def ref(self, model: type[Noun], key: str | None) -> UUID | None:
        """Return the id of a row, or None without a key."""
        return self.id(model, key) if key is not None else None

    def row(self, model: type[N], key: str) -> N:
        """Return a row that was made before."""
        found: N = self.rows[model][key]
        return found

    def make(self, model: type[N], key: str, **values: Any) -> N:
        """Make a row; it may change until the world is written."""
        if key in self.rows[model]:
            raise ValueError(f"There is a {model.noun} {key!r} already.")
        made = model(id=self.id(model, key), organization_id=self.organization_id, **values)
        self.rows[model][key] = made
        return made

    def happened(self, at: datetime, by: str | None, row: Noun, kind: str, scope: dict[str, Any], **facts: Any) -> None:
        """Remember an event; the log gets all of them in the order of their moments."""
        place = sum(happening.row is row for happening in self.happenings)
        id = demo_id(self.house.key, "event", f"{row.id}/{place}")
        self.happenings.append(Happening(at, id, self.ref(Member, by), row, kind, scope, facts))

    async def write(self, tx: Transaction) -> None:
        """Insert the rows, table by table, and tell what happened."""
        for model in ORDER:
            rows = [
                {name: value for name, value in row if name != "organization_id"} for row in self.rows[model].values()
            ]
            if rows:
                await tx.create_many(model, rows)
        await self._write_books(tx)
        for happening in sorted(self.happenings, key=lambda happening: happening.at):
            happening.tell(tx)

    async def _write_books(self, tx: Transaction) -> None:
        written = dict(zip((entry.key for entry in self.entries), await post_all(tx, self.entries), strict=True))
        rows = []
        for piece in self.pieces:
            charge = piece.charge
            place = {"property_id": charge.property_id, "lease_id": charge.lease_id, "charge_id": charge.id}
            paid = {"payment_id": piece.payment.id, "amount_minor": piece.amount, **stamped(piece.at)}
            entry_id = written[f"allocation/{piece.id}/applied"]
            rows.append({"id": piece.id, **place, **paid, "entry_id": entry_id})
        await tx.create_many(Allocation, rows)


def stamped(made: datetime, changed: datetime | None = None, version: int = 1) -> dict[str, Any]:
    """Return the columns of a row that was made and last changed at these moments."""
    return {"created_at": made, "updated_at": changed or made, "version": version}
