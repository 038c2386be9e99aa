"""The words of the enums of notifications."""

from app.models.notifications import NotificationEventKind, NotificationKind
from app.schema.enums.words import describe

describe(
    NotificationKind,
    "What a notification is about.",
    {
        "TICKET_CREATED": "Something was reported that one answers for.",
        "TICKET_CHANGED": "A ticket that one follows moved on.",
        "TICKET_ASSIGNED": "A ticket was given to one.",
        "TICKET_COMMENTED": "Somebody commented on a ticket that one follows.",
        "MESSAGES": "Messages of a conversation that were not read.",
        "INVITATION_ACCEPTED": "Somebody whom one has invited came in.",
        "SECURITY": "Something happened to one's account.",
        "RENT_DUE": "Rent is due soon.",
        "RECEIPT": "A payment has arrived.",
        "PAYMENT_FAILED": "A payment did not arrive, or was taken back.",
    },
)
describe(
    NotificationEventKind,
    "What can happen to notifications.",
    {"CREATED": "A new one came, or one more of what waits.", "READ": "Some were read on one of one's devices."},
)
