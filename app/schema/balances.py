"""What a lease owes, as the books say."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.charges import owed_by
from app.models.base import Row
from app.schema.context import Info
from app.schema.fields import GRANTS, column
from app.schema.money import Money, money_of


@strawberry.type(description="What a lease owes.")
class Balance:
    """Shows a row of `owed_by`."""

    amount: Money = money_of("amount_minor", "currency", "Everything owed; negative when paid ahead.", GRANTS)
    due: Money = money_of("due_minor", "currency", "What of it is due by today, the property's.", GRANTS)
    due_on: date | None = column("Day on which the oldest unpaid charge is or was due.", depends=GRANTS)
    overdue: Money = money_of("overdue_minor", "currency", "What of it was due before today.", GRANTS)


async def balance(lease: Any, info: Info) -> Row:
    """Return what the lease owes; all leases of this level are counted in one statement."""

    async def load(ids: list[UUID]) -> list[Row]:
        found = await owed_by(ids)
        return [found[id] for id in ids]

    row: Row = await info.context.loader("balance", load).load(lease.id)
    return row
