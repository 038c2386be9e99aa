"""The months of the books: closed when nothing is posted into them any more."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.ledger import AccountingPeriodPolicy
from app.models.paging import Order
from app.resolvers import periods as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column, computed
from app.schema.inputs import wanted
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.type(description="A month of the books that was closed at least once.")
@of_row(AccountingPeriodPolicy)
class AccountingPeriod(Node):
    """Shows an `accounting_period` row."""

    first_on: date = column("Its first day.")
    is_closed: bool = computed(lambda row: row.closed_at is not None, "Whether nothing can be posted into it.")
    closed_at: datetime | None = column("When it was closed; null while it is open again.")
    version: int = column("Counts the changes.")


NEWEST = Order("firstOn", "{t}.first_on", "date", descending=True)


async def accounting_periods(info: Info, window: Window) -> Listed:
    """List months, the newest first."""
    return await root_page(info, Listing(AccountingPeriodPolicy, NEWEST), window)


@strawberry.input(description="A month to close.")
class CloseAccountingPeriodInput:
    """Input of `closeAccountingPeriod`."""

    month: date = wanted("Any day of the month, which must be over.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A month to open again.")
class ReopenAccountingPeriodInput:
    """Input of `reopenAccountingPeriod`."""

    month: date = wanted("Any day of the month.")
    reason: str = wanted("Why, in at most 1,000 characters; the audit keeps it.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `closeAccountingPeriod`.")
class CloseAccountingPeriodPayload(MutationPayload):
    """The month that is closed."""

    period: AccountingPeriod | None = column("The month as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `reopenAccountingPeriod`.")
class ReopenAccountingPeriodPayload(MutationPayload):
    """The month that is open again."""

    period: AccountingPeriod | None = column("The month as the viewer sees it.", depends=GRANTS)


@strawberry.type
class AccountingPeriodMutation:
    """The verbs of months."""

    @strawberry.mutation(
        description="Close a month: what belongs there is posted into the first open one from then on. It needs a "
        "fresh `stepUp`."
    )
    async def close_accounting_period(
        self, info: Info, input: CloseAccountingPeriodInput
    ) -> CloseAccountingPeriodPayload:
        """Close one."""

        async def change(context: Context) -> dict[str, Any]:
            id = await resolvers.close(context.acting, input.month, once_of("closeAccountingPeriod", input))
            return {"period": await context.related(AccountingPeriodPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Open a closed month again. It needs a fresh `stepUp`.")
    async def reopen_accounting_period(
        self, info: Info, input: ReopenAccountingPeriodInput
    ) -> ReopenAccountingPeriodPayload:
        """Open one again."""

        async def change(context: Context) -> dict[str, Any]:
            once = once_of("reopenAccountingPeriod", input)
            id = await resolvers.reopen(context.acting, input.month, input.reason, once)
            return {"period": await context.related(AccountingPeriodPolicy, id)}

        return await answer(info, change)
