"""Cards and accounts are saved: the payer gives the numbers to the provider, and we learn what to call them."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, Forbidden, LimitReached
from app.integrations.stripe.port import Provider, SetUp, To
from app.models.autopay import AutopayStatus
from app.models.base import Row
from app.models.payment_methods import PaymentMethod, PaymentMethodStatus
from app.models.payment_terms import ONLINE
from app.models.payments import PaymentMethodKind
from app.models.provider import AttemptKind, ProviderObject
from app.resolvers.payments.places import Account, account, account_of, house
from app.resolvers.payments.planning import plan
from app.subscriptions.transaction import Once, Transaction, transaction

logger = logging.getLogger("tenantry.payments")

S = PaymentMethodStatus
MOST_SAVED = 10
PENDING_FOR = timedelta(hours=1)
METHOD, SAVED = ("input", "method"), ("input", "paymentMethodId")
LONGEST_AGENT = 300

CUSTOMER = "SELECT external_id FROM provider_object WHERE provider_account_id = $1 AND member_id = $2"
COUNT = """
SELECT count(*) AS n FROM payment_method
 WHERE member_id = $1 AND (status = 'ACTIVE' OR status = 'PENDING' AND created_at > $2)
"""
RENTS = """
SELECT EXISTS (SELECT FROM lease_party p JOIN tenant t ON t.organization_id = p.organization_id AND t.id = p.tenant_id
                WHERE t.member_id = $1) AS yes
"""


async def begin(
    provider: Provider, viewer: Viewer, kind: PaymentMethodKind, agent: str | None, once: Once | None
) -> list[UUID]:
    """Begin to save a card or an account of the viewer; returns its id and that of the request to send.

    That they began it is their consent to be debited later: when, from where and with which program is kept. Raises
    `BadInput`, `Forbidden` for whoever rents nothing here, `Conflict` while nobody can pay online, `LimitReached`.
    """
    if kind not in ONLINE or kind is PaymentMethodKind.OTHER_ONLINE:
        raise BadInput("Cards and bank accounts are saved.", METHOD)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return [tx.replayed]
        # One after the other, so that the limit holds.
        await tx.run("SELECT FROM member WHERE id = $1 FOR NO KEY UPDATE", viewer.member_id)
        rents = await tx.run(RENTS, viewer.member_id)
        if rents is None or not rents.yes:
            raise Forbidden("Those who rent here save cards and accounts.", METHOD)
        at = await account(tx, provider.name)
        saved = await tx.run(COUNT, viewer.member_id, clock.now() - PENDING_FOR)
        if saved is not None and saved.n >= MOST_SAVED:
            raise LimitReached(f"At most {MOST_SAVED} cards and accounts: remove one.", maximum=MOST_SAVED)
        made = await tx.create(
            PaymentMethod,
            provider_account_id=at.id,
            member_id=viewer.member_id,
            kind=kind,
            status=S.PENDING,
            accepted_at=clock.now(),
            accepted_from=viewer.address,
            accepted_with=(agent or "")[:LONGEST_AGENT] or None,
        )
        tx.announce(made, "BEGUN", {"member_id": made.member_id})
        metadata = {"payment_method_id": str(made.id), "member_id": str(viewer.member_id)}
        params = {"kind": str(kind), "member_id": str(viewer.member_id), "metadata": metadata}
        id = await plan(tx, AttemptKind.SETUP, at, {"payment_method_id": made.id}, params)
        return [tx.done(made.id), id]


async def customer(provider: Provider, organization_id: UUID, at: Account, params: dict[str, Any]) -> str:
    """Return what the provider calls a member at the landlord's account, making them known there the first time."""
    viewer, member_id = house(organization_id), UUID(params["member_id"])
    async with transaction(viewer) as tx:
        known = await tx.run(CUSTOMER, at.id, member_id)
        member = await MemberPolicy.fetch(viewer, member_id)
    if known is not None:
        return str(known.external_id)
    # The same key whoever comes first: two at once make one.
    to = To(at.external_id, f"customer/{at.id}/{member_id}")
    made = await provider.add_customer(to, member.display_name, {"member_id": str(member_id)})
    async with transaction(viewer) as tx:
        await tx.run("SELECT FROM member WHERE id = $1 FOR NO KEY UPDATE", member_id)
        if await tx.run(CUSTOMER, at.id, member_id) is None:
            await tx.create(ProviderObject, provider_account_id=at.id, external_id=made, member_id=member_id)
    return made


