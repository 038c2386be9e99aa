"""Papers to read, print and keep: statements of leases and receipts of payments."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import strawberry

from app import clock
from app.auth.policies.ledger import owed_by
from app.errors import BadInput
from app.models.papers import Paper, PaperKind
from app.models.payments import RECEIPTED
from app.money import Money as Amount
from app.resolvers.billing_days import now
from app.resolvers.standards import day
from app.schema.context import Info
from app.schema.cost import assumed
from app.schema.fields import GRANTS, PERSON, Kind, column, declared
from app.schema.money import Money
from app.schema.payers import reads_details
from app.schema.scalars import Locale

LONGEST = timedelta(days=3_660)
FOR_FIVE_MINUTES = "good for five minutes; ask again for another time."


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement comes to, and where it is."""

    opening: Amount
    closing: Amount
    pdf_url: str
    csv_url: str


@strawberry.type(description="The account of a lease over some days.")
class Statement:
    """Shows a `Told`."""

    opening: Money = column("What was owed before the first day.", depends=GRANTS)
    closing: Money = column("What was owed after the last day.", depends=GRANTS)
    pdf_url: str = column(f"To read and print: an address {FOR_FIVE_MINUTES}", depends=PERSON)
    csv_url: str = column(f"To calculate with: an address {FOR_FIVE_MINUTES}", depends=PERSON)


First = Annotated[date, strawberry.argument(name="from", description="First day.")]
Last = Annotated[date, strawberry.argument(name="to", description="Last day.")]
Language = Annotated[Locale | None, strawberry.argument(description="Language of the paper; without it the viewer's.")]


async def _statement(self: Any, info: Info, first: First, last: Last, locale: Language = None) -> Any:
    if not day(first, ("from",)) <= last <= first + LONGEST:
        raise BadInput("A statement is of days in their order, ten years at most.", ("to",))
    moment = await now(info.context.viewer)
    before = (await owed_by([self.id], moment, first - timedelta(days=1)))[self.id]
    after = (await owed_by([self.id], moment, last))[self.id]

    def address(kind: PaperKind) -> str:
        return _address(info, Paper(self.organization_id, kind, self.id, locale or info.context.locale, first, last))

    opening, closing = (Amount(row.amount_minor, row.currency) for row in (before, after))
    return Told(opening, closing, address(PaperKind.STATEMENT), address(PaperKind.STATEMENT_CSV))


def statement() -> Any:
    """Declare the statement of a lease."""
    return strawberry.field(
        resolver=_statement,
        description="Its account over some days, to read, print or calculate with.",
        metadata=declared(Kind.CALL, PERSON),
        directives=[assumed(1)],
    )


async def _receipt(self: Any, info: Info, locale: Language = None) -> str | None:
    if self.status not in RECEIPTED or self.effective_on is None:
        return None
    # Where nobody said who paid, it was the household.
    if self.payer_id is not None and not reads_details(info.context, self):
        return None
    return _address(info, Paper(self.organization_id, PaperKind.RECEIPT, self.id, locale or info.context.locale))


def receipt() -> Any:
    """Declare the receipt of a payment."""
    return strawberry.field(
        resolver=_receipt,
        description=f"The receipt as PDF: an address {FOR_FIVE_MINUTES} Null unless the money has come, "
        "and for others than the payer and those who keep the books.",
        metadata=declared(Kind.CALL, PERSON),
    )


def _address(info: Info, paper: Paper) -> str:
    services = info.context.services
    return f"{services.runtime.settings.public_url}{paper.address(services.cursors, clock.now())}"
