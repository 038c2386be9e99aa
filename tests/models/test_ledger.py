"""The books as PostgreSQL keeps them: written once, balanced, of one lease, never in a closed month."""

import uuid
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import orjson
import pytest

from app.ledger.accounts import SHAPES, AccountKind
from app.ledger.templates import Fact, charged
from app.models.charges import Charge
from app.models.leases import Lease
from app.models.ledger import Allocation
from app.models.payments import Payment
from app.models.properties import Property
from tests.factories.charges import books as books_of
from tests.support.world import World

TABLES = ("journal_entry", "posting", "ledger_account")
NEWEST = "SELECT * FROM journal_entry WHERE organization_id = $1 ORDER BY position DESC LIMIT 1"
DAY = date(2026, 3, 1)


@pytest.fixture
async def books(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the owner of the tables, at work in organization A."""
    async with world.superuser() as boss:
        await boss.execute("SET ROLE tn_owner")
        await boss.execute(f"SELECT set_config('app.organization', '{world.a.organization_id}', false)")
        yield boss


def line(world: World, kind: str, amount: int, lease: str | None = "north_1", **changed: Any) -> dict[str, Any]:
    """One line of an entry as `app.post` takes it."""
    of_lease = {"lease_id": world.a.id(Lease, lease)} if lease else {}
    place = {"property_id": world.a.id(Property, "south" if lease == "south_1" else "north")}
    return {"kind": kind, "currency": "NOK", "amount": amount, **of_lease, **place, **changed}


def entry(world: World, *lines: dict[str, Any], **changed: Any) -> str:
    """A list of one entry as `app.post` takes it."""
    id = uuid.uuid4()
    said = {"id": id, "kind": "CHARGE", "key": str(id), "effective_on": DAY, "posted_at": "2026-03-01T00:00:00Z"}
    owed = sum(one["amount"] for one in lines if one["kind"] in ("RECEIVABLE", "UNAPPLIED_CREDIT"))
    place = {"lease_id": world.a.id(Lease, "north_1"), "property_id": world.a.id(Property, "north")}
    source = {"source_type": "charge", "source_id": id, "owed": owed}
    return orjson.dumps([{**said, **place, **source, "lines": lines, **changed}], default=str).decode()


def rent(world: World, amount: int = 500) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two lines of a rent."""
    return line(world, "RECEIVABLE", amount), line(world, "RENT_INCOME", -amount, None)


async def refused(books: asyncpg.Connection, entries: str) -> str | None:
    """Post, and return the constraint that speaks against it at the latest when the transaction ends."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refusal:
        async with books.transaction():
            await books.execute("SELECT app.post($1::jsonb)", entries)
            await books.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return refusal.value.constraint_name or refusal.value.column_name


async def balances(books: asyncpg.Connection) -> tuple[dict[Any, int], dict[Any, int]]:
    """What is kept of each account, and what its postings add up to."""
    kept = await books.fetch("SELECT account_id, amount_minor FROM account_balance")
    sums = await books.fetch("SELECT account_id, sum(amount_minor)::bigint AS amount_minor FROM posting GROUP BY 1")
    return tuple({row["account_id"]: row["amount_minor"] for row in rows} for rows in (kept, sums))  # type: ignore[return-value]


async def test_the_owner_cannot_change_what_is_written(books: asyncpg.Connection) -> None:
    for table in TABLES:
        assert await books.fetchval(f"SELECT count(*) FROM {table}") > 0
        for statement in (
            f"UPDATE {table} SET organization_id = organization_id",
            f"DELETE FROM {table}",
            f"DELETE FROM {table} WHERE false",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(asyncpg.RestrictViolationError):
                await books.execute(statement)
    await books.execute("RESET ROLE")
    await books.execute("SET session_replication_role = replica")
    with pytest.raises(asyncpg.RestrictViolationError):
        await books.execute("UPDATE posting SET amount_minor = 1")


async def test_the_owner_cannot_empty_what_the_books_rest_on(books: asyncpg.Connection) -> None:
    for table in ("charge", "payment", "refund", "allocation", "account_balance", "accounting_period"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await books.execute(f"TRUNCATE {table} CASCADE")
    for table in ("allocation", "account_balance", "accounting_period"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await books.execute(f"DELETE FROM {table}")


async def test_an_entry_is_whole_balanced_and_of_one_lease(world: World, books: asyncpg.Connection) -> None:
    before = await balances(books)
    right = rent(world)
    wrong = {
        "journal_entry_balanced": entry(world, right[0], line(world, "RENT_INCOME", -499, None)),
        "journal_entry_whole": entry(world, *right, owed=499),
        "journal_entry_place": entry(world, right[0], line(world, "UNAPPLIED_CREDIT", -500, "south_1")),
        "journal_entry_lines_check": entry(world, right[0]),
        "posting_amount_minor_check": entry(world, line(world, "RECEIVABLE", 0), line(world, "RENT_INCOME", 0, None)),
        "accounting_period_open": entry(world, *right, effective_on=date(2020, 1, 31)),
        "account_balance_sign": entry(world, *rent(world, -5_000_000)),
        "account_class": entry(world, right[0], line(world, "NONSENSE", -500, None)),
    }
    for constraint, entries in wrong.items():
        assert await refused(books, entries) == constraint
    euros = [{**one, "currency": "EUR"} for one in right]
    assert "currency_lease_id" in str(await refused(books, entry(world, *euros)))
    mixed = entry(world, right[0], {**right[1], "currency": "EUR"})
    assert await refused(books, mixed) == "journal_entry_balanced"
    memo = entry(world, right[0], line(world, "IN_TRANSIT_IN_CONTRA", -500))
    assert await refused(books, memo) == "journal_entry_balanced"
    assert await balances(books) == before


async def test_no_line_is_ever_added_to_an_entry(world: World, books: asyncpg.Connection) -> None:
    row = await books.fetchrow(NEWEST, world.a.organization_id)
    first = await books.fetchrow("SELECT * FROM posting WHERE entry_id = $1 AND line = 1", row["id"])
    changed = "SELECT (jsonb_populate_record(p, $2::jsonb)).* FROM posting p WHERE entry_id = $1 AND line = 1"
    for change in ({"line": 1}, {"line": first["of"] + 1}, {"line": first["of"] + 1, "of": first["of"] + 1}):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await books.execute(f"INSERT INTO posting {changed}", row["id"], orjson.dumps(change).decode())


async def test_a_reversal_is_exact_and_happens_once(world: World, books: asyncpg.Connection) -> None:
    lines = rent(world)
    posted = await books.fetchrow("SELECT * FROM app.post($1::jsonb)", entry(world, *lines))
    before = await balances(books)

    def back(*lines: dict[str, Any], of: Any = posted["id"]) -> str:
        return entry(world, *lines, kind="REVERSAL", reverses_id=of)

    opposite = [{**one, "amount": -one["amount"]} for one in lines]
    half = [{**one, "amount": -one["amount"] // 2} for one in lines]
    other = (opposite[0], line(world, "PARKING_INCOME", 500, None))
    for wrong in (half, other, (*opposite, *half)):
        assert await refused(books, back(*wrong)) == "journal_entry_opposite"
    assert await refused(books, entry(world, *opposite, kind="REVERSAL")) == "journal_entry_reversal"
    reversed_by = await books.fetchrow("SELECT * FROM app.post($1::jsonb)", back(*opposite))
    assert await refused(books, back(*opposite)) == "journal_entry_reversed"
    assert await refused(books, back(*lines, of=reversed_by["id"])) == "journal_entry_opposite"
    kept, sums = await balances(books)
    assert kept == sums
    moved = {account for account in kept if kept[account] != before[0].get(account)}
    assert len(moved) == 2


async def test_the_same_act_is_posted_once(world: World, books: asyncpg.Connection) -> None:
    entries = entry(world, *rent(world), key="charge/1/posted")
    first = await books.fetchrow("SELECT * FROM app.post($1::jsonb)", entries)
    again = entry(world, *rent(world, 700), key="charge/1/posted")
    second = await books.fetchrow("SELECT * FROM app.post($1::jsonb)", again)
    assert (first["is_new"], second["is_new"]) == (True, False)
    assert first["id"] == second["id"]


async def test_frozen_books_take_nothing(world: World, books: asyncpg.Connection) -> None:
    await books.execute("UPDATE ledger_state SET frozen_at = now()")
    assert await refused(books, entry(world, *rent(world))) == "ledger_open"


async def test_a_charge_says_what_was_allocated(world: World, books: asyncpg.Connection) -> None:
    owed, paid = world.a.id(Charge, "south_1"), world.a.id(Payment, "south_1")
    for statement, id, constraint in (
        ("UPDATE charge SET open_minor = 5, status = 'PARTIALLY_SETTLED' WHERE id = $1", owed, "charge_open"),
        ("UPDATE charge SET status = 'REVERSED' WHERE id = $1", owed, "charge_open"),
        ("UPDATE charge SET status = 'POSTED' WHERE id = $1", owed, "charge_open"),
        ("UPDATE payment SET allocated_minor = 5 WHERE id = $1", paid, "credit_spent"),
        ("UPDATE payment SET credited_minor = 5 WHERE id = $1", paid, "payment_credited"),
        ("UPDATE allocation SET amount_minor = 5 WHERE id = $1", world.a.id(Allocation, "south_1"), "charge_open"),
    ):
        with pytest.raises(asyncpg.CheckViolationError) as refusal:
            async with books.transaction():
                assert await books.execute(statement, id) == "UPDATE 1"
                await books.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refusal.value.constraint_name == constraint


async def test_the_database_and_the_program_mean_the_same(world: World, books: asyncpg.Connection) -> None:
    for kind in AccountKind:
        said = await books.fetchrow("SELECT app.account_class($1), app.account_sign($1)", str(kind))
        assert tuple(said) == (SHAPES[kind].account_class, SHAPES[kind].sign)
    row = await books.fetchrow(
        "SELECT * FROM journal_entry WHERE key = $1", f"charge/{world.a.id(Charge, 'north_1')}/posted"
    )
    fact = Fact(world.a.id(Charge, "north_1"), row["effective_on"], 1_100_000)
    assert charged(books_of(world.a, "north_1"), fact, "RENT").digest(row["id"]) == row["hash"]
