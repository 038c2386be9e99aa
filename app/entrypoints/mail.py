"""Sends what waits in the outbox. Any number of processes may do so at once: each mail is taken by one at a time.

A process that dies between handing a mail over and noting it leaves it to be sent again, with the same Message-ID: mail
programs show one. Nothing is held open while the mail server is spoken to.
"""

import logging
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.outbox import unpacked
from app.auth.scope import writing
from app.auth.viewer import Viewer
from app.integrations.mail.letters import compose
from app.integrations.mail.port import Away, Mail, Message, NotNow, Refused
from app.models.mail import CLAIM, CLAIM_OF_ACCOUNTS, FORGET, GIVEN_UP, KEPT, LEASE, POSTPONED, SENT, pause

logger = logging.getLogger("tenantry.mail")

AT_ONCE = 100
REASON = "mail"


async def deliver(mail: Mail, organization_id: UUID | None) -> int:
    """Send what is due in one organization, or to accounts with None; returns how many were handed over.

    At most a hundred: who has more waits for the next round, after the others. Raises `Away` when there is no use in
    going on; what was tried then is tried again later, like all the rest.
    """
    viewer = _viewer(organization_id)
    claim = CLAIM_OF_ACCOUNTS if organization_id is None else CLAIM
    sent = 0
    for _ in range(AT_ONCE):
        row = await _run(viewer, claim, clock.now(), LEASE)
        if row is None:
            break
        sent += await _try(mail, viewer, row)
    return sent


async def forget_mail(organization_id: UUID | None) -> None:
    """Delete what was sent or given up long ago."""
    await _run(_viewer(organization_id), FORGET, clock.now() - KEPT)


async def _try(mail: Mail, viewer: Viewer, row: Any) -> bool:
    now = clock.now()
    if row.useful_until <= now:
        await _give_up(viewer, row, "it was not handed over while it was of use")
        return False
    try:
        await mail.send(_message(mail, row))
    except Refused as error:
        await _give_up(viewer, row, str(error))
    except NotNow as error:
        due_at = min(clock.now() + pause(row.attempts), row.useful_until)
        await _run(viewer, POSTPONED, row.id, due_at, str(error), row.attempts)
        if isinstance(error, Away):
            raise
    except (LookupError, ValueError) as error:
        logger.error("mail %s cannot be written: %s", row.id, error)
        await _give_up(viewer, row, "it cannot be written")
    else:
        await _run(viewer, SENT, row.id, clock.now())
        return True
    return False


async def _give_up(viewer: Viewer, row: Any, why: str) -> None:
    logger.warning("mail %s (%s) is given up after %d tries: %s", row.id, row.template, row.attempts, why)
    await _run(viewer, GIVEN_UP, row.id, clock.now(), why)


def _message(mail: Mail, row: Any) -> Message:
    values = unpacked(row.contents)
    subject, plain, html = compose(row.template, values, row.locale, row.time_zone, mail.sender_name)
    return Message(str(row.id), row.recipient, subject, plain, html, row.locale, row.created_at)


def _viewer(organization_id: UUID | None) -> Viewer:
    return Viewer.anonymous() if organization_id is None else Viewer.system_of(organization_id, REASON)


async def _run(viewer: Viewer, sql: str, *args: Any) -> Any | None:
    async with writing(viewer) as scope:
        with door("mail.run"):
            return await scope.row(sql, *args)
