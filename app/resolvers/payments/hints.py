"""What the provider told: kept as it came, then worked off by looking at the thing itself.

So the order, the lateness and the number of hints do not matter. One that cannot be worked off is parked after ten
tries: it waits for a person, and holds up no other.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app import clock
from app.errors import TenantryError
from app.integrations.stripe.port import Hint, Later, NoAnswer, Provider, Refused
from app.models.base import Row, new_id
from app.models.provider import EventState
from app.resolvers.payments.looking import look
from app.resolvers.payments.places import house
from app.subscriptions.transaction import transaction

logger = logging.getLogger("tenantry.payments")

TRIES = 10
HELD = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
BODY_KEPT, ROW_KEPT = timedelta(days=30), timedelta(days=400)
FAILURES = ["payment_intent.payment_failed", "charge.failed"]
"""What an event is called that says when a payment failed."""
WORK = "payments.work"
"""The job that works off what one organization was told."""

KEEP = """
INSERT INTO provider_event (organization_id, id, provider_account_id, external_id, kind, object_key, intent_key,
                            is_ours, body, happened_at, state, due_at, created_at, updated_at)
SELECT $1, g.id, $2, g.external_id, g.kind, g.object_key, g.intent_key, g.is_ours, g.body, g.happened_at, 'WAITING',
       $3, $3, $3
  FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bool[], $10::text[], $11::timestamptz[])
       AS g (id, external_id, kind, object_key, intent_key, is_ours, body, happened_at)
    ON CONFLICT DO NOTHING RETURNING id
"""
DEFER = "SELECT app.defer($1, jsonb_build_object('organization_id', app.current_org()))"

# All that is waiting about one thing is answered by one look.
CLAIM = """
UPDATE provider_event SET tries = tries + 1, due_at = $2, updated_at = $1
 WHERE id IN (SELECT e.id FROM provider_event e
               WHERE e.state = 'WAITING' AND e.due_at <= $1
                 AND (e.provider_account_id, coalesce(e.intent_key, e.object_key)) =
                     (SELECT n.provider_account_id, coalesce(n.intent_key, n.object_key) FROM provider_event n
                       WHERE n.state = 'WAITING' AND n.due_at <= $1
                       ORDER BY n.due_at, n.id LIMIT 1 FOR UPDATE SKIP LOCKED)
                 FOR UPDATE SKIP LOCKED)
RETURNING id, provider_account_id, object_key, intent_key, is_ours, tries,
          CASE WHEN kind = ANY($3::text[]) THEN happened_at END AS failed_at
"""
DONE = """
UPDATE provider_event SET state = 'DONE', ended_at = $2, updated_at = $2, last_error = NULL
 WHERE id = ANY($1::uuid[]) AND state = 'WAITING'
"""
AGAIN = """
UPDATE provider_event SET updated_at = $2, last_error = left($4, 300),
       state = CASE WHEN tries >= $5 THEN 'PARKED' ELSE state END, due_at = $3
 WHERE id = ANY($1::uuid[]) AND state = 'WAITING' RETURNING state
"""
FORGET = """
WITH emptied AS (UPDATE provider_event SET body = NULL WHERE state = 'DONE' AND ended_at < $1 AND body IS NOT NULL)
DELETE FROM provider_event WHERE state = 'DONE' AND ended_at < $2
"""
REVIVE = """
UPDATE provider_event SET state = 'WAITING', tries = 0, due_at = $1, updated_at = $1
 WHERE state = 'PARKED' AND updated_at < $2
"""
REVIVED_AFTER = timedelta(hours=6)


async def keep(organization_id: UUID, account_id: UUID, told: Sequence[Hint]) -> int:
    """Keep the hints that have not come before, and ask for them to be worked off; returns how many are new."""
    facts = [
        (new_id(), one.external_id, one.kind, one.object_key, one.intent_key, one.is_ours, one.body or None, one.at)
        for one in told
    ]
    if not facts:
        return 0
    async with transaction(house(organization_id)) as tx:
        columns = (list(column) for column in zip(*facts, strict=True))
        kept = await tx.rows(KEEP, organization_id, account_id, clock.now(), *columns)
        if kept:
            await tx.run(DEFER, WORK)
        return len(kept)


async def work(provider: Provider, organization_id: UUID, most: int = 200) -> int:
    """Work off what is due in an organization, at most so many things; returns how many were looked at."""
    looked = 0
    while looked < most:
        now = clock.now()
        async with transaction(house(organization_id)) as tx:
            rows = await tx.rows(CLAIM, now, now + HELD, FAILURES)
        if not rows:
            break
        await _work(provider, organization_id, rows)
        looked += 1
    return looked


async def _work(provider: Provider, organization_id: UUID, rows: list[Row]) -> None:
    ids, tries = [row.id for row in rows], max(row.tries for row in rows)
    keys = tuple(key for key in (rows[0].intent_key, *(row.object_key for row in rows)) if key)
    try:
        failed_at = max((row.failed_at for row in rows if row.failed_at is not None), default=None)
        known = await look(provider, organization_id, rows[0].provider_account_id, keys, failed_at)
        if not known and any(row.is_ours for row in rows):
            # Faster than the answer to our own request. What is not ours at all is nothing to us.
            raise Later("its name is not known yet")
    except (NoAnswer, Later, Refused, TenantryError) as error:
        await _again(organization_id, ids, tries, f"{type(error).__name__}: {error}")
    except Exception as error:
        # Poison: it must not keep the others from being worked off.
        logger.exception("what the provider told of %s cannot be worked off", keys[0])
        await _again(organization_id, ids, tries, type(error).__name__)
    else:
        async with transaction(house(organization_id)) as tx:
            await tx.run(DONE, ids, clock.now())


async def _again(organization_id: UUID, ids: list[UUID], tries: int, why: str) -> None:
    now = clock.now()
    due_at = now + min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)
    async with transaction(house(organization_id)) as tx:
        row = await tx.run(AGAIN, ids, now, due_at, why, TRIES)
    if row is not None and row.state == EventState.PARKED:
        logger.error("%d words of the provider are parked after %d tries: %s", len(ids), tries, why)


async def forget(organization_id: UUID) -> None:
    """Forget what was worked off long ago, and try again what was parked for hours."""
    now = clock.now()
    async with transaction(house(organization_id)) as tx:
        await tx.run(FORGET, now - BODY_KEPT, now - ROW_KEPT)
        await tx.run(REVIVE, now, now - REVIVED_AFTER)
