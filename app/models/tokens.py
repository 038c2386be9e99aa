"""Tokens of partners: how one looks, and what is kept of it."""

import re
import secrets
import zlib
from datetime import datetime, timedelta
from string import ascii_letters, digits

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.models.base import Versioned
from app.models.paging import Condition

PREFIX = "tnt_pat_"
BASE62 = digits + ascii_letters
RANDOM, CHECKSUM = 30, 6
SHAPE = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{RANDOM}}})([0-9A-Za-z]{{{CHECKSUM}}})")

LONGEST = timedelta(days=365)
MOST_LIVING = 50
MOST_PROPERTIES = 20
MOST_ADDRESSES = 20
MOST_POINTS = 2_000
GRAIN = timedelta(minutes=5)


class ApiToken(Versioned):
    """A partner's key to one organization; it acts as the member `member_id`."""

    member_id = fields.UUIDField()
    name = fields.TextField()
    token_hash = fields.BinaryField()
    hint = fields.TextField()
    scopes = ArrayField("text")
    limited_to = ArrayField("uuid")
    addresses = ArrayField("text")
    points_per_second = fields.IntField()
    created_by = fields.UUIDField(null=True)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    last_network = fields.TextField(null=True)
    networks = ArrayField("text")

    class Meta:
        table = "api_token"


def new_token() -> str:
    """Return a fresh token: 178 random bits between a prefix to recognise it by and a checksum."""
    random = "".join(secrets.choice(BASE62) for _ in range(RANDOM))
    return f"{PREFIX}{random}{checksum(random)}"


def checksum(random: str) -> str:
    """Return the CRC-32 of a token's random part, as 6 digits of base 62."""
    left, found = zlib.crc32(random.encode()), ""
    for _ in range(CHECKSUM):
        left, digit = divmod(left, len(BASE62))
        found = BASE62[digit] + found
    return found


def is_token(text: str) -> bool:
    """Say whether this can be a token at all; a slip of the pen or a made-up one costs no statement."""
    match = SHAPE.fullmatch(text)
    return match is not None and checksum(match[1]) == match[2]


def living(at: datetime) -> Condition:
    """Narrow to tokens that work at a moment."""
    return lambda table, sql: f"({table}.revoked_at IS NULL AND {table}.expires_at > {sql.add(at)}::timestamptz)"
