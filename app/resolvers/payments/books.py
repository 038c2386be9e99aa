"""What payments mean in the books: one place between what happened to money and the entries for it.

Every entry has a key of its own, so that what is told twice is posted once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from app.integrations.stripe.port import Moved, Objection
from app.ledger import templates
from app.ledger.accounts import AccountKey, AccountKind, Books
from app.ledger.entries import Entry, EntryKind, Line
from app.ledger.templates import Fact
from app.models.charges import LATE_FROM
from app.models.payment_terms import ONLINE
from app.models.payments import Payment, PaymentMethodKind
from app.models.refunds import Refund
from app.resolvers.allocations import settle
from app.resolvers.late_charges import restore, spare
from app.resolvers.ledger import open_day, post, reverse
from app.resolvers.payments.places import today_at
from app.resolvers.undoing import Undoing, unsettle
from app.subscriptions.transaction import Transaction

K = AccountKind

STANDING = """
SELECT e.id FROM journal_entry e WHERE e.source_id = $1 AND e.kind = $2
   AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.organization_id = e.organization_id AND r.reverses_id = e.id)
"""
# What a payment has helped to pay in full: when its landlord gives money back, the tenant is not late from long ago.
WHOLE = """
SELECT DISTINCT c.id FROM allocation a
  JOIN charge c ON c.organization_id = a.organization_id AND c.id = a.charge_id AND c.status = 'SETTLED'
 WHERE a.organization_id = (SELECT app.current_org()) AND a.payment_id = $1 AND a.undone_by_id IS NULL
"""
# What was kept of a payment as the fee on top, and what was lost with it.
HOUSE = """
SELECT coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'OTHER_INCOME'), 0)::bigint AS fee,
       coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'BAD_DEBT'), 0)::bigint AS lost
  FROM journal_entry e
  JOIN posting p ON p.organization_id = e.organization_id AND p.entry_id = e.id
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE e.organization_id = (SELECT app.current_org()) AND a.kind IN ('OTHER_INCOME', 'BAD_DEBT')
   AND e.source_id IN (SELECT $1 UNION ALL SELECT r.id FROM refund r WHERE r.payment_id = $1)
"""
UNAPPLIED = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint AS minor
  FROM journal_entry e
  JOIN posting p ON p.organization_id = e.organization_id AND p.entry_id = e.id
  JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
 WHERE e.organization_id = (SELECT app.current_org()) AND e.source_id = $1 AND a.kind = 'UNAPPLIED_CREDIT'
"""
OF_PROVIDER = UUID("6f1c7f52-2f0f-4a57-9f37-7c1f0c2f4b11")
"""Where the ids of the provider's movements begin: theirs are texts, and documents of the books have UUIDs."""


def books_of(thing: Payment | Refund) -> Books:
    """Return where the entries of a payment or a refund are written."""
    return Books(thing.property_id, thing.lease_id, thing.currency)


def purse(payment: Payment) -> AccountKey:
    """Return the account that the money of a payment comes into, and leaves from."""
    books = books_of(payment)
    if payment.method in ONLINE:
        return books.clearing(payment.provider_account_id)
    is_transfer = payment.method == PaymentMethodKind.BANK_TRANSFER
    return books.of_house(K.BANK_OPERATING if is_transfer else K.UNDEPOSITED_FUNDS)


async def on_its_way(tx: Transaction, payment: Payment, on: date) -> None:
    """Post that a payment is under way: a memo, and the debt stays."""
    # One that failed may be tried again, and is on its way once more.
    fact = Fact(payment.id, await open_day(tx, on), payment.amount_minor, step=str(payment.version))
    await post(tx, templates.processing(books_of(payment), fact))


async def arrived(tx: Transaction, payment: Payment, on: date) -> None:
    """Post that what was on its way is not any more, whatever became of it."""
    await _take_back(tx, payment.id, EntryKind.PROCESSING, "It is no longer on its way.", on)


async def received(tx: Transaction, payment: Payment, on: date) -> None:
    """Post that a payment has come, and let it settle what is open; fees that it came before are taken back.

    Raises `PeriodClosed`.
    """
    payment.credited_minor = payment.amount_minor
    await tx.save(payment, "credited_minor")
    await post(tx, templates.received(books_of(payment), Fact(payment.id, on, payment.amount_minor), purse(payment)))
    if payment.fee_minor:
        await post(tx, _surcharge(payment, on))
    await settle(tx, payment.lease_id, money=payment.id)
    await spare(tx, payment.lease_id)
    await _refresh(tx, payment)


def _surcharge(payment: Payment, on: date) -> Entry:
    """The fee that the payer bore on top: it came too, and belongs to the house."""
    earned = books_of(payment).of_property(K.OTHER_INCOME)
    lines = (Line(purse(payment), payment.fee_minor), Line(earned, -payment.fee_minor))
    key = f"payment/{payment.id}/surcharge"
    return Entry(EntryKind.PAYMENT, on, lines, "payment", payment.id, key, "The payer's fee for this way of paying.")


