"""An organization in the making: rows by short names, with ids and canaries that follow from the names."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from app import clock
from app.ledger.entries import Entry, entry_id
from app.models.base import Noun, Versioned
from app.models.ids import to_global
from app.models.ledger import JournalEntry

N = TypeVar("N", bound=Noun)
NAMESPACE = UUID("3f0c53c9-7d0e-4c43-8f0a-0f6a4f6a9d11")
CANARY = re.compile(r"CANARY-([A-Z])-([a-z_]+)-([a-z0-9_]+)-([a-z0-9_]+)", re.IGNORECASE)
TYPES = {
    "member": "Person",
    "lease_party": "LeaseParty",
    "ticket_comment": "TicketComment",
    "access_grant": "Grant",
    "security_event": "SecurityEvent",
    "api_token": "ApiToken",
    "journal_entry": "LedgerLine",
    "accounting_period": "AccountingPeriod",
    "charge_template": "ChargeTemplate",
    "late_fee_policy": "LateFeePolicy",
    **{"payment_method": "PaymentMethod", "payment_terms": "PaymentTerms", "payment_price": "PaymentPrice"},
    "provider_account": "PaymentAccount",
}
APART = {"A": 0, "B": 11, "C": 23}
"""How far the days and the amounts of an organization lie from those of the first: so they too say whose they are."""


def canary(key: str, noun: str, name: str, column: str) -> str:
    """A text that occurs nowhere else: `CANARY-A-ticket-leak-title`."""
    return f"CANARY-{key}-{noun}-{name}-{column}"


@dataclass
class House:
    """One organization of the world; another one with the same names is its mirror."""

    key: str
    rows: dict[type[Noun], dict[str, Noun]] = field(default_factory=dict)
    told: list[tuple[Noun, str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    now: datetime = field(default_factory=clock.now)

    @property
    def organization_id(self) -> UUID:
        return uuid5(NAMESPACE, self.key)

    def id(self, model: type[Noun], name: str) -> UUID:
        """The id of a row by its name, made or not."""
        made = self.rows.get(model, {}).get(name)
        return made.id if made is not None else uuid5(NAMESPACE, f"{self.key}/{model._meta.db_table}/{name}")

    def global_id(self, model: type[Noun], name: str) -> str:
        """The same as clients write it."""
        table = model._meta.db_table
        return to_global(TYPES.get(table, table.capitalize()), self.id(model, name))

    def person_id(self, name: str) -> UUID:
        """The account of a member; whoever is `shared` has one account for all organizations."""
        return uuid5(NAMESPACE, "shared" if name == "shared" else f"{self.key}/person/{name}")

    def text(self, model: type[Noun], name: str, column: str) -> str:
        """The canary of one column."""
        return canary(self.key, model._meta.db_table, name, column)

    def make(self, model: type[N], name: str, /, **values: Any) -> N:
        """Make a row under a name."""
        stamps = {"created_at": self.ago(9), "updated_at": self.ago(9)} if issubclass(model, Versioned) else {}
        made = model(id=self.id(model, name), organization_id=self.organization_id, **{**stamps, **values})
        assert name not in self.rows.setdefault(model, {}), f"there is a {name} already"
        self.rows[model][name] = made
        return made

    def post(self, name: str, entry: Entry) -> None:
        """Remember an entry of the books, and the line of the lease's account that it is, under a name."""
        self.entries.append(entry)
        if entry.owed:
            made = JournalEntry(id=entry_id(self.organization_id, entry.key), organization_id=self.organization_id)
            self.rows.setdefault(JournalEntry, {})[name] = made

    def tell(self, row: Noun, kind: str, scope: dict[str, Any], **facts: Any) -> None:
        """Remember that something happened to a row."""
        self.told.append((row, kind, scope, facts))

    def ago(self, days: float) -> datetime:
        """A moment in the past; in the future for a negative number."""
        return self.now - timedelta(days=days)

    @property
    def today(self) -> date:
        """The day on which things happen in this organization, and in no other."""
        return self.now.date() - timedelta(days=APART[self.key])

    def minor(self, amount: int) -> int:
        """An amount of the first organization, as this one has it."""
        return amount + 7_013 * APART[self.key]

    def names(self, model: type[Noun]) -> dict[UUID, str]:
        """The names of all rows of a table, by id."""
        return {row.id: name for name, row in self.rows[model].items()}
