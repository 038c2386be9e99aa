"""Every entry there is, each as a pure function of the document behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.ledger.accounts import INCOMES, AccountKey, AccountKind, Books
from app.ledger.entries import Entry, EntryKind, Line

K, E = AccountKind, EntryKind


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document says: its id, the day it counts from, how much (above zero, in minor units), and why.

    `step` tells apart what can happen to one document more than once, such as a second attempt to pay.
    """

    id: UUID
    on: date
    amount: int
    reason: str | None = None
    step: str = ""
    at: datetime | None = None


def _entry(kind: EntryKind, fact: Fact, source: str, moment: str, *lines: Line) -> Entry:
    key = f"{source}/{fact.id}/{moment}" + (f"/{fact.step}" if fact.step else "")
    return Entry(kind, fact.on, lines, source, fact.id, key, fact.reason, posted_at=fact.at)


def _move(amount: int, debit: AccountKey, credit: AccountKey) -> tuple[Line, ...]:
    return Line(debit, amount), Line(credit, -amount)


def charged(books: Books, charge: Fact, code: str, tax: int = 0) -> Entry:
    """A charge is owed: receivable against income, tax apart. A deposit is billed against what is owed back."""
    earned = books.of_lease(K.DEPOSIT_BILLED) if code == "DEPOSIT" else books.of_property(INCOMES[code])
    lines = [Line(books.of_lease(K.RECEIVABLE), charge.amount), Line(earned, tax - charge.amount)]
    if tax:
        lines.append(Line(books.of_house(K.TAX_PAYABLE), -tax))
    return _entry(E.CHARGE, charge, "charge", "posted", *lines)


def processing(books: Books, payment: Fact) -> Entry:
    """A payment is on its way: a memo, what is owed stays. Reversed when it has come, or will not."""
    lines = _move(payment.amount, books.of_lease(K.IN_TRANSIT_IN), books.of_lease(K.IN_TRANSIT_IN_CONTRA))
    return _entry(E.PROCESSING, payment, "payment", "processing", *lines)


def received(books: Books, payment: Fact, into: AccountKey) -> Entry:
    """A payment has come, in full: `into` is the provider's clearing, a bank account, or what waits for the bank."""
    lines = _move(payment.amount, into, books.of_lease(K.UNAPPLIED_CREDIT))
    return _entry(E.PAYMENT, payment, "payment", "succeeded", *lines)


def returned(books: Books, payment: Fact, out_of: AccountKey) -> Entry:
    """A payment that had come is gone again: returned by a bank, bounced, void. Its allocations are undone before."""
    lines = _move(payment.amount, books.of_lease(K.UNAPPLIED_CREDIT), out_of)
    return _entry(E.PAYMENT_RETURNED, payment, "payment", "returned", *lines)


def allocated(books: Books, allocation: Fact, code: str) -> Entry:
    """A credit settles a charge, or a part of it; a deposit is held from then on."""
    lines = _move(allocation.amount, books.of_lease(K.UNAPPLIED_CREDIT), books.of_lease(K.RECEIVABLE))
    if code == "DEPOSIT":
        lines += _move(allocation.amount, books.of_lease(K.DEPOSIT_BILLED), books.of_lease(K.DEPOSIT_HELD))
    return _entry(E.ALLOCATION, allocation, "allocation", "applied", *lines)


def provider_fee(fee: Fact, clearing: AccountKey, kind: AccountKind = K.PROVIDER_FEE) -> Entry:
    """What a provider kept, as its balance transaction says: PROVIDER_FEE, PLATFORM_FEE or DISPUTE_FEE."""
    if kind not in (K.PROVIDER_FEE, K.PLATFORM_FEE, K.DISPUTE_FEE):
        raise ValueError(f"{kind} is no fee of a provider.")
    expense = AccountKey(kind, clearing.currency, provider_account_id=clearing.provider_account_id)
    return _entry(E.PROVIDER_FEE, fee, "provider", str(kind).lower(), *_move(fee.amount, expense, clearing))


def paid_out(payout: Fact, clearing: AccountKey) -> Entry:
    """A provider has paid out to the bank. One that fails is reversed."""
    bank = AccountKey(K.BANK_OPERATING, clearing.currency)
    return _entry(E.PAYOUT, payout, "payout", "paid", *_move(payout.amount, bank, clearing))


def credited(books: Books, credit: Fact, kind: AccountKind = K.CONCESSION) -> Entry:
    """A credit is given that no charge is named for; it settles charges as a payment does."""
    lines = _move(credit.amount, books.of_property(kind), books.of_lease(K.UNAPPLIED_CREDIT))
    return _entry(E.CREDIT, credit, "credit", "granted", *lines)


def waived(books: Books, credit: Fact, code: str, kind: AccountKind = K.DISCOUNT) -> Entry:
    """A charge, or a part of it, is forgiven: DISCOUNT or CONCESSION. A deposit that is not asked for is no expense."""
    given = books.of_lease(K.DEPOSIT_BILLED) if code == "DEPOSIT" else books.of_property(kind)
    return _entry(E.CREDIT, credit, "credit", "granted", *_move(credit.amount, given, books.of_lease(K.RECEIVABLE)))


def written_off(books: Books, credit: Fact, code: str) -> Entry:
    """A debt is given up. A deposit was never earned, so that nothing is lost with it."""
    lost = books.of_lease(K.DEPOSIT_BILLED) if code == "DEPOSIT" else books.of_property(K.BAD_DEBT)
    return _entry(E.WRITE_OFF, credit, "credit", "granted", *_move(credit.amount, lost, books.of_lease(K.RECEIVABLE)))


