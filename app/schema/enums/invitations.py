"""The words of the enums of invitations."""

from app.models.invitations import InvitationStatus
from app.schema.enums.words import describe

describe(
    InvitationStatus,
    "What has become of an invitation.",
    {
        "OPEN": "Its link works.",
        "EXPIRED": "Its link is too old; it can be sent again.",
        "ACCEPTED": "Somebody came in by it.",
        "REVOKED": "It was taken back, or a newer one took its place.",
    },
)
