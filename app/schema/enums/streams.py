"""The words of the enums of streams."""

from app.models.events import EventType
from app.schema.enums.words import describe
from app.subscriptions.stream import ResetReason

describe(
    ResetReason,
    "Why a stream must start afresh.",
    {
        "EXPIRED": "The cursor is older than the events kept.",
        "EPOCH": "The database was restored from a backup.",
        "TOO_FAR_BEHIND": "More events were missed than are replayed.",
        "GRANTS_CHANGED": "What you may see has changed.",
    },
    name="StreamResetReason",
)
describe(
    EventType,
    "The noun, then what happened to it.",
    {
        "PROPERTY_CREATED": "A property was added.",
        "PROPERTY_CHANGED": "A property was changed.",
        "BUILDING_CREATED": "A building was added.",
        "BUILDING_CHANGED": "A building was changed.",
        "UNIT_CREATED": "A unit was added.",
        "UNIT_CHANGED": "A unit was changed.",
        "TENANT_CREATED": "A tenant was added.",
        "TENANT_CHANGED": "A tenant was changed.",
        "LEASE_CREATED": "A lease was drafted.",
        "LEASE_CHANGED": "A lease's terms or parties changed.",
        "LEASE_STATUS_CHANGED": "A lease moved on.",
        "CHARGE_STATUS_CHANGED": "A charge was posted, settled or reversed.",
        "PAYMENT_STATUS_CHANGED": "A payment was made or moved on.",
        "TICKET_CREATED": "A ticket was reported.",
        "TICKET_STATUS_CHANGED": "A ticket's status changed.",
        "TICKET_ASSIGNED": "A ticket got or lost its assignee.",
        "TICKET_COMMENTED": "Somebody commented on a ticket.",
        "CONVERSATION_STARTED": "A conversation was opened.",
        "MESSAGE_SENT": "A message was sent.",
        "FILE_ADDED": "A file came, beside something that was there.",
    },
)