async def gone_again(tx: Transaction, payment: Payment, on: date, reason: str) -> None:
    """Post that a payment that had come is gone: its charges are open again, and so is the fee on top."""
    opened = await unsettle(tx, payment, Undoing(reason, on=on))
    if payment.credited_minor:
        fact = Fact(payment.id, await open_day(tx, on), payment.credited_minor, reason)
        payment.credited_minor = 0
        await tx.save(payment, "credited_minor")
        await post(tx, templates.returned(books_of(payment), fact, purse(payment)))
    await _settle(tx, payment, opened)


async def voided(tx: Transaction, payment: Payment, on: date, reason: str) -> None:
    """Take back what was recorded by mistake: no bank took anything."""
    opened = await unsettle(tx, payment, Undoing(reason))
    payment.credited_minor = 0
    await tx.save(payment, "credited_minor")
    await _take_back(tx, payment.id, EntryKind.PAYMENT, reason, on)
    await _settle(tx, payment, opened)


async def provider_kept(tx: Transaction, payment: Payment, moved: Moved, on: date) -> None:
    """Post what the provider kept of a movement, as its balance transaction says; once for each of them."""
    clearing = books_of(payment).clearing(payment.provider_account_id)
    if moved.currency != payment.currency:
        # Settled in another currency: that comes with paying in another currency.
        return
    for amount, kind in ((moved.fee_minor, K.PROVIDER_FEE), (moved.platform_fee_minor, K.PLATFORM_FEE)):
        if amount > 0:
            await post(tx, templates.provider_fee(Fact(_theirs(moved.external_id), on, amount), clearing, kind))


async def objection_cost(tx: Transaction, payment: Payment, movements: Iterable[Moved], on: date) -> None:
    """Post what an objection cost besides the amount itself; what is given back when it is won comes back."""
    clearing = books_of(payment).clearing(payment.provider_account_id)
    expense = AccountKey(K.DISPUTE_FEE, payment.currency, provider_account_id=payment.provider_account_id)
    for moved in movements:
        if moved.fee_minor and moved.currency == payment.currency:
            lines = (Line(expense, moved.fee_minor), Line(clearing, -moved.fee_minor))
            id = _theirs(moved.external_id)
            await post(tx, Entry(EntryKind.PROVIDER_FEE, on, lines, "provider", id, f"provider/{id}/dispute_fee"))


async def disputed(tx: Transaction, payment: Payment, objection: Objection, on: date) -> None:
    """Post that the provider took the money back for now; the debt stays settled."""
    clearing = books_of(payment).clearing(payment.provider_account_id)
    await post(tx, templates.dispute_opened(Fact(_theirs(objection.external_id), on, objection.amount_minor), clearing))


async def dispute_won(tx: Transaction, payment: Payment, objection: Objection, on: date) -> None:
    """Post that the money is there again."""
    clearing = books_of(payment).clearing(payment.provider_account_id)
    await post(tx, templates.dispute_won(Fact(_theirs(objection.external_id), on, objection.amount_minor), clearing))


async def dispute_lost(tx: Transaction, payment: Payment, objection: Objection, on: date) -> None:
    """Post that the money is gone for good: the charges are open again."""
    books = books_of(payment)
    clearing = books.clearing(payment.provider_account_id)
    opened = await unsettle(tx, payment, Undoing("The payer's objection was upheld.", on=on))
    taken, fee, lost = await _taken(tx, payment, objection.amount_minor)
    await tx.save(payment, "credited_minor")
    id = _theirs(objection.external_id)
    if taken:
        await post(tx, templates.dispute_lost(books, Fact(id, on, taken), clearing))
    held = AccountKey(K.DISPUTE_RECEIVABLE, payment.currency, provider_account_id=payment.provider_account_id)
    for amount, kind, word in ((fee, K.OTHER_INCOME, "fee"), (lost, K.BAD_DEBT, "lost")):
        if amount:
            lines = (Line(books.of_property(kind), amount), Line(held, -amount))
            key = f"dispute/{id}/lost_{word}"
            await post(tx, Entry(EntryKind.DISPUTE_LOST, on, lines, "payment", payment.id, key))
    await _settle(tx, payment, opened)


async def _taken(tx: Transaction, payment: Payment, minor: int) -> tuple[int, int, int]:
    """Take what went back off what the lease has of a payment; the rest was the fee on top, and then is lost.

    Returns the three parts. In whatever order returns, objections and refunds are told, their sum is the same.
    """
    row = await tx.run(HOUSE, payment.id)
    assert row is not None
    taken = min(minor, payment.credited_minor)
    fee = min(minor - taken, max(0, row.fee))
    payment.credited_minor -= taken
    return taken, fee, minor - taken - fee


