"""The books as they are kept: entries, what settled what, credits, and the months that are closed."""

from enum import StrEnum

from tortoise import fields

from app.ledger.entries import EntryKind
from app.models.base import Noun, Versioned


class CreditKind(StrEnum):
    """Why a debt is lowered without a payment. The second and the third forgive one charge alone."""

    CONCESSION = "CONCESSION"
    WAIVER = "WAIVER"
    WRITE_OFF = "WRITE_OFF"
    DEPOSIT_DEDUCTION = "DEPOSIT_DEDUCTION"
    TRANSFER = "TRANSFER"
    OPENING = "OPENING"


class JournalEntry(Noun):
    """One act of the books, never changed. `owed_minor` is by how much it changed what its lease owes."""

    position = fields.BigIntField(generated=True)
    kind = fields.CharEnumField(EntryKind)
    key = fields.TextField()
    effective_on = fields.DateField()
    posted_at = fields.DatetimeField()
    lines = fields.IntField()
    lease_id = fields.UUIDField(null=True)
    property_id = fields.UUIDField(null=True)
    owed_minor = fields.BigIntField()
    source_type = fields.TextField()
    source_id = fields.UUIDField()
    reverses_id = fields.UUIDField(null=True)
    actor_id = fields.UUIDField(null=True)
    reason = fields.TextField(null=True)
    hash = fields.BinaryField()

    class Meta:
        table = "journal_entry"


class Credit(Versioned):
    """What lowers a debt without a payment; spent on charges as a payment is, unless it names one."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    kind = fields.CharEnumField(CreditKind)
    charge_id = fields.UUIDField(null=True)
    amount_minor = fields.BigIntField()
    credited_minor = fields.BigIntField()
    allocated_minor = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    effective_on = fields.DateField()
    reason = fields.TextField()

    class Meta:
        table = "credit"


class Allocation(Versioned):
    """So much of a payment, or of a credit, settles so much of a charge, until it is undone.

    `is_recovery` says that the charge, or this part of it, had been given up before the money came.
    """

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    charge_id = fields.UUIDField()
    payment_id = fields.UUIDField(null=True)
    credit_id = fields.UUIDField(null=True)
    amount_minor = fields.BigIntField()
    entry_id = fields.UUIDField()
    undone_by_id = fields.UUIDField(null=True)
    is_recovery = fields.BooleanField(default=False)

    class Meta:
        table = "allocation"


class AccountingPeriod(Versioned):
    """A month of the books, by its first day; nothing is posted into a closed one."""

    first_on = fields.DateField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "accounting_period"