def _disputed(clearing: AccountKey) -> AccountKey:
    return AccountKey(K.DISPUTE_RECEIVABLE, clearing.currency, provider_account_id=clearing.provider_account_id)


def dispute_opened(dispute: Fact, clearing: AccountKey) -> Entry:
    """A payer objects, and the provider takes the money back for now; what is owed stays as it is."""
    return _entry(E.DISPUTE_OPENED, dispute, "dispute", "opened", *_move(dispute.amount, _disputed(clearing), clearing))


def dispute_won(dispute: Fact, clearing: AccountKey) -> Entry:
    """The objection fails, and the money is there again."""
    return _entry(E.DISPUTE_WON, dispute, "dispute", "won", *_move(dispute.amount, clearing, _disputed(clearing)))


def dispute_lost(books: Books, dispute: Fact, clearing: AccountKey) -> Entry:
    """The objection stands, and the money is gone. The payment's allocations are undone before."""
    lines = _move(dispute.amount, books.of_lease(K.UNAPPLIED_CREDIT), _disputed(clearing))
    return _entry(E.DISPUTE_LOST, dispute, "dispute", "lost", *lines)


def refund_pending(books: Books, refund: Fact) -> Entry:
    """A refund is on its way: a memo. Reversed when it has arrived, or will not."""
    lines = _move(refund.amount, books.of_lease(K.IN_TRANSIT_REFUND), books.of_lease(K.IN_TRANSIT_REFUND_CONTRA))
    return _entry(E.REFUND_PENDING, refund, "refund", "pending", *lines)


def refunded(books: Books, refund: Fact, out_of: AccountKey, fee: int = 0, lost: int = 0) -> Entry:
    """A refund has arrived. One that fails afterwards is reversed.

    Where the payer's bank took the payment back meanwhile, `fee` of it was the payer's fee on top, and `lost` is lost.
    """
    parts = {books.of_lease(K.UNAPPLIED_CREDIT): refund.amount - fee - lost}
    parts |= {books.of_property(K.OTHER_INCOME): fee, books.of_property(K.BAD_DEBT): lost}
    lines = (Line(account, amount) for account, amount in parts.items() if amount)
    return _entry(E.REFUND, refund, "refund", "succeeded", *lines, Line(out_of, -refund.amount))


def put_in_trust(books: Books, transfer: Fact, out_of: AccountKey) -> Entry:
    """Money of a deposit is moved to the account where deposits are kept apart."""
    lines = _move(transfer.amount, books.of_house(K.BANK_TRUST), out_of)
    return _entry(E.TRUST, transfer, "deposit", "kept", *lines)


def deposit_returned(books: Books, deposit: Fact) -> Entry:
    """A deposit, or a part of it, is paid back out of the account where deposits are kept."""
    lines = _move(deposit.amount, books.of_lease(K.DEPOSIT_HELD), books.of_house(K.BANK_TRUST))
    return _entry(E.DEPOSIT_RETURNED, deposit, "deposit", "returned", *lines)


def deposit_reclaimed(books: Books, charge: Fact) -> Entry:
    """A deposit was given back, and what had paid it is gone: it is owed again, and no deposit is held below zero."""
    lines = _move(charge.amount, books.of_lease(K.RECEIVABLE), books.of_lease(K.DEPOSIT_HELD))
    return _entry(E.CHARGE, charge, "charge", "posted", *lines)


def deposit_deducted(books: Books, deduction: Fact) -> Entry:
    """A part of a deposit is kept for what is owed: it becomes a credit, which then settles the charge."""
    lines = _move(deduction.amount, books.of_lease(K.DEPOSIT_HELD), books.of_lease(K.UNAPPLIED_CREDIT))
    return _entry(E.DEPOSIT_DEDUCTED, deduction, "credit", "granted", *lines)


def deposit_interest(books: Books, interest: Fact) -> Entry:
    """A deposit has earned interest, which is owed back with it."""
    lines = _move(interest.amount, books.of_property(K.DEPOSIT_INTEREST), books.of_lease(K.DEPOSIT_HELD))
    return _entry(E.DEPOSIT_INTEREST, interest, "deposit", "interest", *lines)


def moved_out(books: Books, transfer: Fact) -> Entry:
    """Credit leaves one lease of a renter; `moved_in` brings it to the other, so that no entry touches two."""
    lines = _move(transfer.amount, books.of_lease(K.UNAPPLIED_CREDIT), books.of_house(K.TRANSFER_CLEARING))
    return _entry(E.TRANSFER, transfer, "transfer", "out", *lines)


def moved_in(books: Books, transfer: Fact) -> Entry:
    """Credit comes from another lease of the renter, in the same currency."""
    lines = _move(transfer.amount, books.of_house(K.TRANSFER_CLEARING), books.of_lease(K.UNAPPLIED_CREDIT))
    return _entry(E.TRANSFER, transfer, "transfer", "in", *lines)


def opened(books: Books, credit: Fact) -> Entry:
    """A credit from the time before these books."""
    lines = _move(credit.amount, books.of_house(K.OPENING_BALANCE), books.of_lease(K.UNAPPLIED_CREDIT))
    return _entry(E.OPENING, credit, "credit", "granted", *lines)
