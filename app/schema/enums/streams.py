"""The words of the enums of streams."""

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
