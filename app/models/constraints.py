"""What the database's refusals mean, in the one place where names become sentences."""

from app.errors import Conflict, LedgerFrozen, OverlappingLease, PeriodClosed

MEANINGS = {
    "lease_unit_overlap": "Another lease already holds this unit in that period.",
    "lease_number_key": "Another lease has this number.",
    "message_key": "This message id is taken.",
    "member_person_key": "This person is already a member.",
    "person_email_key": "Somebody signs in with this address already.",
    "ticket_number_key": "Another ticket has this number.",
    "payment_number_key": "Another payment has this number.",
    "tenant_member_key": "This person is a tenant already.",
    "lease_unit_key": "This unit is in the lease already.",
    "lease_party_key": "This tenant is party to the lease already.",
    "participant_key": "This person takes part already.",
    "accounting_period_open": "The month of that day is closed in the books.",
    "ledger_open": "The books are frozen until somebody has looked at a difference; nothing can be posted.",
    "message_seq_key": "Somebody else wrote at the same moment; try again.",
}

REFUSALS: dict[str, type[Conflict]] = {
    "lease_unit_overlap": OverlappingLease,
    "accounting_period_open": PeriodClosed,
    "ledger_open": LedgerFrozen,
}
"""Constraints whose violation has a code of its own; the others are a `Conflict`."""
