"""Accounts, the sessions they sign in to, and the members that organizations know."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from app.models.base import Noun, Versioned, new_id


class Appearance(StrEnum):
    """How somebody wants pages to look."""

    SYSTEM = "SYSTEM"
    LIGHT = "LIGHT"
    DARK = "DARK"


class Person(Model):
    """An account, global and private: other people only ever see a member."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.TextField()
    password_hash = fields.TextField(null=True)
    locale = fields.TextField(default="en")
    time_zone = fields.TextField(default="UTC")
    appearance = fields.CharEnumField(Appearance, default=Appearance.SYSTEM)
    created_at = fields.DatetimeField()

    class Meta:
        table = "person"


class Session(Model):
    """A signed-in device; the token itself is never stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_hash = fields.BinaryField()
    person_id = fields.UUIDField()
    organization_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    device = fields.TextField(default="")
    last_seen_at = fields.DatetimeField()
    idle_seconds = fields.IntField(null=True)
    awaits_factor = fields.BooleanField(default=False)
    second_factor_at = fields.DatetimeField(null=True)
    stepped_up_at = fields.DatetimeField(null=True)
    previous_hash = fields.BinaryField(null=True)
    previous_until = fields.DatetimeField(null=True)

    class Meta:
        table = "session"


class Member(Versioned):
    """Somebody as one organization knows them; `Person` in the API."""

    person_id = fields.UUIDField(null=True)
    display_name = fields.TextField()
    email = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    locale = fields.TextField(null=True)
    deactivated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member"


class AccessGrant(Noun):
    """One role over one scope; the row carries the ancestors of its scope."""

    member_id = fields.UUIDField()
    person_id = fields.UUIDField(null=True)
    role = fields.TextField()
    property_id = fields.UUIDField(null=True)
    building_id = fields.UUIDField(null=True)
    unit_id = fields.UUIDField(null=True)
    lease_id = fields.UUIDField(null=True)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)

    class Meta:
        table = "access_grant"
