"""The address that somebody signs in with: asked to be another one, confirmed from there, undone from the old one."""

from typing import Any
from uuid import UUID

from app import clock
from app.auth import links
from app.auth.alerts import Alert, note
from app.auth.devices import end_others
from app.auth.doors import door
from app.auth.links import Purpose
from app.auth.outbox import post
from app.auth.scope import WriteScope, writing
from app.auth.viewer import Viewer
from app.models.mail import Letter, Template

OWNER = "SELECT email, locale, time_zone FROM person WHERE id = $1 FOR UPDATE"


async def request(person_id: UUID, email: str, public_url: str) -> None:
    """Mail a link to the new address and, to the old one, a notice with a way back.

    Where somebody signs in with the new address already, nothing is mailed there. All else is the same, the notice and
    what becomes of an older link too, so that nobody reads in the own mailbox who else has an account.
    """
    async with writing(Viewer.anonymous()) as scope:
        with door("emails.request"):
            owner = await scope.row(OWNER, person_id)
            taken = await scope.row("SELECT id FROM person WHERE email = $1", email)
        if owner is None:
            return
        confirm = await links.make(scope, person_id, Purpose.EMAIL_CONFIRM, email, public_url)
        undo = await links.make(scope, person_id, Purpose.EMAIL_UNDO, owner["email"], public_url)
        language = {"locale": owner["locale"], "time_zone": owner["time_zone"]}
        asked = {"address": email, "until": confirm.expires_at, "link": confirm.address}
        if taken is None:
            await post(
                scope,
                Letter(Template.EMAIL_CHANGE_CONFIRM, email, values=asked, useful_until=confirm.expires_at, **language),
            )
        told = {"address": email, "at": clock.now(), "until": undo.expires_at, "link": undo.address}
        await post(scope, Letter(Template.EMAIL_CHANGE_NOTICE, owner["email"], values=told, **language))
        await note(scope, person_id, Alert.EMAIL_CHANGE_ASKED)


async def confirm(token: str) -> None:
    """Sign in with the new address from now on; raises what a bad link ends with, and `Conflict` for a taken one."""
    async with writing(Viewer.anonymous()) as scope:
        opened = await links.use(scope, token, Purpose.EMAIL_CONFIRM)
        await _rename(scope, opened.person_id, opened.email)
        # They went to the old address.
        await links.revoke(scope, opened.person_id, Purpose.PASSWORD_RESET)
        await note(scope, opened.person_id, Alert.EMAIL_CHANGED)


async def undo(token: str) -> list[UUID]:
    """Go back to the old address; returns the sessions that ended.

    A change that was made already may be a theft: all sessions end and the password is forgotten, so that only the old
    address opens the account again. Raises what a bad link ends with, and `Conflict` for an address that is taken.
    """
    async with writing(Viewer.anonymous()) as scope:
        opened = await links.use(scope, token, Purpose.EMAIL_UNDO)
        # Those made since: whoever took the account must not undo this.
        await links.revoke(scope, opened.person_id, Purpose.EMAIL_CONFIRM, Purpose.PASSWORD_RESET)
        await links.revoke(scope, opened.person_id, Purpose.EMAIL_UNDO, since=opened.created_at)
        with door("emails.undo"):
            owner: Any = await scope.row(OWNER, opened.person_id)
        await note(scope, opened.person_id, Alert.EMAIL_CHANGE_UNDONE)
        if owner["email"] == opened.email:
            return []
        await _rename(scope, opened.person_id, opened.email)
        with door("emails.undo"):
            await scope.rows("UPDATE person SET password_hash = NULL WHERE id = $1", opened.person_id)
        return await end_others(scope, opened.person_id, but=None)


async def _rename(scope: WriteScope, person_id: UUID, email: str) -> None:
    with door("emails.rename"):
        await scope.rows("UPDATE person SET email = $2 WHERE id = $1", person_id, email)
