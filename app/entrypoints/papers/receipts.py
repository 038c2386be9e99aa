"""The receipt of a payment that came: who paid what, how, and what it settled."""

from typing import Any

from app.auth.doors import door
from app.auth.policies.charges import ChargePolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.scope import current
from app.auth.viewer import Viewer
from app.entrypoints.papers.pages import Page, document, head, headings, row
from app.errors import NotFound
from app.models.papers import Paper
from app.models.payments import RECEIPTED
from app.money import Money
from app.words.books import called, method_text
from app.words.catalogue import text
from app.words.formats import day

SETTLED = """
SELECT charge_id, sum(amount_minor)::bigint AS amount_minor FROM allocation
 WHERE organization_id = $1 AND payment_id = $2 AND undone_by_id IS NULL GROUP BY charge_id ORDER BY charge_id
"""


async def page(house: Viewer, paper: Paper) -> Page:
    """Return the receipt as a page. Raises `NotFound` for a payment that has not come."""
    payment, locale = await PaymentPolicy.fetch(house, paper.subject_id), paper.locale
    if payment.status not in RECEIPTED or payment.effective_on is None:
        raise NotFound("No receipt for a payment that has not come.")
    above = await head(house, payment.lease_id)
    payers = await MemberPolicy.related(house, [payment.payer_id]) if payment.payer_id is not None else {}
    with door("papers.settled"):
        settled = await current().rows(SETTLED, house.organization_id, payment.id)
    charges = await ChargePolicy.related(house, [part["charge_id"] for part in settled])
    facts = [
        *above.facts(locale),
        (text(locale, "receipt-number"), payment.number),
        (text(locale, "receipt-day"), day(payment.effective_on, locale)),
        (text(locale, "receipt-payer"), ", ".join(row.display_name for row in payers.values()) or "–"),
        (text(locale, "receipt-method"), method_text(payment.method, locale)),
        (text(locale, "receipt-amount"), _shown(payment.amount_minor + payment.fee_minor, payment.currency, locale)),
    ]
    lines = []
    for part in settled:
        charge = charges[part["charge_id"]]
        lines.append(
            row(
                [
                    day(charge.due_on, locale),
                    called(charge, locale),
                    _shown(part["amount_minor"], payment.currency, locale),
                ],
                1,
            )
        )
    for word, minor in _rest(payment):
        lines.append(row(["", text(locale, word), _shown(minor, payment.currency, locale)], 1))
    columns = [text(locale, "receipt-due"), text(locale, "receipt-settled"), text(locale, "statement-amount")]
    table = f"<table><thead><tr>{headings(columns, 1)}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    number = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in payment.number)
    return Page(document(locale, text(locale, "receipt-title"), facts, table), f"receipt-{number}")


def _rest(payment: Any) -> list[tuple[str, int]]:
    """Return what of a payment settles no charge, and what it adds up to: all that its payer was charged."""
    parts = {
        "receipt-ahead": payment.credited_minor - payment.allocated_minor,
        "receipt-fee": payment.fee_minor,
        "receipt-refunded": payment.refunded_minor,
    }
    whole = ("receipt-amount", payment.amount_minor + payment.fee_minor)
    return [*((word, minor) for word, minor in parts.items() if minor), whole]


def _shown(minor: int, currency: str, locale: str) -> str:
    return Money(minor, currency).formatted(locale)
