"""What people read about payments: the names of the ways, and why one did not go through."""

from app.integrations.stripe.amounts import limits
from app.money import Money
from app.words import choose, text

WAYS = {
    "CARD": "payment-way-card",
    "SEPA_DEBIT": "payment-way-sepa-debit",
    "ACH_DEBIT": "payment-way-ach-debit",
    "OTHER_ONLINE": "payment-way-other-online",
}
FAILURES = {
    **dict.fromkeys(("card_declined", "generic_decline", "do_not_honor"), "payment-failure-card-declined"),
    **dict.fromkeys(("insufficient_funds", "R01", "AM04"), "payment-failure-insufficient-funds"),
    "expired_card": "payment-failure-expired-card",
    "incorrect_cvc": "payment-failure-incorrect-cvc",
    **dict.fromkeys(
        ("authentication_required", "payment_intent_authentication_failure", "authentication_not_handled"),
        "payment-failure-authentication-required",
    ),
    "processing_error": "payment-failure-processing-error",
    **dict.fromkeys(("account_closed", "R02", "AC04"), "payment-failure-account-closed"),
    **dict.fromkeys(("no_account", "R03", "AC01"), "payment-failure-no-account"),
    **dict.fromkeys(("debit_not_authorized", "R10", "MD01"), "payment-failure-debit-not-authorized"),
    "expired": "payment-failure-expired",
    "no_answer": "payment-failure-no-answer",
    "payment_method_removed": "payment-failure-payment-method-removed",
    "more_than_owed": "payment-failure-more-than-owed",
    "less_than_owed": "payment-failure-less-than-owed",
}
OTHER = "payment-failure-other"
SKIPS = {
    "asked": "autopay-skip-asked",
    "in_flight": "autopay-skip-in-flight",
    "late": "autopay-skip-late",
    "moved_out": "autopay-skip-moved-out",
    "not_begun": "autopay-skip-not-begun",
    "not_charged": "autopay-skip-not-charged",
    "nothing_due": "autopay-skip-nothing-due",
    "not_offered": "autopay-skip-not-offered",
    "payment_method": "autopay-skip-payment-method",
}


def way(method: str, locale: str) -> str:
    """Return the name of a way to pay."""
    return text(choose(locale), WAYS[method])


def failure(code: str, amount: Money, locale: str) -> str:
    """Return what happened and what to do, in the reader's language; an unknown code has plain words too.

    `amount` is what was to be taken, with the fee.
    """
    if code == "amount_not_taken":
        return _not_taken(amount, choose(locale))
    return text(choose(locale), FAILURES.get(code, OTHER))


def skipped(code: str, locale: str) -> str:
    """Return why nothing was paid by a run of a standing order."""
    return text(choose(locale), SKIPS.get(code, "autopay-skip-other"))


def _not_taken(amount: Money, locale: str) -> str:
    """Say which limit an amount is beyond, and what would be taken."""
    asked = amount.formatted(locale)
    try:
        step, most = limits(amount.currency)
    except ValueError:
        return text(locale, "payment-failure-currency-not-taken", currency=amount.currency)
    if amount.minor > most:
        return text(
            locale, "payment-failure-too-much", asked=asked, most=Money(most, amount.currency).formatted(locale)
        )
    if amount.minor % step:
        steps = Money(step, amount.currency).formatted(locale)
        return text(locale, "payment-failure-in-steps", asked=asked, step=steps)
    return text(locale, OTHER)
