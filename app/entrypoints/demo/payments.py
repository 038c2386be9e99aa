"""What was owed in the last half year and what was paid toward it: both sides agree to the last minor unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.entrypoints.demo.leases import period
from app.entrypoints.demo.shapes import Contract
from app.entrypoints.demo.world import Piece, World, demo_id, stamped
from app.ledger.accounts import AccountKind, Books
from app.ledger.templates import Fact, allocated, charged, received, returned
from app.models.charges import Charge, ChargeCode, ChargeStatus
from app.models.leases import CURRENT, Lease, LeaseStatus
from app.models.payments import Payment, PaymentMethodKind, PaymentStatus
from app.models.people import Member
from app.subscriptions.payments import scope_of

MONTHS = 6
TOLD = timedelta(days=14)
"""Older changes are kept, but no event of them: the log has only so much."""

BY_HAND = (PaymentMethodKind.BANK_TRANSFER, PaymentMethodKind.CASH, PaymentMethodKind.CHEQUE)
CHARGED = (*CURRENT, LeaseStatus.ENDED)


@dataclass(frozen=True, slots=True)
class _Due:
    """One amount that becomes due, and how much of it is still open."""

    contract: Contract
    code: ChargeCode
    months_ago: int
    amount: int
    open: int
    due_on: date

    @property
    def status(self) -> ChargeStatus:
        if self.open == 0:
            return ChargeStatus.SETTLED
        return ChargeStatus.POSTED if self.open == self.amount else ChargeStatus.PARTIALLY_SETTLED

    @property
    def key(self) -> str:
        return f"{self.contract.number}/{self.code}/{self.months_ago}"


@dataclass(frozen=True, slots=True)
class _Paid:
    """One payment, before it has its number; `settles` is what of it went to which amount that was due."""

    contract: Contract
    months_ago: int
    amount: int
    status: PaymentStatus
    at: datetime
    settles: tuple[_Due, ...] = ()


def add_books(world: World) -> None:
    """Make the charges of every lease and the payments toward them; receipts are numbered in the order they came."""
    payments: list[_Paid] = []
    for contract in world.house.contracts:
        if contract.status in CHARGED:
            due = list(_dues(world, contract))
            for one in due:
                _add_charge(world, one)
            payments += _payments(world, contract, due)
    for place, payment in enumerate(sorted(payments, key=lambda payment: payment.at), start=1):
        _add_payment(world, payment, f"{world.house.initials}-{place:05}")
    world.entries.sort(key=lambda entry: entry.posted_at or world.almanac.now)


def _dues(world: World, contract: Contract) -> Iterator[_Due]:
    start, end = period(world, contract)
    last = end if contract.status is LeaseStatus.ENDED else None
    for months_ago in range(MONTHS - 1, -1, -1):
        month = world.almanac.month(-months_ago)
        if start <= month and (last is None or month < last):
            yield from _month(world, contract, months_ago)


def _month(world: World, contract: Contract, months_ago: int) -> Iterator[_Due]:
    due_on = world.almanac.due(-months_ago, contract.due_day)
    # What is not due yet is not paid yet.
    late = due_on > world.almanac.today
    regular = {ChargeCode.RENT: contract.rent, **contract.monthly}
    for code, amount in regular.items():
        owing = contract.owing.get(months_ago, 0) if code is ChargeCode.RENT else 0
        yield _Due(contract, code, months_ago, amount, amount if late else owing, due_on)
    for extra in contract.extras:
        if extra.months_ago == months_ago:
            is_open = late or not extra.is_paid
            yield _Due(contract, extra.code, months_ago, extra.amount, extra.amount if is_open else 0, due_on)


def _payments(world: World, contract: Contract, due: list[_Due]) -> Iterator[_Paid]:
    succeeded = PaymentStatus.CLEARED if contract.pays_by in BY_HAND else PaymentStatus.SUCCEEDED
    for months_ago in range(MONTHS):
        month = [one for one in due if one.months_ago == months_ago]
        if not month:
            continue
        at = _paid_at(world, contract, month[0])
        brought = sum(one.amount - one.open for one in month)
        if brought:
            yield _Paid(contract, months_ago, brought, succeeded, at, tuple(month))
        if months_ago in contract.mishaps:
            amount = sum(one.amount for one in month)
            # Whatever went wrong did so before it went well, and never tomorrow.
            before = min(at - timedelta(days=2), world.almanac.now - timedelta(minutes=50))
            yield _Paid(contract, months_ago, amount, contract.mishaps[months_ago], before)


def _paid_at(world: World, contract: Contract, due: _Due) -> datetime:
    # Everybody has the own habit: a day, an hour; the same in every clone.
    habit = int(contract.number[-4:]) * 7 + due.months_ago * 3
    clock_time = f"{8 + habit % 12:02}:{habit * 11 % 60:02}"
    return world.almanac.on(due.due_on - timedelta(days=1 + habit % 4), clock_time)


def _add_charge(world: World, due: _Due) -> None:
    month, next_month = (world.almanac.month(-due.months_ago + step) for step in (0, 1))
    posted = min(world.almanac.on(due.due_on - timedelta(days=14), "03:00"), world.almanac.now)
    settled = _paid_at(world, due.contract, due) if due.open < due.amount else posted
    charge = world.make(
        Charge,
        due.key,
        property_id=world.row(Lease, due.contract.number).property_id,
        lease_id=world.id(Lease, due.contract.number),
        code=due.code,
        status=due.status,
        due_on=due.due_on,
        period_start=month,
        period_end=next_month,
        amount_minor=due.amount,
        open_minor=due.open,
        currency=world.house.currency,
        effective_on=world.almanac.day(posted),
        rule="demo",
        **stamped(posted, settled, 2 if due.open < due.amount else 1),
    )
    fact = Fact(charge.id, world.almanac.day(posted), due.amount, at=posted)
    world.entries.append(charged(_books(world, due.contract), fact, due.code))
    if settled >= world.almanac.now - TOLD:
        world.happened(settled, None, charge, "STATUS_CHANGED", scope_of(charge), to=charge.status)


def _add_payment(world: World, paid: _Paid, number: str) -> None:
    tenants = paid.contract.tenants
    succeeded = paid.status in (PaymentStatus.SUCCEEDED, PaymentStatus.CLEARED)
    made = paid.at - timedelta(minutes=2)
    payment = world.make(
        Payment,
        f"{paid.contract.number}/{paid.months_ago}/{paid.status}",
        property_id=world.row(Lease, paid.contract.number).property_id,
        lease_id=world.id(Lease, paid.contract.number),
        number=number,
        payer_id=world.id(Member, tenants[paid.months_ago % len(tenants)]),
        method=paid.contract.pays_by,
        status=paid.status,
        amount_minor=paid.amount,
        currency=world.house.currency,
        effective_on=world.almanac.day(paid.at) if succeeded else None,
        succeeded_at=paid.at if succeeded else None,
        credited_minor=paid.amount if succeeded else 0,
        allocated_minor=sum(due.amount - due.open for due in paid.settles),
        **stamped(made, paid.at, 2),
    )
    _enter(world, paid, payment)
    if paid.at >= world.almanac.now - TOLD:
        payer = tenants[paid.months_ago % len(tenants)]
        world.happened(paid.at, payer, payment, "STATUS_CHANGED", scope_of(payment), to=payment.status)


def _enter(world: World, paid: _Paid, payment: Payment) -> None:
    """Write a payment into the books: that it came, that it went back if it did, and what it settled."""
    books, day = _books(world, paid.contract), world.almanac.day(paid.at)
    into = {
        PaymentMethodKind.BANK_TRANSFER: books.of_house(AccountKind.BANK_OPERATING),
        PaymentMethodKind.CASH: books.of_house(AccountKind.UNDEPOSITED_FUNDS),
        PaymentMethodKind.CHEQUE: books.of_house(AccountKind.UNDEPOSITED_FUNDS),
    }.get(paid.contract.pays_by, books.clearing())
    fact = Fact(payment.id, day, paid.amount, at=paid.at)
    if payment.credited_minor or paid.status == PaymentStatus.RETURNED:
        world.entries.append(received(books, fact, into))
    if paid.status == PaymentStatus.RETURNED:
        world.entries.append(returned(books, fact, into))
    for due in paid.settles:
        if due.open < due.amount:
            charge = world.row(Charge, due.key)
            id = demo_id(world.house.key, "allocation", f"{payment.id}/{charge.id}")
            world.pieces.append(Piece(id, charge, payment, due.amount - due.open, paid.at))
            world.entries.append(allocated(books, Fact(id, day, due.amount - due.open, at=paid.at), due.code))


def _books(world: World, contract: Contract) -> Books:
    lease = world.row(Lease, contract.number)
    return Books(lease.property_id, lease.id, world.house.currency)
