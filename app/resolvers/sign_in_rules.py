"""What an organization asks of everybody who signs in to it: a second factor, and shorter sessions."""

from dataclasses import dataclass
from typing import Any

from app.auth.devices import shorten
from app.auth.policies.people import MemberPolicy
from app.auth.steps import require_step_up
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, MfaRequired
from app.models.organizations import OrganizationRow
from app.subscriptions.transaction import Once, Transaction, transaction

SESSION_MINUTES = (15, 30 * 24 * 60)
IDLE_MINUTES = (5, 14 * 24 * 60)

LOCK = """
SELECT id, requires_second_factor, session_minutes, idle_minutes, version FROM organization
 WHERE id = app.current_org() FOR UPDATE
"""
CHANGE = """
UPDATE organization SET requires_second_factor = $1, session_minutes = $2, idle_minutes = $3, version = version + 1,
       updated_at = now()
 WHERE id = app.current_org() RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """A second factor of admins and accountants; minutes that a session lives, and unused; None as ever."""

    requires_second_factor: bool
    session_minutes: int | None = None
    idle_minutes: int | None = None
    expected_version: int | None = None

    def checked(self) -> "Rules":
        """Return them; raises `BadInput` for what would shut everybody out, or be longer than the product allows."""
        _within(self.session_minutes, SESSION_MINUTES, "sessionMinutes")
        _within(self.idle_minutes, IDLE_MINUTES, "idleMinutes")
        return self

    @property
    def facts(self) -> dict[str, Any]:
        """Return them as the audit keeps them."""
        names = ("requires_second_factor", "session_minutes", "idle_minutes")
        return {name: getattr(self, name) for name in names}


def _within(minutes: int | None, span: tuple[int, int], name: str) -> None:
    least, most = span
    if minutes is not None and not least <= minutes <= most:
        raise BadInput(f"From {least} to {most} minutes.", ("input", name), minimum=least, maximum=most)


async def change(viewer: Viewer, wanted: Rules, once: Once | None = None) -> None:
    """Set the rules; sessions of everybody here are shortened at once, and never made longer.

    Raises `StepUpRequired`, `Forbidden`, `BadInput`, `Conflict`, and `MfaRequired` for somebody who demands of others
    what their own session has not shown.
    """
    rules = wanted.checked()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return
        MemberPolicy.require(viewer, MemberPolicy.rule_sign_in)
        require_step_up(viewer)
        before = await tx.run(LOCK)
        assert before is not None
        if rules.expected_version not in (None, before["version"]):
            raise Conflict("It has another version by now.", ("input", "expectedVersion"), version=before["version"])
        if rules.requires_second_factor and not before["requires_second_factor"] and not viewer.has_shown_factor:
            raise MfaRequired("Set up a second factor of your own first: without one you could not come in any more.")
        was = Rules(before["requires_second_factor"], before["session_minutes"], before["idle_minutes"]).facts
        await _write(tx, rules, was)
        tx.done(before["id"])


async def _write(tx: Transaction, rules: Rules, was: dict[str, Any]) -> None:
    if was == rules.facts:
        return
    wanted = (rules.requires_second_factor, rules.session_minutes, rules.idle_minutes)
    changed = await tx.run(CHANGE, *wanted, row=OrganizationRow)
    assert changed is not None
    await shorten(tx.scope, rules.session_minutes, rules.idle_minutes)
    tx.announce(changed, "SIGN_IN_RULES_CHANGED", {}, **{"from": was, "to": rules.facts})