async def customer_of(tx: Transaction, at: Account, member_id: UUID) -> str | None:
    """Return what the provider calls a member, if it knows them."""
    row = await tx.run(CUSTOMER, at.id, member_id)
    return None if row is None else str(row.external_id)


async def answered(tx: Transaction, row: Row, found: tuple[SetUp | None, str | None], looked_at: datetime) -> None:
    """Write down what the provider answered to the beginning."""
    method = await PaymentMethodPolicy.lock(tx.viewer, row.payment_method_id, to=PaymentMethodPolicy.see)
    setup, code = found
    if setup is None:
        await _fail(tx, method, code or "refused")
        return
    names = {"external_id": setup.external_id, "payment_method_id": method.id}
    thing = await tx.create(ProviderObject, provider_account_id=row.provider_account_id, **names)
    await apply(tx, method, thing, setup, looked_at)


async def apply(
    tx: Transaction, method: PaymentMethod, thing: ProviderObject, setup: SetUp, looked_at: datetime
) -> None:
    """Bring a locked card or account to where the provider has it; an older look than the newest changes nothing."""
    if thing.looked_at is not None and looked_at < thing.looked_at:
        return
    if method.status == S.PENDING and setup.status == "succeeded" and setup.saved is not None:
        saved = setup.saved
        method.status, method.external_id, method.label = S.ACTIVE, saved.external_id, saved.label
        method.expires_on, method.mandate, method.failure_code = saved.expires_on, saved.mandate, None
        await tx.save(method, "status", "external_id", "label", "expires_on", "mandate", "failure_code")
        tx.announce(method, "SAVED", {"member_id": method.member_id})
    elif method.status == S.PENDING and setup.status == "canceled":
        await _fail(tx, method, setup.failure_code or "canceled")
    elif method.status == S.PENDING and setup.failure_code != method.failure_code:
        method.failure_code = setup.failure_code
        await tx.save(method, "failure_code")
    thing.status, thing.looked_at = setup.status, looked_at
    thing.client_secret = setup.client_secret if method.status == S.PENDING else None
    await tx.save(thing, "status", "looked_at", "client_secret")


async def _fail(tx: Transaction, method: PaymentMethod, code: str) -> None:
    if method.status == S.PENDING:
        method.status, method.failure_code = S.FAILED, code
        await tx.save(method, "status", "failure_code")
        tx.announce(method, "FAILED", {"member_id": method.member_id})


IN_USE = """
SELECT EXISTS (SELECT FROM autopay WHERE payment_method_id = $1 AND status <> $2)
    OR EXISTS (SELECT FROM payment WHERE payment_method_id = $1 AND status = 'CREATED'
                  AND scheduled_on IS NOT NULL) AS yes
"""


async def remove(viewer: Viewer, id: UUID, once: Once | None) -> list[UUID]:
    """Forget a card or an account of the viewer; returns its id and that of the request to send, if there is one.

    Raises `NotFound`, and `Conflict` while autopay or a payment that waits for its day takes from it.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return [tx.replayed]
        method = await PaymentMethodPolicy.lock(viewer, id, to=PaymentMethodPolicy.change)
        done = [tx.done(method.id)]
        if method.status == S.REMOVED:
            return done
        used = await tx.run(IN_USE, method.id, AutopayStatus.REVOKED)
        if used is not None and used.yes:
            raise Conflict("Autopay or a payment that waits for its day takes from it.", SAVED)
        method.status = S.REMOVED
        await tx.save(method, "status")
        tx.announce(method, "REMOVED", {"member_id": method.member_id})
        if method.external_id is None:
            return done
        at = await account_of(tx, method.provider_account_id)
        about = {"payment_method_id": method.id}
        return [*done, await plan(tx, AttemptKind.DETACH, at, about, {"method_id": method.external_id})]


async def saved_of(tx: Transaction, id: UUID | None) -> PaymentMethod | None:
    """Return a card or an account that can still be paid from."""
    if id is None:
        return None
    found = await PaymentMethodPolicy.lock(house(tx.viewer.organization_id), id, to=PaymentMethodPolicy.see)
    return found if found.status == S.ACTIVE else None
