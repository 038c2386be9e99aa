"""Mail to the owner of an account about what just happened to it: queued in the transaction that it happens in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import clock
from app.auth.alerts import Alert, note
from app.auth.doors import door
from app.auth.outbox import post
from app.auth.scope import WriteScope
from app.models.mail import Letter, Template

READER = "SELECT email, locale, time_zone FROM person WHERE id = $1"
PAGE = "/settings"

WORDS = {
    (Alert.FACTOR_ADDED, "TOTP"): "factor-added",
    (Alert.FACTOR_ADDED, "PASSKEY"): "passkey-added",
    (Alert.FACTOR_REMOVED, "TOTP"): "factor-removed",
    (Alert.FACTOR_REMOVED, "PASSKEY"): "passkey-removed",
    (Alert.RECOVERY_CODES_RENEWED, None): "recovery-codes-made",
    (Alert.RECOVERY_CODE_USED, None): "recovery-code-used",
}


async def tell(scope: WriteScope, person_id: UUID, origin: str, alert: Alert, **facts: Any) -> None:
    """Write down what happened and mail it to the account's address; `origin` is where its links lead.

    The scope has no organization: this is mail of the account.
    """
    await note(scope, person_id, alert, **facts)
    what = WORDS.get((alert, facts.get("kind")), "other")
    await _mail(scope, person_id, Template.SECURITY_NOTICE, {"what": what, "at": clock.now(), "link": origin + PAGE})


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device that was never seen before, and the address it came from."""

    name: str
    address: str | None


async def tell_of_device(scope: WriteScope, person_id: UUID, origin: str, met: NewDevice) -> None:
    """Tell of a sign-in from a device that was never seen before."""
    await note(scope, person_id, Alert.NEW_DEVICE, met.address, device=met.name)
    values = {"at": clock.now(), "device": met.name or "?", "link": origin + PAGE}
    await _mail(scope, person_id, Template.NEW_SIGN_IN, values)


async def _mail(scope: WriteScope, person_id: UUID, template: Template, values: dict[str, Any]) -> None:
    with door("notices"):
        reader = await scope.row(READER, person_id)
    if reader is not None:
        await post(scope, Letter(template, reader["email"], reader["locale"], values, reader["time_zone"]))
