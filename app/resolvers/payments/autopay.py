"""A tenant sets a standing order, edits it in place, lets it rest and ends it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, Conflict
from app.models.autopay import WHOLE_PPM, Autopay, AutopayStatus, AutopayTiming
from app.models.payment_methods import PaymentMethodStatus
from app.models.payment_terms import CURRENCY_OF
from app.models.transitions import Transitions
from app.money import exact
from app.resolvers import billing_days
from app.resolvers.allocations import LockedLease
from app.resolvers.inputs import above_zero, change, expected
from app.resolvers.payments.places import lock_lease
from app.subscriptions.autopay import of_autopay
from app.subscriptions.transaction import Once, Transaction, transaction

S = AutopayStatus
STEPS = Transitions({S.ACTIVE: (S.PAUSED, S.REVOKED), S.PAUSED: (S.ACTIVE, S.REVOKED)})
DAY, SHARE, SAVED, CAP = (("input", name) for name in ("dayOfMonth", "share", "paymentMethodId", "cap"))
SHARE_PLACES = 6

LIVING = "SELECT id FROM autopay WHERE lease_id = $1 AND member_id = $2 AND status <> 'REVOKED'"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A standing order as its payer wants it; the cap is a decimal with its currency."""

    lease_id: UUID
    payment_method_id: UUID
    timing: AutopayTiming
    day_of_month: int | None = None
    share: Decimal | None = None
    cap: tuple[Decimal, str] | None = None
    skip_next: bool | None = None

    def checked(self) -> dict[str, Any]:
        """Return the columns that need no look at anything else; raises `BadInput`."""
        if (self.timing is AutopayTiming.DAY_OF_MONTH) != (self.day_of_month is not None):
            raise BadInput("A day goes with DAY_OF_MONTH, and only with it.", DAY)
        if self.day_of_month is not None and not 1 <= self.day_of_month <= 31:
            raise BadInput("A day of the month is 1 to 31.", DAY)
        return {"timing": self.timing, "day_of_month": self.day_of_month, "share_ppm": self._share()}

    def _share(self) -> int:
        if self.share is None:
            return WHOLE_PPM
        try:
            found = int(exact(self.share, SHARE_PLACES) * WHOLE_PPM)
        except ValueError as error:
            raise BadInput(str(error), SHARE) from None
        if not 1 <= found <= WHOLE_PPM:
            raise BadInput("A share is more than 0, and at most 1.", SHARE)
        return found


async def set_up(viewer: Viewer, wanted: Wanted, expected_version: int | None, once: Once | None) -> UUID:
    """Set the viewer's standing order for a lease, or edit the one there is; returns its id.

    Raises `BadInput`, `NotFound`, `Forbidden`, and `Conflict` for a card or account that cannot be taken from.
    """
    columns = wanted.checked()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        await LeasePolicy.permitted(viewer, wanted.lease_id, LeasePolicy.automate)
        lease = await lock_lease(tx, wanted.lease_id)
        columns["payment_method_id"] = await _method(viewer, wanted, lease.currency)
        cap = None if wanted.cap is None else above_zero(wanted.cap, lease.currency, CAP)
        living = await tx.run(LIVING, lease.id, viewer.member_id)
        if living is None:
            autopay = await _make(tx, lease, {**columns, "cap_minor": cap, "skips_next": bool(wanted.skip_next)})
        else:
            autopay = await AutopayPolicy.lock(house_of(viewer, "one's own order"), living.id, to=AutopayPolicy.change)
            expected(autopay, expected_version)
            changed = change(autopay, {**columns, "skips_next": wanted.skip_next})
            # What may be empty is set whatever it is.
            autopay.day_of_month, autopay.cap_minor = wanted.day_of_month, cap
            await tx.save(autopay, *{*changed, "day_of_month", "cap_minor"})
        tx.announce(autopay, "CHANGED", of_autopay(autopay), to=autopay.status)
        return tx.done(autopay.id)


async def _make(tx: Transaction, lease: LockedLease, columns: dict[str, Any]) -> Autopay:
    place = {"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency}
    given = {"member_id": tx.viewer.member_id, "given_at": await billing_days.now(tx.viewer)}
    return await tx.create(Autopay, status=S.ACTIVE, **given, **place, **columns)


async def _method(viewer: Viewer, wanted: Wanted, currency: str) -> UUID:
    method = await PaymentMethodPolicy.lock(viewer, wanted.payment_method_id, to=PaymentMethodPolicy.change)
    if method.status != PaymentMethodStatus.ACTIVE:
        raise Conflict("Nothing can be taken from this.", SAVED)
    if CURRENCY_OF.get(method.kind, currency) != currency:
        raise BadInput(f"A {method.kind} takes no {currency}.", SAVED)
    return method.id


async def change_status(viewer: Viewer, id: UUID, to: AutopayStatus, once: Once | None) -> UUID:
    """Let a standing order rest, go on, or end for good. Raises `NotFound` and `IllegalTransition`."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        autopay = await AutopayPolicy.lock(viewer, id, to=AutopayPolicy.change)
        STEPS.check(AutopayStatus(autopay.status), to)
        if to is S.ACTIVE:
            # Whoever has moved out meanwhile pays no more by itself.
            await LeasePolicy.permitted(viewer, autopay.lease_id, LeasePolicy.automate)
        autopay.status = to
        await tx.save(autopay, "status")
        tx.announce(autopay, "CHANGED", of_autopay(autopay), to=to)
        return tx.done(autopay.id)
