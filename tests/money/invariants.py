"""What must be true between documents and books, whatever has happened."""

from uuid import UUID

from app.ledger.accounts import SHAPES, AccountClass, AccountKind
from app.ledger.entries import EntryKind
from tests.money.model import Model

K = AccountKind


def check(model: Model) -> None:
    """Fail unless every invariant holds."""
    for account, amount in model.sums.items():
        assert SHAPES[account.kind].sign * amount >= 0, account
    for is_memo in (True, False):
        kinds = [kind for kind, shape in SHAPES.items() if (shape.account_class is AccountClass.MEMO) is is_memo]
        for currency in {books.currency for books in model.books.values()}:
            of_it = [minor for one, minor in model.sums.items() if one.currency == currency and one.kind in kinds]
            assert sum(of_it) == 0
    for lease in model.books:
        _check_lease(model, lease)
        _check_deposit(model, lease)
    for source in model.sources.values():
        assert 0 <= source.allocated <= source.credited <= source.amount
        assert source.refunded <= source.amount
        live = sum(p.amount for p in model.pieces if p.source == source.id and not p.is_undone)
        assert live == source.allocated
    taken_back = [entry.reverses for entry in model.entries.values() if entry.kind is EntryKind.REVERSAL]
    assert len(set(taken_back)) == len(taken_back)


def _check_lease(model: Model, lease: UUID) -> None:
    books = model.books[lease]
    charges = [one for one in model.charges.values() if one.lease == lease]
    sources = [one for one in model.sources.values() if one.lease == lease]
    assert model.sums[books.of_lease(K.RECEIVABLE)] == sum(one.open for one in charges)
    left = sum(one.credited - one.allocated for one in sources)
    assert -model.sums[books.of_lease(K.UNAPPLIED_CREDIT)] == left
    on_way = sum(one.amount for one in sources if one.id in model.on_way)
    assert model.sums[books.of_lease(K.IN_TRANSIT_IN)] == on_way
    owing = any(one.open for one in charges if one.status != "REVERSED")
    assert not (owing and left), "credit is left while something is open"


def _check_deposit(model: Model, lease: UUID) -> None:
    deposits = {
        one.id: one
        for one in model.charges.values()
        if one.lease == lease and one.code == "DEPOSIT" and one.status != "REVERSED"
    }
    settled = sum(one.amount - one.open for one in deposits.values())
    kept = [p for p in model.pieces if not p.is_undone and model.sources[p.source].charge is not None]
    forgiven = sum(p.amount for p in kept if p.charge in deposits)
    held = settled - forgiven - model.returned[lease] + model.reclaimed[lease]
    assert -model.sums[model.books[lease].of_lease(K.DEPOSIT_HELD)] == held
