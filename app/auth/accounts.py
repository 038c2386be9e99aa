"""The account itself: its password, and the words that its password must not be made of."""

from uuid import UUID

from app import clock
from app.auth import links
from app.auth.alerts import Alert, note
from app.auth.devices import end_others, rotate
from app.auth.doors import door
from app.auth.links import Purpose
from app.auth.outbox import post
from app.auth.scope import WriteScope, current, reading, writing
from app.auth.throttle import mailing, unlock
from app.auth.viewer import Viewer
from app.errors import Unauthenticated
from app.models.base import Row
from app.models.mail import Letter, Template

WORDS = """
SELECT p.email AS word FROM person p WHERE p.id = $1
UNION ALL SELECT m.display_name FROM member m WHERE m.person_id = $1
UNION ALL SELECT o.name FROM organization o
"""


async def words_of(viewer: Viewer) -> list[str]:
    """Return what an attacker would try first: address and names of the person, name of the organization."""
    async with reading(viewer) as scope:
        with door("accounts.words"):
            return [row["word"] for row in await scope.rows(WORDS, viewer.person_id)]


async def email_of(viewer: Viewer) -> str:
    """Return the address that the viewer signs in with; raises `Unauthenticated` when the account is gone."""
    async with reading(viewer) as scope:
        with door("accounts.email"):
            row = await scope.row("SELECT email FROM person WHERE id = $1", viewer.person_id)
    if row is None:
        raise Unauthenticated("Sign in first.")
    return str(row["email"])


async def address_of(member: Row) -> str | None:
    """Return where a member is written to about their money, within the scope that is open: the account's own address.

    What the house wrote down as an address counts only for those without an account.
    """
    if member.person_id is None:
        written: str | None = member.email
        return written
    with door("accounts.address"):
        row = await current().row("SELECT email FROM person WHERE id = $1", member.person_id)
    return str(row["email"]) if row is not None else None


async def set_password(scope: WriteScope, person_id: UUID, password_hash: str, public_url: str) -> None:
    """Give the account a password, tell its owner by mail, and forget the failures that locked it.

    Links for a new password, or to confirm another address, that were mailed before open nothing any more: whoever had
    the old password may have asked for them.
    """
    with door("accounts.set_password"):
        sql = "UPDATE person SET password_hash = $2 WHERE id = $1 RETURNING email, locale, time_zone"
        owner = await scope.row(sql, person_id, password_hash)
    assert owner is not None
    await links.revoke(scope, person_id, Purpose.PASSWORD_RESET, Purpose.EMAIL_CONFIRM)
    await unlock(scope, owner["email"])
    told = {"at": clock.now(), "link": f"{public_url}/reset-password"}
    language = {"locale": owner["locale"], "time_zone": owner["time_zone"]}
    await post(scope, Letter(Template.PASSWORD_CHANGED, owner["email"], values=told, **language))


async def change_password(
    person_id: UUID, session_id: UUID, password_hash: str, public_url: str
) -> tuple[list[UUID], str]:
    """Set the password, end all sessions but one, and give that one a new token; returns which ended, and the token."""
    async with writing(Viewer.anonymous()) as scope:
        await set_password(scope, person_id, password_hash, public_url)
        await note(scope, person_id, Alert.PASSWORD_CHANGED)
        ended = await end_others(scope, person_id, but=session_id)
        return ended, await rotate(scope, session_id)


async def prefer(person_id: UUID, locale: str | None, time_zone: str | None, appearance: str | None) -> None:
    """Keep what somebody wants to be spoken to in, to read times by, and to look at; None stays as it is."""
    async with writing(Viewer.anonymous()) as scope:
        with door("accounts.prefer"):
            await scope.row(PREFER, person_id, locale, time_zone, appearance)


PREFER = """
UPDATE person
   SET locale = coalesce($2, locale), time_zone = coalesce($3, time_zone), appearance = coalesce($4, appearance)
 WHERE id = $1 RETURNING id
"""


async def mail_reset(email: str, public_url: str) -> None:
    """Mail a link for a new password to the owner of an address; nothing happens where nobody is a member with it."""
    async with reading(Viewer.anonymous()) as scope:
        with door("accounts.mail_reset"):
            owner = await scope.row("SELECT id, email, locale, time_zone FROM person WHERE email = $1", email)
    if owner is None:
        return
    async with reading(Viewer(person_id=owner["id"])) as scope:
        with door("accounts.mail_reset"):
            sql = "SELECT organization_id FROM member WHERE person_id = $1 AND deactivated_at IS NULL"
            homes = [row["organization_id"] for row in await scope.rows(sql, owner["id"])]
    if not homes or not await mailing(homes):
        return
    async with writing(Viewer.anonymous()) as scope:
        link = await links.make(scope, owner["id"], Purpose.PASSWORD_RESET, owner["email"], public_url)
        values = {"until": link.expires_at, "link": link.address}
        language = {"locale": owner["locale"], "time_zone": owner["time_zone"]}
        letter = Letter(Template.PASSWORD_RESET, email, values=values, useful_until=link.expires_at, **language)
        await post(scope, letter)


async def owner_of(token: str) -> Viewer:
    """Return the account that a link for a new password is for; raises what a bad link ends with."""
    async with reading(Viewer.anonymous()) as scope:
        return Viewer(person_id=(await links.look(scope, token, Purpose.PASSWORD_RESET)).person_id)


async def reset_password(token: str, password_hash: str, public_url: str) -> list[UUID]:
    """Use a link up: set the password and end every session; returns which. Second factors stay as they are."""
    async with writing(Viewer.anonymous()) as scope:
        person_id = (await links.use(scope, token, Purpose.PASSWORD_RESET)).person_id
        await set_password(scope, person_id, password_hash, public_url)
        await note(scope, person_id, Alert.PASSWORD_RESET)
        return await end_others(scope, person_id, but=None)
