"""What people read about payments: the names of the ways, and why one did not go through."""

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
}
OTHER = "payment-failure-other"


def way(method: str, locale: str) -> str:
    """Return the name of a way to pay."""
    return text(choose(locale), WAYS[method])


def failure(code: str, locale: str) -> str:
    """Return what happened and what to do, in the reader's language; an unknown code has plain words too."""
    return text(choose(locale), FAILURES.get(code, OTHER))
