"""The lines of a lease's account: what it owes, step by step."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
import strawberry

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.credits import CreditPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.ledger import JournalEntryPolicy, owed_after
from app.auth.policies.payments import PaymentPolicy
from app.auth.rules import Subject
from app.ledger.entries import EntryKind
from app.models.balances import LINE
from app.models.ids import id_of
from app.models.leases import LeaseStatus
from app.models.ledger import JournalEntry
from app.models.paging import Condition, Order, Parameters, equals, within
from app.money import Money as Amount
from app.schema.context import Context, Info
from app.schema.enums.words import describe
from app.schema.fields import ANSWERS, GRANTS, LOCALE, PERSON, call, column, computed, judged, relation
from app.schema.money import Money
from app.schema.node import Node, tied
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.scalars import Json
from app.words.books import called, kind_of, line_text
from app.words.reasons import BY_ITSELF, GIVEN, RECKONED, Why, reason

if TYPE_CHECKING:
    from app.schema.charges.shapes import Charge
    from app.schema.leases.shapes import Lease
    from app.schema.payments import Payment

E = EntryKind


class LedgerLineKind(StrEnum):
    """What a line of a lease's account is."""

    CHARGE = "CHARGE"
    PAYMENT = "PAYMENT"
    CREDIT = "CREDIT"
    REFUND = "REFUND"
    WRITE_OFF = "WRITE_OFF"
    REVERSAL = "REVERSAL"


describe(
    LedgerLineKind,
    "What a line of a lease's account is.",
    {
        "CHARGE": "Something became owed.",
        "PAYMENT": "Something was paid.",
        "CREDIT": "A concession, waiver, deduction from a deposit or transfer lowered the debt.",
        "REFUND": "Something was paid back.",
        "WRITE_OFF": "A debt was given up.",
        "REVERSAL": "An earlier line was taken back.",
    },
)
KINDS = {
    E.CHARGE: LedgerLineKind.CHARGE,
    E.PAYMENT: LedgerLineKind.PAYMENT,
    **dict.fromkeys((E.CREDIT, E.OPENING, E.TRANSFER, E.DEPOSIT_DEDUCTED), LedgerLineKind.CREDIT),
    E.REFUND: LedgerLineKind.REFUND,
    E.WRITE_OFF: LedgerLineKind.WRITE_OFF,
    **dict.fromkeys((E.REVERSAL, E.PAYMENT_RETURNED, E.DISPUTE_LOST), LedgerLineKind.REVERSAL),
}
"""What each entry that changes what is owed is to a reader."""


def _sentence(row: Any, info: Info) -> str:
    amount = Amount(row.amount_minor, row.currency) if row.rule in RECKONED else None
    return reason(info.context.locale, Why(row.rule, row.rule_version, _inputs(row)), amount)


def _inputs(row: Any) -> Any:
    # A row that was read holds JSON as text, one that was just made holds the object.
    return orjson.loads(row.inputs) if isinstance(row.inputs, str) else row.inputs


@strawberry.type(description="Why something is in the books.")
class Explanation:
    """Shows a row with a rule: its version, its inputs and what it rests on."""

    text: str = judged(_sentence, "One sentence for people.", LOCALE)
    rule: str = column("Name of the rule.")
    rule_version: str = column("Its version.")
    inputs: Json = computed(_inputs, "What went into it, such as days and rates.")
    citation: str | None = column("Clause or law that it rests on.")
    citation_url: str | None = column("Where to read it.")


@dataclass(frozen=True, slots=True)
class _Entered:
    """Why an entry exists that no charge is behind: the document it was made from."""

    inputs: dict[str, Any]
    rule: str = "entry"
    rule_version: str = "1"
    citation: str | None = None
    citation_url: str | None = None


async def _charge(row: Any, info: Info) -> Any:
    return await info.context.related(ChargePolicy, row.source_id) if row.source_type == "charge" else None


async def _payment(row: Any, info: Info) -> Any:
    return await info.context.related(PaymentPolicy, row.source_id) if row.source_type == "payment" else None


async def _explanation(row: Any, info: Info) -> Any:
    charge = await _charge(row, info)
    if charge is not None and row.kind == E.CHARGE:
        return charge
    # What staff wrote down for themselves, such as why they took a charge back, is in the audit for who examines it.
    inputs = {"entry": _kind(row), "source": row.source_type}
    if row.kind in GIVEN or row.reason in BY_ITSELF:
        inputs |= {"reason": row.reason}
    return _Entered(inputs)


def _kind(row: Any) -> str:
    return kind_of(row.kind, row.source_type, row.reason)


async def _description(row: Any, info: Info) -> str:
    locale, charge = info.context.locale, await _charge(row, info)
    return line_text(_kind(row), called(charge, locale) if charge is not None else None, locale)


async def _money(row: Any, info: Info, minor: int) -> Amount:
    lease = await info.context.related(LeasePolicy, row.lease_id)
    assert lease is not None, "whoever sees a line sees its lease"
    return Amount(minor, lease.currency)


async def _amount(row: Any, info: Info) -> Amount:
    return await _money(row, info, row.owed_minor)


async def _after(row: Any, info: Info) -> Amount:
    async def load(ids: list[UUID]) -> list[int]:
        found = await owed_after(ids)
        return [found[id] for id in ids]

    return await _money(row, info, await info.context.loader("owed_after", load).load(row.id))


