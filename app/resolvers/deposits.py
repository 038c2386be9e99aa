"""Deposits: agreed within the law, billed at signing, held as what is owed back, and given back in time."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.deposits import held_by
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, Unlawful
from app.ledger.accounts import AccountKind
from app.ledger.laws import Law, law_of
from app.ledger.templates import Fact, deposit_returned, put_in_trust
from app.models.base import new_id
from app.models.charges import Charge, ChargeCode
from app.models.deposits import Deposit
from app.models.leases import Lease, LeaseStatus
from app.resolvers.allocations import lock_lease, settle
from app.resolvers.billing_days import today
from app.resolvers.charges import NewCharge, Why, post_charge, take_back
from app.resolvers.inputs import change, minor, text
from app.resolvers.ledger import open_day, post_all
from app.resolvers.undoing import ask_no_more
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Once, Transaction, transaction

RULE, RULE_VERSION = "DEPOSIT", "1"
CANCELLED = "the lease was cancelled"
PLACE = ("input", "deposit")
OVER = (LeaseStatus.ENDED, LeaseStatus.CLOSED, LeaseStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Back:
    """What is given back of a deposit: all of it unless an amount is named."""

    lease_id: UUID
    amount: tuple[Decimal, str] | None
    reason: str


async def agree(tx: Transaction, lease: Lease, wanted: tuple[Decimal, str] | None) -> bool:
    """Write the deposit of a draft; zero agrees on none. Says whether anything changed. Raises `BadInput`, `Unlawful`.

    Without a wanted amount the one that is agreed must still be lawful beside the rent.
    """
    known = await tx.lock(Deposit, "t.lease_id = $1", lease.id)
    if wanted is None and not known:
        return False
    amount = known[0].agreed_minor if wanted is None else minor(*wanted, lease.currency, PLACE)
    await _check_lawful(lease, amount)
    if known and amount == known[0].agreed_minor:
        return False
    if known:
        await tx.run("DELETE FROM deposit WHERE id = $1", known[0].id)
    if amount:
        place = {"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency}
        await tx.create(Deposit, **place, agreed_minor=amount)
    return bool(amount or known)


async def _law(lease: Lease, on: date) -> Law | None:
    house = Viewer.system_of(lease.organization_id, "the law of a place")
    place = await PropertyPolicy.fetch(house, lease.property_id)
    law = law_of(place.jurisdiction, on)
    return law if law is not None and law.deposit is not None else None


async def _check_lawful(lease: Lease, amount: int) -> None:
    law = await _law(lease, lease.start_on)
    assert law is None or law.deposit is not None
    most = law.deposit.most_minor(lease.rent_minor) if law is not None and law.deposit is not None else None
    if law is not None and law.deposit is not None and most is not None and amount > most:
        raise Unlawful(
            f"Here a deposit is at most {law.deposit.max_months:g} months' rent.",
            PLACE,
            law.deposit.citation,
            law.version,
            maximumMinor=str(most),
        )


async def bill(tx: Transaction, lease: Lease) -> None:
    """Charge the deposit of a lease that was just signed, due on its first day."""
    found = await tx.lock(Deposit, "t.lease_id = $1 AND t.charge_id IS NULL", lease.id)
    if not found:
        return
    (deposit,), law = found, await _law(lease, lease.start_on)
    locked = await lock_lease(tx, lease.id)
    here = await today(tx.viewer, locked.time_zone)
    inputs: dict[str, Any] = {"agreedMinor": str(deposit.agreed_minor), "rentMinor": str(lease.rent_minor)}
    cited: tuple[str | None, str | None] = (None, None)
    if law is not None and law.deposit is not None:
        inputs |= {"maxMonths": law.deposit.max_months, "lawVersion": law.version}
        cited = (law.deposit.citation.text, law.deposit.citation.url)
        change(deposit, {"law_version": law.version, "citation": cited[0], "citation_url": cited[1]})
    why = Why(RULE, RULE_VERSION, inputs, *cited)
    due_on = max(lease.start_on, here)
    new = NewCharge(ChargeCode.DEPOSIT, deposit.agreed_minor, due_on, await open_day(tx, here), why=why)
    deposit.charge_id = (await post_charge(tx, locked.books, new)).id
    await tx.save(deposit, "charge_id", "law_version", "citation", "citation_url")


async def start_clock(tx: Transaction, lease: Lease) -> None:
    """Write down until when the deposit of a lease that has ended is to be back, or that nobody waits for it.

    Where nothing of it is held then, nothing more is asked for.
    """
    for deposit in await tx.lock(Deposit, "t.lease_id = $1", lease.id):
        if lease.status == LeaseStatus.CANCELLED and deposit.charge_id is not None:
            await _unbill(tx, lease, deposit.charge_id)
        due = None
        if lease.status in OVER and lease.end_on is not None:
            law = await _law(lease, lease.end_on)
            days = law.deposit.return_days if law is not None and law.deposit is not None else None
            due = lease.end_on + timedelta(days=days) if days is not None else None
        if due != deposit.return_due_on:
            deposit.return_due_on = due
            await tx.save(deposit, "return_due_on")
    if lease.status in (LeaseStatus.ENDED, LeaseStatus.CLOSED):
        await ask_no_more(tx, lease.id)


async def _unbill(tx: Transaction, lease: Lease, charge_id: UUID) -> None:
    locked = await lock_lease(tx, lease.id)
    owed = "t.id = $1 AND t.status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED')"
    for charge in await tx.lock(Charge, owed, charge_id):
        await take_back(tx, charge, CANCELLED, await today(tx.viewer, locked.time_zone))
        await settle(tx, lease.id)


async def give_back(viewer: Viewer, wanted: Back, once: Once | None = None) -> UUID:
    """Pay a deposit back, or a part of it; returns the lease's id. With the last of it, no more is asked for.

    It goes through the account where deposits are kept apart: what is missing there is put in first. Raises
    `BadInput`, `NotFound`, `Forbidden`, and `Conflict` for more than is held, or before the lease is over.
    """
    why = text(wanted.reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await LeasePolicy.lock(viewer, wanted.lease_id, to=LeasePolicy.charge)
        if lease.status not in OVER:
            raise Conflict("A deposit is given back when the lease is over.", ("input", "leaseId"))
        found = await tx.lock(Deposit, "t.lease_id = $1", lease.id)
        locked = await lock_lease(tx, lease.id)
        held = (await held_by([lease.id])).get(lease.id, 0)
        amount = held if wanted.amount is None else minor(*wanted.amount, lease.currency, ("input", "amount"))
        if not found or held == 0:
            raise Conflict("Nothing is held for this lease.", ("input", "leaseId"))
        if not 0 < amount <= held:
            raise BadInput("No more than is held can be given back.", ("input", "amount"), heldMinor=str(held))
        here = await today(viewer, locked.time_zone)
        fact = Fact(new_id(), await open_day(tx, here), amount, why)
        await post_all(
            tx,
            [
                put_in_trust(locked.books, fact, locked.books.of_house(AccountKind.BANK_OPERATING)),
                deposit_returned(locked.books, fact),
            ],
        )
        await _note(tx, found[0], amount, here if amount == held else None)
        await ask_no_more(tx, lease.id, fact.on)
        tx.announce(lease, "UPDATED", of_lease(lease), changed=["deposit"])
        return tx.done(lease.id)


async def _note(tx: Transaction, deposit: Deposit, amount: int, on: date | None) -> None:
    deposit.returned_minor += amount
    deposit.returned_on = on
    await tx.save(deposit, "returned_minor", "returned_on")
    tx.record(deposit, "RETURNED", amount=str(amount))
