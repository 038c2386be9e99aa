"""What looked suspicious in an organization."""

from enum import StrEnum

from tortoise import fields

from app.models.base import Noun


class SecurityEventKind(StrEnum):
    """What it was."""

    MASS_READ = "MASS_READ"
    DENIED_BURST = "DENIED_BURST"
    UNKNOWN_IDS = "UNKNOWN_IDS"
    PHISHING_REPORTED = "PHISHING_REPORTED"


class SecurityEvent(Noun):
    """One finding about a member, or one report by a member; `count` is how often before it was noticed."""

    kind = fields.CharEnumField(SecurityEventKind)
    member_id = fields.UUIDField(null=True)
    ip_address = fields.TextField(null=True)
    description = fields.TextField(null=True)
    count = fields.IntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "security_event"
