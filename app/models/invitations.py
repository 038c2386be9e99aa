"""Invitations: somebody is asked by mail to come in, once."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from app import clock
from app.models.base import Versioned


class InvitationStatus(StrEnum):
    """What has become of an invitation."""

    OPEN = "OPEN"
    EXPIRED = "EXPIRED"
    ACCEPTED = "ACCEPTED"
    REVOKED = "REVOKED"


class Invitation(Versioned):
    """An invitation; only the hash of its link's token is kept."""

    member_id = fields.UUIDField()
    email = fields.TextField()
    locale = fields.TextField()
    token_hash = fields.BinaryField()
    role = fields.TextField()
    property_id = fields.UUIDField(null=True)
    unit_id = fields.UUIDField(null=True)
    lease_id = fields.UUIDField(null=True)
    grant_ends_at = fields.DatetimeField(null=True)
    invited_by = fields.UUIDField(null=True)
    sent_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitation"


def status_of(row: Any) -> InvitationStatus:
    """Return what has become of an invitation by now."""
    if row.used_at is not None:
        return InvitationStatus.ACCEPTED
    if row.revoked_at is not None:
        return InvitationStatus.REVOKED
    return InvitationStatus.OPEN if row.expires_at > clock.now() else InvitationStatus.EXPIRED