async def taken_besides(tx: Transaction, payment: Payment, taken_minor: int, on: date) -> None:
    """Post what a bank took back besides what the lease still has of a payment: the fee on top, and what was refunded.

    A payer's bank takes the whole back, also after a part was paid back: that part is lost.
    """
    fee = min(payment.fee_minor, max(0, taken_minor - payment.credited_minor))
    lost = max(0, taken_minor - payment.credited_minor - fee)
    books = books_of(payment)
    for amount, kind, word in ((fee, K.OTHER_INCOME, "fee"), (lost, K.BAD_DEBT, "lost")):
        if amount:
            lines = (Line(books.of_property(kind), amount), Line(purse(payment), -amount))
            key = f"payment/{payment.id}/returned_{word}"
            await post(tx, Entry(EntryKind.PAYMENT_RETURNED, on, lines, "payment", payment.id, key))


async def refund_begun(tx: Transaction, refund: Refund, on: date) -> None:
    """Post that a refund is on its way: a memo."""
    await post(tx, templates.refund_pending(books_of(refund), Fact(refund.id, on, refund.amount_minor, refund.reason)))


async def refund_ended(tx: Transaction, refund: Refund, on: date) -> None:
    """Post that a refund is not on its way any more, whatever became of it."""
    await _take_back(tx, refund.id, EntryKind.REFUND_PENDING, "It is no longer on its way.", on)


async def refund_arrived(tx: Transaction, payment: Payment, refund: Refund, on: date) -> None:
    """Post that money went back: as much of the payment settles nothing any more."""
    free = payment.credited_minor - payment.allocated_minor
    whole = [row.id for row in await tx.rows(WHOLE, payment.id)]
    await unsettle(tx, payment, Undoing(refund.reason, max(0, refund.amount_minor - free), on))
    # The payer's bank may have taken the whole meanwhile: then there is nothing left to give back, and it went twice.
    _, fee, lost = await _taken(tx, payment, refund.amount_minor)
    await tx.save(payment, "credited_minor")
    fact = Fact(refund.id, on, refund.amount_minor, refund.reason)
    await post(tx, templates.refunded(books_of(refund), fact, purse(payment), fee, lost))
    await _settle(tx, payment)
    await tx.run(LATE_FROM, whole, await today_at(tx.viewer, payment.property_id))


async def refund_bounced(tx: Transaction, payment: Payment, refund: Refund, on: date) -> None:
    """Post that money which went back has come again: the bank of the payer did not take it.

    What was lost of the payment is made up for first: where its bank took the whole back, the lease gets nothing.
    """
    before = await tx.run(UNAPPLIED, refund.id)
    await _take_back(tx, refund.id, EntryKind.REFUND, "The payer's bank did not take it.", on)
    row = await tx.run(HOUSE, payment.id)
    assert before is not None and row is not None
    lost = min(before.minor, max(0, row.lost))
    fee = min(before.minor - lost, max(0, payment.fee_minor - row.fee))
    payment.credited_minor += before.minor - lost - fee
    await tx.save(payment, "credited_minor")
    books = books_of(payment)
    for amount, kind in ((lost, K.BAD_DEBT), (fee, K.OTHER_INCOME)):
        if amount:
            lines = (Line(books.of_lease(K.UNAPPLIED_CREDIT), amount), Line(books.of_property(kind), -amount))
            key = f"refund/{refund.id}/made_up/{kind.lower()}"
            await post(tx, Entry(EntryKind.PAYMENT_RETURNED, on, lines, "payment", payment.id, key))
    await _settle(tx, payment)


async def _settle(tx: Transaction, payment: Payment, opened: Sequence[UUID] = ()) -> None:
    """Spend what the lease has, also on what was given up, and bring the payment up to date: it may be spent itself.

    What paying `opened` charges late costs is reckoned without the money that is gone.
    """
    await settle(tx, payment.lease_id, money=payment.id)
    if opened:
        await restore(tx, payment.lease_id, list(opened))
    await _refresh(tx, payment)


async def _refresh(tx: Transaction, payment: Payment) -> None:
    row = await tx.run("SELECT allocated_minor, version FROM payment WHERE id = $1", payment.id)
    assert row is not None
    payment.allocated_minor, payment.version = row.allocated_minor, row.version


async def _take_back(tx: Transaction, source_id: UUID, kind: EntryKind, reason: str, on: date) -> None:
    row = await tx.run(STANDING, source_id, kind)
    if row is not None:
        await reverse(tx, row.id, reason, await open_day(tx, on))


def _theirs(external_id: str) -> UUID:
    return uuid5(OF_PROVIDER, external_id)
