"""What was done in an organization, entry by entry; `chain.py` says whether the entries are as they were written."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.models.base import Noun

ACCESS = "PERSONAL_DATA.READ"
"""The action of an entry that tells who read personal data; `about` says whose."""


class AuditEntry(Noun):
    """One link of the chain; plain SQL writes it, in `app.seal`."""

    position = fields.BigIntField()
    action = fields.TextField()
    subject_noun = fields.TextField()
    subject_id = fields.UUIDField()
    actor_id = fields.UUIDField(null=True)
    session_id = fields.UUIDField(null=True)
    token_id = fields.UUIDField(null=True)
    system = fields.TextField(null=True)
    facts = fields.JSONField()  # type: ignore[var-annotated]
    at = fields.DatetimeField()
    about = ArrayField("uuid")
    before_hash = fields.BinaryField(null=True)
    after_hash = fields.BinaryField(null=True)
    private_hash = fields.BinaryField(null=True)
    prev_hash = fields.BinaryField()
    hash = fields.BinaryField()

    class Meta:
        table = "audit_entry"
