"""Every template: balanced, of the right accounts, posted once for one document, and taken back exactly."""

import inspect
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger import templates
from app.ledger.accounts import INCOMES, OWED, SHAPES, AccountClass, AccountKey, AccountKind, AccountScope, Books
from app.ledger.entries import MOST, Entry, EntryKind, Line, Unbalanced, reversal
from app.ledger.templates import Fact

K = AccountKind
CODES = (*INCOMES, "DEPOSIT")
amounts = st.integers(1, MOST)
facts = st.builds(Fact, st.uuids(), st.dates(), amounts)
books = st.builds(Books, st.uuids(), st.uuids(), st.sampled_from(["NOK", "JPY", "KWD"]))

Sums = dict[AccountKind, int]
MAKERS: dict[str, Callable[[Books, Fact, str], Entry]] = {
    "charged": templates.charged,
    "processing": lambda books, fact, _: templates.processing(books, fact),
    "received": lambda books, fact, _: templates.received(books, fact, books.clearing()),
    "returned": lambda books, fact, _: templates.returned(books, fact, books.clearing()),
    "allocated": templates.allocated,
    "provider_fee": lambda books, fact, _: templates.provider_fee(fact, books.clearing()),
    "paid_out": lambda books, fact, _: templates.paid_out(fact, books.clearing()),
    "credited": lambda books, fact, _: templates.credited(books, fact),
    "waived": templates.waived,
    "written_off": templates.written_off,
    "dispute_opened": lambda books, fact, _: templates.dispute_opened(fact, books.clearing()),
    "dispute_won": lambda books, fact, _: templates.dispute_won(fact, books.clearing()),
    "dispute_lost": lambda books, fact, _: templates.dispute_lost(books, fact, books.clearing()),
    "refund_pending": lambda books, fact, _: templates.refund_pending(books, fact),
    "refunded": lambda books, fact, _: templates.refunded(books, fact, books.clearing()),
    "put_in_trust": lambda books, fact, _: templates.put_in_trust(books, fact, books.of_house(K.BANK_OPERATING)),
    "deposit_returned": lambda books, fact, _: templates.deposit_returned(books, fact),
    "deposit_reclaimed": lambda books, fact, _: templates.deposit_reclaimed(books, fact),
    "deposit_deducted": lambda books, fact, _: templates.deposit_deducted(books, fact),
    "deposit_interest": lambda books, fact, _: templates.deposit_interest(books, fact),
    "moved_out": lambda books, fact, _: templates.moved_out(books, fact),
    "moved_in": lambda books, fact, _: templates.moved_in(books, fact),
    "opened": lambda books, fact, _: templates.opened(books, fact),
}
OWES = {
    **dict.fromkeys(("charged", "returned", "dispute_lost", "refunded", "moved_out", "deposit_reclaimed"), 1),
    **dict.fromkeys(("received", "credited", "waived", "written_off", "deposit_deducted", "moved_in", "opened"), -1),
}
"""Which templates change what a lease owes, and which way; all others leave it alone."""


def sums(*entries: Entry) -> Sums:
    """What the entries leave in each kind of account, without what is empty."""
    found: Sums = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            found[line.account.kind] += line.amount
    return {kind: amount for kind, amount in found.items() if amount}


def test_every_template_is_tried() -> None:
    public = {
        name
        for name, made in inspect.getmembers(templates, inspect.isfunction)
        if not name.startswith("_") and made.__module__ == templates.__name__
    }
    assert public == MAKERS.keys()


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=40)
@given(books=books, fact=facts, code=st.sampled_from(CODES), at=st.dates())
def test_a_template_balances_and_is_taken_back_exactly(
    name: str, books: Books, fact: Fact, code: str, at: date
) -> None:
    entry = MAKERS[name](books, fact, code)
    assert sum(line.amount for line in entry.lines) == 0
    assert sum(line.amount for line in entry.lines if SHAPES[line.account.kind].account_class is AccountClass.MEMO) == 0
    assert entry.owed == OWES.get(name, 0) * fact.amount
    assert (entry.effective_on, entry.source_id) == (fact.on, fact.id)
    assert {line.account.currency for line in entry.lines} == {books.currency}
    assert entry.lease_id in (None, books.lease_id)
    back = reversal(entry, uuid.uuid4(), at, "a mistake")
    assert sums(entry, back) == {}
    assert back.effective_on == at
    with pytest.raises(Unbalanced):
        reversal(back, uuid.uuid4(), at, None)


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=40)
@given(books=books, fact=facts, other=facts)
def test_one_act_has_one_key(name: str, books: Books, fact: Fact, other: Fact) -> None:
    make = MAKERS[name]
    assert make(books, fact, "RENT").key == make(books, fact, "RENT").key
    assert (make(books, other, "RENT").key == make(books, fact, "RENT").key) is (other.id == fact.id)
    again = Fact(fact.id, fact.on, fact.amount, step="2")
    assert make(books, again, "RENT").key != make(books, fact, "RENT").key


def test_different_acts_on_one_document_have_different_keys() -> None:
    fact = Fact(uuid.uuid4(), date(2026, 3, 1), 5)
    house = Books(uuid.uuid4(), uuid.uuid4(), "NOK")
    keys = [make(house, fact, "RENT").key for name, make in MAKERS.items()]
    # Four forms of one document: a credit is granted in one way only; and two of another: a charge is posted once.
    assert len(set(keys)) == len(keys) - 5


