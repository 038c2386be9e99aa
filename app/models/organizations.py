"""The customer who lets or manages homes, and the numbers its people read."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.models.base import Row, new_id


class Organization(Model):
    """Its own row is its own scope: row-level security compares `id`."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.TextField()
    currency = fields.CharField(max_length=3)
    time_zone = fields.TextField()
    locales = ArrayField("text")
    requires_second_factor = fields.BooleanField(default=True)
    country_code = fields.CharField(max_length=2, null=True)
    requires_second_factor = fields.BooleanField(default=True)
    is_sandbox = fields.BooleanField(default=False)
    ahead_seconds = fields.BigIntField(default=0)
    goal_at = fields.DatetimeField(null=True)
    moved_at = fields.DatetimeField(null=True)
    session_minutes = fields.IntField(null=True)
    idle_minutes = fields.IntField(null=True)
    brand_color = fields.TextField(null=True)
    logo_key = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "organization"


class OrganizationRow(Row):
    """An organization as it was read."""

    noun = "organization"
