"""What happens to an account, written down in the transaction that does it.

Accounts belong to no organization. What those who run one have to know of their members is told to each of them.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope, writing
from app.auth.viewer import Viewer
from app.models.base import new_id
from app.models.security import SecurityEventKind


class Alert(StrEnum):
    """What is worth knowing about an account."""

    NEW_DEVICE = "NEW_DEVICE"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE_ASKED = "EMAIL_CHANGE_ASKED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    EMAIL_CHANGE_UNDONE = "EMAIL_CHANGE_UNDONE"
    FACTOR_ADDED = "FACTOR_ADDED"
    FACTOR_REMOVED = "FACTOR_REMOVED"
    RECOVERY_CODES_RENEWED = "RECOVERY_CODES_RENEWED"
    RECOVERY_CODE_USED = "RECOVERY_CODE_USED"
    CODE_WRONG = "CODE_WRONG"
    CODE_REPLAYED = "CODE_REPLAYED"
    PASSKEY_COUNT_WENT_BACK = "PASSKEY_COUNT_WENT_BACK"
    STEPPED_UP = "STEPPED_UP"
    SUCCESS_AFTER_FAILURES = "SUCCESS_AFTER_FAILURES"


K = SecurityEventKind
CONCERNS: dict[Alert, tuple[SecurityEventKind, str | None]] = {
    Alert.NEW_DEVICE: (K.NEW_DEVICE, None),
    Alert.PASSWORD_CHANGED: (K.PASSWORD_CHANGED, "MEMBER.PASSWORD_CHANGED"),
    Alert.PASSWORD_RESET: (K.PASSWORD_CHANGED, "MEMBER.PASSWORD_CHANGED"),
    Alert.EMAIL_CHANGED: (K.EMAIL_CHANGED, "MEMBER.EMAIL_CHANGED"),
    Alert.EMAIL_CHANGE_UNDONE: (K.EMAIL_CHANGED, "MEMBER.EMAIL_CHANGED"),
    Alert.FACTOR_ADDED: (K.FACTOR_ADDED, "MEMBER.FACTOR_ADDED"),
    Alert.FACTOR_REMOVED: (K.FACTOR_REMOVED, "MEMBER.FACTOR_REMOVED"),
    Alert.RECOVERY_CODE_USED: (K.RECOVERY_CODE_USED, None),
    Alert.CODE_REPLAYED: (K.CODE_REPLAYED, None),
    Alert.PASSKEY_COUNT_WENT_BACK: (K.PASSKEY_COUNT_WENT_BACK, None),
    Alert.SUCCESS_AFTER_FAILURES: (K.SUCCESS_AFTER_FAILURES, None),
}
"""What the organizations of a person are told of: as which security event, and as which entry of the audit."""


async def note(scope: WriteScope, person_id: UUID, alert: Alert, address: str | None = None, **facts: Any) -> None:
    """Write down what happened, with this transaction; where it concerns them, in the person's organizations too.

    Those are told what it was and when, perhaps from which `address` or how often (`times`), and no more. The rows of
    their streams are locked until the end of the transaction: this comes late in it.
    """
    now = clock.now()
    with door("alerts"):
        await scope.rows(
            "INSERT INTO account_event (id, person_id, kind, at, facts) VALUES ($1, $2, $3, $4, $5)",
            *(new_id(), person_id, alert, now, orjson.dumps(facts, default=str).decode()),
        )
        if alert in CONCERNS:
            told = (*CONCERNS[alert], now, address, facts.get("times"))
            await scope.rows("SELECT app.tell_organizations($1, $2, $3, $4, $5, $6)", person_id, *told)


async def note_alone(person_id: UUID, alert: Alert, address: str | None = None, **facts: Any) -> None:
    """Write down what happened, in a transaction of its own: a refusal has none."""
    async with writing(Viewer.anonymous()) as scope:
        await note(scope, person_id, alert, address, **facts)
