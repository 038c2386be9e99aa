"""What workers do: the mail, what the calendar asks for, and the housekeeping."""

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial, wraps
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.factors import Factors
from app.auth.references import reseal_references
from app.auth.scope import reading, working, writing
from app.auth.viewer import Viewer
from app.entrypoints.audit import sign_heads
from app.entrypoints.books import check_books
from app.entrypoints.mail import deliver, forget_mail
from app.errors import TenantryError
from app.integrations.mail.port import Away, Mail
from app.integrations.queue.port import Job
from app.models.events import TRIM
from app.models.heads import HeadKey
from app.models.mail import SEND
from app.resolvers.daily import OFTEN, STEPS, Step, bring_up_to_date
from app.resolvers.leases.calendar import keep_all
from app.resolvers.sandbox import GO, go_on

logger = logging.getLogger("tenantry.jobs")

BATCH = 5_000
KEYS_KEPT = timedelta(days=7)
CLOCK_SECONDS = 40.0
"""How long one run of a job that looks at every clock may move one."""

ALL_THE_WAY = 600.0


async def trim_events(kept: timedelta) -> int:
    """Delete the events of every organization that are older than `kept`; returns how many.

    Batch by batch, and the stream's floor rises in the same transaction: who comes with an older cursor is told.
    """
    gone = 0
    for organization_id in await _organizations():
        while (deleted := await _trim(organization_id, kept)) > 0:
            gone += deleted
    return gone


def jobs(retention_days: int, key: HeadKey, mail: Mail | None, factors: Factors) -> list[Job]:
    """Return everything that workers do; `key` signs the audit. Without `mail`, what is in the outbox waits."""

    async def trim() -> None:
        await trim_events(timedelta(days=retention_days))

    async def sign() -> None:
        await sign_heads(key, clock.now().date())

    async def send(organization_id: str | None) -> None:
        if mail is not None:
            with suppress(Away):  # the sweep comes again, and says so
                await deliver(mail, UUID(organization_id) if organization_id else None)

    async def sweep() -> None:
        if mail is not None:
            await send_mail(mail)

    async def reseal() -> None:
        await factors.reseal()
        await reseal_references(factors.secrets)

    return [
        Job(SEND, send),
        Job("mail.sweep", sweep, "* * * * *"),
        Job("mail.forget", forget_mails, "47 * * * *"),
        Job("days.minute", partial(live_the_day, OFTEN), "* * * * *"),
        Job("days.hour", partial(live_the_day, STEPS), "3 * * * *"),
        Job(GO, move_clock),
        Job("clocks.move", move_clocks, "* * * * *"),
        Job("events.trim", trim, "17 * * * *"),
        Job("audit.sign", sign, "7 * * * *"),
        Job("books.check", check_all_books, "27 * * * *"),
        Job("keys.forget", forget_keys, "32 * * * *"),
        Job("keys.reseal", reseal, "52 * * * *"),
    ]


def as_worker(job: Job) -> Job:
    """Return the job with the rights of those who work on jobs, also inside a server."""

    @wraps(job.run)
    async def run(**arguments: Any) -> None:
        with working():
            await job.run(**arguments)

    return replace(job, run=run)


async def check_all_books() -> None:
    """Recompute the books of every organization; what does not come out is frozen."""
    for organization_id in await _organizations():
        await check_books(organization_id)


async def forget_mails() -> None:
    """Delete the rows of mails that were sent or given up long ago."""
    for organization_id in (None, *await _organizations()):
        await forget_mail(organization_id)


async def send_mail(mail: Mail) -> int:
    """Send what is due to accounts and in every organization; returns how many were handed over.

    A server that is away is asked once, and not for every mail that waits.
    """
    sent = 0
    try:
        for organization_id in (None, *await _organizations()):
            sent += await deliver(mail, organization_id)
    except Away as error:
        logger.warning("mail waits for the next minute: %s", error)
    return sent


async def activate_leases() -> int:
    """Let leases begin, roll over and end on the day it is at their property; returns how many moved."""
    return sum([await keep_all(organization_id) for organization_id in await _organizations()])


async def live_the_day(steps: list[Step]) -> None:
    """Do what the day brings to every organization: leases, rents, charges, fees; again and again, once in effect."""
    for organization_id in await _organizations():
        try:
            await bring_up_to_date(organization_id, steps)
        except TenantryError as error:
            logger.warning("the day of organization %s waits for the next time: %s", organization_id, error.message)
        except Exception:
            logger.exception("the day of organization %s waits for the next time", organization_id)


async def move_clocks() -> None:
    """Go on with the clocks of sandboxes that are still on their way."""
    for organization_id in await _organizations():
        try:
            await go_on(organization_id, CLOCK_SECONDS)
        except TenantryError as error:
            logger.warning("the clock of organization %s waits for the next time: %s", organization_id, error.message)
        except Exception:
            logger.exception("the clock of organization %s waits for the next time", organization_id)


async def move_clock(organization_id: str) -> None:
    """Go on with one clock until it is there, or somebody else is at it."""
    await go_on(UUID(organization_id), ALL_THE_WAY)


async def forget_keys() -> None:
    """Forget idempotency keys that nobody will repeat any more."""
    for organization_id in await _organizations():
        async with writing(Viewer.system_of(organization_id, "retention")) as scope:
            with door("jobs.forget_keys"):
                await scope.rows("DELETE FROM idempotency WHERE at < $1", clock.now() - KEYS_KEPT)


async def _trim(organization_id: UUID, kept: timedelta) -> int:
    async with writing(Viewer.system_of(organization_id, "retention")) as scope:
        with door("jobs.trim_events"):
            row = await scope.row(TRIM, organization_id, clock.now() - kept, BATCH)
    return int(row["n"]) if row else 0


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("jobs.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
