"""What workers do: the mail, what the calendar asks for, and the housekeeping."""

import logging
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.factors import Factors
from app.auth.policies.leases import LeasePolicy
from app.auth.scope import reading, writing
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
from app.models.occupancy import calls_for_a_step
from app.models.paging import MAX_PAGE, Order, Page, Slice, key_of
from app.resolvers import billing_days
from app.resolvers.leases.steps import keep_time

logger = logging.getLogger("tenantry.jobs")

BATCH = 5_000
KEYS_KEPT = timedelta(days=7)


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

    return [
        Job(SEND, send),
        Job("mail.sweep", sweep, "* * * * *"),
        Job("mail.forget", forget_mails, "47 * * * *"),
        Job("leases.keep_time", activate_leases, "*/2 * * * *"),
        Job("events.trim", trim, "17 * * * *"),
        Job("audit.sign", sign, "7 * * * *"),
        Job("books.check", check_all_books, "27 * * * *"),
        Job("keys.forget", forget_keys, "32 * * * *"),
        Job("keys.reseal", factors.reseal, "52 * * * *"),
    ]


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
    """Let leases begin, roll over and end on the day it is at their property; returns how many moved.

    Each is looked at again under its own lock, so that any number of workers at once do what one would.
    """
    moved = 0
    for organization_id in await _organizations():
        for lease_id in await _due_leases(organization_id):
            try:
                moved += await keep_time(organization_id, lease_id)
            except TenantryError as error:
                logger.warning("lease %s waits for the next time: %s", lease_id, error.message)
    return moved


async def _due_leases(organization_id: UUID) -> list[UUID]:
    viewer = Viewer.system_of(organization_id, "the calendar of leases")
    order, found = Order("id", "{t}.id", "uuid"), list[UUID]()
    async with reading(viewer):
        due = (calls_for_a_step(await billing_days.now(viewer)),)
        page = Slice(has_next=True)
        while page.has_next:
            after = key_of(page.rows[-1]) if page.rows else None
            page = await LeasePolicy.page(viewer, Page(MAX_PAGE, order, after, where=due))
            found += [row.id for row in page.rows]
    return found


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
