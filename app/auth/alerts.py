"""What happens to an account, written down in the transaction that does it; accounts belong to no organization."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope, writing
from app.auth.viewer import Viewer
from app.models.base import new_id


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


async def note(scope: WriteScope, person_id: UUID, alert: Alert, **facts: Any) -> None:
    """Write down what happened, with this transaction."""
    with door("alerts"):
        await scope.rows(
            "INSERT INTO account_event (id, person_id, kind, at, facts) VALUES ($1, $2, $3, $4, $5)",
            *(new_id(), person_id, alert, clock.now(), orjson.dumps(facts, default=str).decode()),
        )


async def note_alone(person_id: UUID, alert: Alert, **facts: Any) -> None:
    """Write down what happened, in a transaction of its own: a refusal has none."""
    async with writing(Viewer.anonymous()) as scope:
        await note(scope, person_id, alert, **facts)
