"""Where the provider of payments tells what happened: looked at, kept in one row, and answered at once.

The signature says that it is the provider's word; the account says whose it is, by our own table. Nobody waits here for
the provider or for anything that follows: the row is worked off by a job.
"""

import asyncio
import logging
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app import clock, metrics
from app.auth.doors import door
from app.auth.scope import alone
from app.errors import Unavailable
from app.integrations.stripe.port import Elsewhere, Forged, Hint, Provider
from app.models.base import Row
from app.resolvers.payments.hints import keep

logger = logging.getLogger("tenantry.payments")

MOST_BYTES = 512 * 1024
BODY_SECONDS = 15.0
ACCOUNT = "SELECT organization_id, id FROM app.account_by($1, $2)"


def webhook_routes(provider: Provider) -> list[BaseRoute]:
    """Return the route at which the provider tells."""

    async def told(request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("Too slow.", 408, {"Connection": "close"})
        if body is None:
            return PlainTextResponse("Too large.", 413)
        try:
            hint = provider.hint(body, request.headers.get("stripe-signature"), clock.now())
        except Forged as error:
            metrics.webhooks.labels("forged").inc()
            logger.warning("a webhook was refused: %s", error)
            return PlainTextResponse("Refused.", 400)
        except Elsewhere:
            metrics.webhooks.labels("foreign").inc()
            return PlainTextResponse("Not ours.")
        try:
            return await _keep(provider, replace(hint, body=body.decode(errors="replace")))
        except Unavailable:
            metrics.webhooks.labels("unavailable").inc()
            return PlainTextResponse("Not now.", 503, {"Retry-After": "5"})

    return [Route("/webhooks/stripe", told, methods=["POST"])]


async def _keep(provider: Provider, hint: Hint) -> Response:
    account = await _account(provider, hint)
    if account is None:
        # Perhaps of another installation that shares the platform's account: nothing to say it again for.
        metrics.webhooks.labels("foreign").inc()
        logger.warning("a webhook of an account that is not ours: %s", hint.external_id)
        return PlainTextResponse("Not ours.")
    is_new = await keep(account.organization_id, account.id, [hint])
    metrics.webhooks.labels("kept" if is_new else "repeated").inc()
    return PlainTextResponse("Kept.")


async def _account(provider: Provider, hint: Hint) -> Row | None:
    with door("webhooks.account"):
        rows = await alone(ACCOUNT, hint.account, provider.name)
    return rows[0] if len(rows) == 1 else None


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MOST_BYTES:
                return None
            parts.append(part)
    except ClientDisconnect:
        return None
    return b"".join(parts)
