"""The words of the enums of payments."""

from app.models.payments import PaymentEventKind, PaymentMethodKind, PaymentStatus
from app.schema.enums.words import describe

describe(
    PaymentMethodKind,
    "How money is paid.",
    {
        "CARD": "Credit or debit card.",
        "SEPA_DEBIT": "Bank debit in euro.",
        "ACH_DEBIT": "Bank debit in the United States.",
        "BANK_TRANSFER": "Bank transfer.",
        "CASH": "Cash.",
        "CHEQUE": "Cheque.",
    },
)
describe(
    PaymentStatus,
    "Where a payment stands; the last four belong to offline payments.",
    {
        "CREATED": "Begun or waiting for its day.",
        "REQUIRES_ACTION": "The payer must confirm.",
        "PROCESSING": "On its way.",
        "SUCCEEDED": "Received.",
        "CANCELLED": "Stopped before it was under way.",
        "EXPIRED": "Never confirmed.",
        "FAILED": "Did not go through.",
        "RETURNED": "Taken back by the bank.",
        "DISPUTED": "The payer objected at the bank.",
        "PARTIALLY_REFUNDED": "Partly paid back.",
        "REFUNDED": "Paid back.",
        "CHARGED_BACK": "The objection was upheld.",
        "RECORDED": "Received by hand.",
        "CLEARED": "Received and confirmed by the bank.",
        "BOUNCED": "Refused by the bank.",
        "VOIDED": "Recorded by mistake.",
    },
)
describe(
    PaymentEventKind,
    "What can happen to the money of a lease.",
    {
        "CHARGE_STATUS_CHANGED": "A charge was posted, settled or reversed.",
        "PAYMENT_STATUS_CHANGED": "A payment was made or moved on.",
    },
)
