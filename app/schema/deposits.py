"""Money that is held for a tenant."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.deposits import DepositPolicy, held_by
from app.models.deposits import DepositStatus
from app.money import Money as Amount
from app.schema.context import Info
from app.schema.fields import GRANTS, call, column
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row


async def _held_minor(row: Any, info: Info) -> int:
    async def load(ids: list[UUID]) -> list[int]:
        found = await held_by(ids)
        return [found.get(id, 0) for id in ids]

    held: int = await info.context.loader("deposits.held", load).load(row.lease_id)
    return held


async def _held(row: Any, info: Info) -> Amount:
    return Amount(await _held_minor(row, info), row.currency)


async def _status(row: Any, info: Info) -> DepositStatus:
    if await _held_minor(row, info):
        return DepositStatus.HELD
    return DepositStatus.RETURNED if row.returned_on is not None else DepositStatus.EXPECTED


@strawberry.type(description="A deposit: held for the tenant, owed back, never income.")
@of_row(DepositPolicy)
class Deposit(Node):
    """Shows a `deposit` row."""

    status: DepositStatus = call(_status, "Where it stands.", GRANTS)
    agreed: Money = money_of("agreed_minor", "currency", "What was agreed.", GRANTS)
    held: Money = call(_held, "What is held now.", GRANTS)
    returned: Money = money_of("returned_minor", "currency", "What was given back.", GRANTS)
    return_due_on: date | None = column("Last day to give it back, where that is known, once the lease is over.")
    returned_on: date | None = column("Day on which all of it was given back.")
    citation: str | None = column("The law that limits it, where one is known; for information.")
    citation_url: str | None = column("Where to read that.")


async def deposit(lease: Any, info: Info) -> Any:
    """Return the deposit of a lease, if one was agreed."""
    found = await info.context.below(DepositPolicy, "lease_id", lease.id, True)
    return found[0] if found else None