@strawberry.type(description="What the viewer may do with a line, as far as it still stands.")
class LedgerLineViewerCan:
    """Booleans, so that clients need not guess."""

    reverse: bool = column("Take the credit, waiver or write-off back that it is.")


async def _can(row: Any, info: Info) -> LedgerLineViewerCan:
    if row.source_type != "credit" or row.kind not in (E.CREDIT, E.WRITE_OFF):
        return LedgerLineViewerCan(reverse=False)
    credit = await info.context.related(CreditPolicy, row.source_id)
    lease = await info.context.related(LeasePolicy, row.lease_id)
    is_over = lease is None or lease.status == LeaseStatus.CLOSED
    stands = credit is not None and credit.credited_minor > 0 and not is_over
    allowed = stands and CreditPolicy.may(info.context.viewer, CreditPolicy.change, Subject(credit))
    return LedgerLineViewerCan(reverse=allowed)


async def _find(context: Context, id: UUID) -> Any:
    row = await context.related(JournalEntryPolicy, id)
    # What only moved money within the house, such as a provider's fee, is no line of anybody's account.
    return row if row is not None and row.owed_minor else None


@strawberry.type(description="One posted line of a lease's account; never changed, only reversed.")
@tied(JournalEntry.row, _find)
class LedgerLine(Node):
    """Shows a `journal_entry` row that changed what its lease owes."""

    kind: LedgerLineKind = computed(lambda row: KINDS[row.kind], "What it is.")
    description: str = call(_description, "Text for people.", LOCALE)
    amount: Money = call(_amount, "Positive adds to the debt, negative lowers it.", GRANTS)
    balance_after: Money = call(_after, "What the lease owed just after it.", GRANTS)
    effective_on: date = column("Accounting day at the property.")
    posted_at: datetime = column("When it was written.")
    explanation: Explanation = call(_explanation, "Why it exists.", GRANTS)
    lease: Annotated["Lease", strawberry.lazy("app.schema.leases.shapes")] | None = relation(
        LeasePolicy, "lease_id", "Whose account."
    )
    charge: Annotated["Charge", strawberry.lazy("app.schema.charges.shapes")] | None = call(
        _charge, "The charge behind it.", ANSWERS
    )
    payment: Annotated["Payment", strawberry.lazy("app.schema.payments")] | None = call(
        _payment, "The payment behind it.", ANSWERS
    )
    reverses: Annotated["LedgerLine", strawberry.lazy("app.schema.lines")] | None = relation(
        JournalEntryPolicy, "reverses_id", "The line that it takes back."
    )
    viewer_can: LedgerLineViewerCan = call(_can, "What the viewer may do.", PERSON)


def counting(table: str, _: Parameters) -> str:
    """Narrow entries to those that change what their lease owes."""
    return f"{table}.owed_minor <> 0"


@strawberry.input(description="Days from one to another; either end may be open.")
class DateRangeInput:
    """Narrows to days."""

    since: date | None = strawberry.field(default=None, description="First day.")
    until: date | None = strawberry.field(default=None, description="Last day.")

    def of(self, column: str) -> Condition:
        """Return the condition that a column of days lies in the range."""

        def narrow(table: str, sql: Parameters) -> str:
            first, last = self.since or date(1900, 1, 1), self.until or date(2199, 12, 31)
            return f"{table}.{column} BETWEEN {sql.add(first)}::date AND {sql.add(last)}::date"

        return narrow


@strawberry.input(description="Which lines.")
class LedgerLineFilter:
    """Narrows `ledgerLines`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Of this lease.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="Of leases in this property.")
    kinds: list[LedgerLineKind] | None = strawberry.field(default=None, description="Of these kinds.")
    effective_on: DateRangeInput | None = strawberry.field(
        default=None, description="With their accounting day in this range."
    )


@strawberry.input(one_of=True, description="In which order.")
class LedgerLineOrder:
    """Orders `ledgerLines`."""

    effective_on: SortDirection | None = direction("By accounting day.")
    posted_at: SortDirection | None = direction("By when they were written; ascending suits exports.")


def _conditions(filter: LedgerLineFilter | None) -> tuple[Condition, ...]:
    found: list[Condition] = [counting]
    if filter is None:
        return tuple(found)
    if filter.lease_id:
        found.append(equals("lease_id", id_of("Lease", filter.lease_id, ("filter", "leaseId"))))
    if filter.property_id:
        found.append(equals("property_id", id_of("Property", filter.property_id, ("filter", "propertyId"))))
    if filter.kinds is not None:
        found.append(within("kind", [str(kind) for kind, shown in KINDS.items() if shown in filter.kinds]))
    if filter.effective_on is not None:
        found.append(filter.effective_on.of("effective_on"))
    return tuple(found)


ORDERS = {
    "effective_on": Order("effectiveOn", LINE, "bigint"),
    "posted_at": Order("postedAt", "{t}.position", "bigint"),
    "newest": Order("effectiveOn", LINE, "bigint", descending=True),
}


async def ledger_lines(
    info: Info, window: Window, filter: LedgerLineFilter | None = None, order_by: LedgerLineOrder | None = None
) -> Listed:
    """List lines, the newest first unless another order is asked for."""
    return await root_page(
        info, Listing(JournalEntryPolicy, chosen(order_by, ORDERS, "newest"), _conditions(filter)), window
    )