@given(books=books, amount=amounts, code=st.sampled_from(CODES), data=st.data())
def test_a_charge_with_tax_earns_what_is_left(books: Books, amount: int, code: str, data: st.DataObject) -> None:
    tax = data.draw(st.integers(0, amount - 1))
    entry = templates.charged(books, Fact(uuid.uuid4(), date(2026, 3, 1), amount), code, tax)
    found = sums(entry)
    assert found.pop(K.RECEIVABLE) == amount
    assert -found.pop(K.TAX_PAYABLE, 0) == tax
    assert found == {INCOMES.get(code, K.DEPOSIT_BILLED): tax - amount}


@given(books=books, amount=amounts)
def test_a_deposit_is_owed_back_and_never_earned(books: Books, amount: int) -> None:
    fact = Fact(uuid.uuid4(), date(2026, 3, 1), amount)
    entries = [
        templates.charged(books, fact, "DEPOSIT"),
        templates.received(books, fact, books.of_house(K.BANK_OPERATING)),
        templates.allocated(books, fact, "DEPOSIT"),
        templates.put_in_trust(books, fact, books.of_house(K.BANK_OPERATING)),
    ]
    assert sums(*entries) == {K.DEPOSIT_HELD: -amount, K.BANK_TRUST: amount}
    assert sums(*entries, templates.deposit_returned(books, fact)) == {}


@given(books=books, amount=amounts)
def test_a_deposit_that_was_given_back_is_owed_again_when_what_had_paid_it_is_gone(books: Books, amount: int) -> None:
    facts = [Fact(uuid.uuid4(), date(2026, 3, 1), amount) for _ in range(4)]
    bank = books.of_house(K.BANK_OPERATING)
    applied = templates.allocated(books, facts[1], "DEPOSIT")
    entries = [
        templates.charged(books, facts[0], "DEPOSIT"),
        templates.received(books, facts[1], books.clearing()),
        applied,
        templates.put_in_trust(books, facts[0], bank),
        templates.deposit_returned(books, facts[0]),
        reversal(applied, uuid.uuid4(), date(2026, 3, 2), None),
        templates.deposit_reclaimed(books, facts[2]),
        templates.waived(books, facts[3], "DEPOSIT"),
        templates.returned(books, facts[1], books.clearing()),
    ]
    assert sums(*entries) == {K.RECEIVABLE: amount, K.BANK_OPERATING: -amount}


@given(books=books, amount=amounts)
def test_a_payment_that_comes_back_leaves_the_debt(books: Books, amount: int) -> None:
    fact = Fact(uuid.uuid4(), date(2026, 3, 1), amount)
    charge, paid = templates.charged(books, fact, "RENT"), templates.received(books, fact, books.clearing())
    applied = templates.allocated(books, fact, "RENT")
    assert sums(charge, paid, applied) == {K.PROVIDER_CLEARING: amount, K.RENT_INCOME: -amount}
    undone = reversal(applied, uuid.uuid4(), fact.on, None)
    gone = templates.returned(books, fact, books.clearing())
    assert sums(charge, paid, applied, undone, gone) == {K.RECEIVABLE: amount, K.RENT_INCOME: -amount}


def test_lines_that_are_no_entry_are_refused() -> None:
    house, other = (Books(uuid.uuid4(), uuid.uuid4(), "NOK") for _ in range(2))
    euros = Books(house.property_id, house.lease_id, "EUR")
    owed = house.of_lease(K.RECEIVABLE)
    for lines in (
        (),
        (Line(owed, 5),),
        (Line(owed, 5), Line(owed, -4)),
        (Line(owed, 0), Line(owed, 0)),
        (Line(owed, MOST + 1), Line(owed, -MOST - 1)),
        (Line(owed, 5), Line(euros.of_lease(K.RECEIVABLE), -5)),
        (Line(owed, 5), Line(other.of_lease(K.RECEIVABLE), -5)),
        (Line(owed, 5), Line(other.of_property(K.RENT_INCOME), -5)),
        (Line(owed, 5), Line(house.of_lease(K.IN_TRANSIT_IN), -5)),
        (Line(owed, 1),) * 50 + (Line(owed, -1),) * 51,
    ):
        with pytest.raises(Unbalanced):
            Entry(EntryKind.CHARGE, date(2026, 3, 1), lines, "charge", uuid.uuid4(), "key")


def test_an_account_belongs_where_its_kind_says() -> None:
    some = uuid.uuid4()
    for kind, shape in SHAPES.items():
        right = {
            AccountScope.LEASE: {"lease_id": some, "property_id": some},
            AccountScope.PROPERTY: {"property_id": some},
            AccountScope.PROVIDER: {"provider_account_id": some},
            AccountScope.HOUSE: {},
        }[shape.scope]
        assert AccountKey(kind, "NOK", **right).kind is kind
        for wrong in ({"lease_id": some}, {"property_id": some, "provider_account_id": some}):
            with pytest.raises(ValueError, match="belongs"):
                AccountKey(kind, "NOK", **wrong)
    assert SHAPES.keys() == set(AccountKind)
    assert {kind for kind, shape in SHAPES.items() if shape.account_class is AccountClass.MEMO} >= {K.IN_TRANSIT_IN}
    assert {K.RECEIVABLE, K.UNAPPLIED_CREDIT} == OWED


@given(books=books, fact=facts, other=amounts)
def test_a_digest_tells_of_every_change(books: Books, fact: Fact, other: int) -> None:
    entry, id = templates.charged(books, fact, "RENT"), uuid.uuid4()
    assert entry.digest(id) == templates.charged(books, fact, "RENT").digest(id)
    changed = templates.charged(books, Fact(fact.id, fact.on, other), "RENT")
    assert (changed.digest(id) == entry.digest(id)) is (other == fact.amount)
    assert entry.digest(uuid.uuid4()) != entry.digest(id)
