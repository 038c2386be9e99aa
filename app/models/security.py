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
    NEW_DEVICE = "NEW_DEVICE"
    CODE_REPLAYED = "CODE_REPLAYED"
    PASSKEY_COUNT_WENT_BACK = "PASSKEY_COUNT_WENT_BACK"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    FACTOR_ADDED = "FACTOR_ADDED"
    FACTOR_REMOVED = "FACTOR_REMOVED"
    RECOVERY_CODE_USED = "RECOVERY_CODE_USED"
    SUCCESS_AFTER_FAILURES = "SUCCESS_AFTER_FAILURES"
    TOKEN_FROM_NEW_NETWORK = "TOKEN_FROM_NEW_NETWORK"
    PASSWORDS_GUESSED = "PASSWORDS_GUESSED"


class SecurityEvent(Noun):
    """One finding about a member, the member's account or all accounts, or one report by a member.

    `count` is how often before it was noticed.
    """

    kind = fields.CharEnumField(SecurityEventKind)
    member_id = fields.UUIDField(null=True)
    ip_address = fields.TextField(null=True)
    description = fields.TextField(null=True)
    count = fields.IntField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "security_event"
