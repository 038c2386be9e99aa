"""What a lease says, as it is wanted, before anything is looked up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.errors import BadInput
from app.models.leases import LeasePartyRole, LeaseType, ProrationMethod
from app.resolvers.standards import day

MOST = 20
"""Units of one lease, and parties to it: so many grants fit into one transaction."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One person to bind, and in what capacity."""

    tenant_id: UUID
    role: LeasePartyRole


@dataclass(frozen=True, slots=True)
class Terms:
    """None is left out: a change leaves it as it is. `rent` and `deposit` are amounts and their currency."""

    unit_ids: tuple[UUID, ...] | None = None
    parties: tuple[Bound, ...] | None = None
    start_on: date | None = None
    end_on: date | None = None
    rent: tuple[Decimal, str] | None = None
    deposit: tuple[Decimal, str] | None = None
    due_day: int | None = None
    proration_method: ProrationMethod | None = None
    eviction_filed_on: date | None = None

    def check(self) -> None:
        """Raise `BadInput` for what no lease can say."""
        if self.unit_ids is not None:
            _check_units(self.unit_ids)
        if self.parties is not None:
            _check_parties(self.parties)
        if self.due_day is not None and not 1 <= self.due_day <= 31:
            raise BadInput("Rent is due on a day from 1 to 31.", ("input", "dueDay"))
        days = {"startOn": self.start_on, "endOn": self.end_on, "evictionFiledOn": self.eviction_filed_on}
        for name, value in days.items():
            if value is not None:
                day(value, ("input", name))

    @property
    def are_touched(self) -> bool:
        """Say whether anything is wanted that only a draft can change."""
        changed = (self.unit_ids, self.start_on, self.end_on, self.rent, self.deposit, self.due_day)
        return any(value is not None for value in (*changed, self.proration_method))


def check_period(type: LeaseType, start: date, end: date | None) -> None:
    """Raise `BadInput` unless the days fit the type of lease."""
    path = ("input", "endOn")
    if end is not None and end <= start:
        raise BadInput("A lease ends after it starts; its end is the day after the last one.", path)
    if type == LeaseType.AT_WILL and end is not None:
        raise BadInput("A lease at will ends by notice only.", path)
    if type != LeaseType.AT_WILL and end is None:
        raise BadInput("A lease with a term has an end.", path)


def _check_units(ids: tuple[UUID, ...]) -> None:
    path = ("input", "unitIds")
    if not 1 <= len(ids) <= MOST:
        raise BadInput(f"A lease is about 1 to {MOST} units.", path, maximum=MOST)
    if len(set(ids)) < len(ids):
        raise BadInput("Each unit is named once.", path)


def _check_parties(parties: tuple[Bound, ...]) -> None:
    path = ("input", "parties")
    if not 1 <= len(parties) <= MOST:
        raise BadInput(f"A lease has 1 to {MOST} parties.", path, maximum=MOST)
    if len({party.tenant_id for party in parties}) < len(parties):
        raise BadInput("Each person is bound once.", path)
    if sum(party.role is LeasePartyRole.TENANT for party in parties) != 1:
        raise BadInput("A lease has one first tenant.", path)
