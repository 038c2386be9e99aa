"""The words of the enums of payments."""

from app.models.autopay import AutopayStatus, AutopayTiming
from app.models.payment_methods import PaymentMethodStatus
from app.models.payments import PaymentEventKind, PaymentMethodKind, PaymentStatus
from app.models.provider import ProviderName
from app.models.refunds import RefundStatus
from app.schema.enums.words import describe

describe(
    PaymentMethodKind,
    "How money is paid.",
    {
        "CARD": "Credit or debit card.",
        "SEPA_DEBIT": "Bank debit in euro.",
        "ACH_DEBIT": "Bank debit in the United States.",
        "OTHER_ONLINE": "Another way that the provider offers.",
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
        "BALANCE_CHANGED": "The balance changed for another reason, such as a credit.",
        "AUTOPAY_CHANGED": "One's own standing order was set, paused or revoked.",
    },
)
describe(
    ProviderName,
    "Who moves the money.",
    {"STRIPE": "Stripe.", "SIMULATOR": "The simulator of Stripe; no real money."},
    name="PaymentProvider",
)
describe(
    PaymentMethodStatus,
    "Whether something can be paid from.",
    {
        "PENDING": "It is being saved.",
        "ACTIVE": "It can be paid from.",
        "FAILED": "It could not be saved.",
        "REMOVED": "Its owner has removed it.",
    },
)
describe(
    AutopayStatus,
    "Where a standing order stands.",
    {"ACTIVE": "It runs.", "PAUSED": "It rests until resumed.", "REVOKED": "It is over for good."},
)
describe(
    AutopayTiming,
    "When a standing order runs.",
    {"DUE_DATE": "On the due day.", "DAY_OF_MONTH": "On a chosen day before it."},
)
describe(
    RefundStatus,
    "Where a refund stands.",
    {
        "PENDING": "It is on its way.",
        "SUCCEEDED": "It was sent to the payer's bank.",
        "FAILED": "It did not arrive, and the money is here.",
    },
)
