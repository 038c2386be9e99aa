"""The words of the enums of messages."""

from app.models.messages import MessageEventKind
from app.schema.enums.words import describe

describe(
    MessageEventKind,
    "What can happen in a conversation.",
    {
        "STARTED": "It was opened.",
        "SENT": "A message was sent.",
        "READ": "Somebody read up to a message.",
        "FILE_ADDED": "A picture or a paper was added to a message.",
    },
)
