"""The words of the enums of tickets."""

from app.models.tickets import (
    EntryPermission,
    TicketCategory,
    TicketChannel,
    TicketEventKind,
    TicketHoldReason,
    TicketPriority,
    TicketStage,
    TicketStatus,
)
from app.schema.enums.words import describe

describe(
    TicketStatus,
    "Where a ticket stands, exactly.",
    {
        "NEW": "Reported.",
        "TRIAGED": "Looked at.",
        "SCHEDULED": "A visit is agreed.",
        "IN_PROGRESS": "Being worked on.",
        "ON_HOLD": "Waiting for something.",
        "RESOLVED": "Done, to be confirmed.",
        "REOPENED": "Not fixed after all.",
        "CLOSED": "Done and confirmed.",
        "REJECTED": "Not accepted.",
        "DUPLICATE": "Known already.",
        "CANCELLED": "Called off.",
    },
)
describe(
    TicketStage,
    "The few steps people see; each status belongs to one.",
    {
        "NEW": "NEW, TRIAGED, REOPENED.",
        "SCHEDULED": "SCHEDULED.",
        "IN_PROGRESS": "IN_PROGRESS, ON_HOLD.",
        "DONE": "RESOLVED, CLOSED.",
        "DROPPED": "REJECTED, DUPLICATE, CANCELLED.",
    },
)
describe(
    TicketPriority,
    "How urgent a ticket is.",
    {
        "LOW": "Can wait.",
        "NORMAL": "As usual.",
        "HIGH": "Soon.",
        "EMERGENCY": "Now.",
    },
)
describe(
    TicketCategory,
    "What a ticket is about.",
    {
        "PLUMBING": "Water and drains.",
        "HEATING": "Heating and hot water.",
        "ELECTRICAL": "Electricity.",
        "APPLIANCE": "Machines in the home.",
        "LOCKS": "Doors, locks and keys.",
        "STRUCTURE": "Walls, roof, windows, damp.",
        "PESTS": "Pests.",
        "COMMON_AREA": "Stairs, lift, yard.",
        "OTHER": "Something else.",
    },
)
describe(
    TicketChannel,
    "How a ticket came in.",
    {
        "PORTAL": "By a person signed in.",
        "PHONE": "By telephone.",
        "VISIT": "In person.",
        "MAIL": "By letter or e-mail.",
        "DROPBOX": "Through the letter box of the office.",
        "BOT": "Through the assistant.",
        "SENSOR": "From a device.",
        "INSPECTION": "Found on an inspection.",
        "API": "From a partner's system.",
    },
)
describe(
    TicketHoldReason,
    "What a ticket waits for.",
    {
        "PARTS": "Parts.",
        "TENANT": "The tenant.",
        "OWNER_APPROVAL": "The owner's approval.",
        "VENDOR": "The vendor.",
    },
)
describe(
    TicketEventKind,
    "What can happen to a ticket.",
    {
        "CREATED": "It was reported.",
        "STATUS_CHANGED": "Its status changed.",
        "ASSIGNED": "It got or lost its assignee.",
        "COMMENTED": "Somebody commented.",
        "FILE_ADDED": "A picture or a paper was added, to the ticket or to a comment.",
    },
)
describe(
    EntryPermission,
    "Whether one may enter the home.",
    {
        "ANYTIME": "Yes, also when nobody is home.",
        "WHEN_HOME": "Only when somebody is home.",
        "BY_APPOINTMENT": "Only as agreed beforehand.",
    },
)
