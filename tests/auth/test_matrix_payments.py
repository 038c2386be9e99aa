"""What of a payment is not for everybody who sees that something was paid, as the matrix says."""

from typing import Any

import pytest

from app.auth.policies.payments import PaymentPolicy
from app.models.payments import Payment
from app.resolvers.payments.naming import set_named
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import transaction
from tests.auth.desk import Desk
from tests.auth.matrix.oracle import COLUMNS, cell, visible
from tests.auth.test_matrix_streams import ears, told, until
from tests.support.world import World

DOCUMENT = "{ payments(first: 24) { nodes { id payer { id name } reference receiptUrl failure { code } } } }"
STREAM = """subscription { paymentEvents { ... on PaymentEvent { kind actor { name } payment { payer { name } } } } }"""
AS_NAMED = {"co_tenant", "guarantor", "owner"}
"""Who reads the payer only where the pot of the household names them."""


async def filled(world: World, status: str) -> None:
    """Let every payment hold what stood on it and what went wrong."""
    async with world.superuser() as connection:
        await connection.execute("ALTER TABLE payment DISABLE TRIGGER USER")
        await connection.execute("UPDATE payment SET reference = 'said', failure_code = 'code', status = $1", status)
        await connection.execute("ALTER TABLE payment ENABLE TRIGGER USER")


async def hidden(world: World) -> None:
    """Let nobody be named in a pot."""
    async with world.superuser() as connection:
        await connection.execute("UPDATE lease_party SET is_named = false")


async def rows(desk: Desk, world: World, role: str) -> list[dict[str, Any]]:
    """The payments that a role sees."""
    found: list[dict[str, Any]] = (await desk.ask(world.viewer_of(role), DOCUMENT))["data"]["payments"]["nodes"]
    assert len(found) == len(visible(world, "Payment", role)), role
    return found


@pytest.mark.parametrize(
    ("field", "status"), [("reference", "SUCCEEDED"), ("receiptUrl", "SUCCEEDED"), ("failure", "RETURNED")]
)
async def test_the_payers_own_business_is_shown_to_whom_the_matrix_names(
    desk: Desk, world: World, field: str, status: str
) -> None:
    await filled(world, status)
    for role in COLUMNS:
        expected = cell("fields", f"Payment.{field}", role) != "deny"
        shown = {row[field] is not None for row in await rows(desk, world, role)}
        assert shown == ({expected} if shown else set()), role
        assert shown or not expected, role


@pytest.mark.parametrize("is_hidden", [False, True])
async def test_the_payer_is_shown_to_whom_the_matrix_names(desk: Desk, world: World, is_hidden: bool) -> None:
    if is_hidden:
        await hidden(world)
    for role in COLUMNS:
        expected = cell("fields", "Payment.payer", role) != "deny" and not (is_hidden and role in AS_NAMED)
        shown = {row["payer"] is not None for row in await rows(desk, world, role)}
        assert shown == ({expected} if shown else set()), role
        assert shown or not expected, role


async def test_a_receipt_of_nobody_is_the_households(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        await connection.execute("UPDATE payment SET payer_id = NULL, reference = 'said'")
    for role in ("tenant", "co_tenant", "guarantor"):
        (row,) = await rows(desk, world, role)
        assert row["receiptUrl"] and row["payer"] is None and row["reference"] is None, role


async def test_who_is_hidden_is_not_named_by_what_they_do(desk: Desk, world: World) -> None:
    tenant, id = world.viewer_of("tenant"), world.a.id(Payment, "north_1")
    lease = world.a.rows[Payment]["north_1"].lease_id
    await set_named(tenant, lease, False, None)
    async with ears(desk, world, STREAM) as found:
        async with transaction(tenant) as tx:
            row = await PaymentPolicy.lock(tenant, id, PaymentPolicy.cancel)
            await tx.save(row, "status")
            tx.announce(row, "STATUS_CHANGED", scope_of(row), to=row.status)
        listening = ("tenant", "co_tenant", "guarantor", "owner", "accountant")
        await until(lambda: all(len(found[role].heard) > 1 for role in listening))
    for role in listening:
        event = told(found[role], "paymentEvents")[-1]
        reads = cell("fields", "PaymentEvent.actor", role) != "deny" and role not in AS_NAMED
        assert (event["actor"] is not None, event["payment"]["payer"] is not None) == (reads, reads), role
