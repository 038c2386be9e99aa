"""What Stripe says to people, by code."""

DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}

FAILURES = {
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The bank account could not be located.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
    "invalid_currency": "The bank was unable to process this payment because of its currency.",
    "bank_account_restricted": "The customer's bank account cannot be used with this payment method.",
}
"""Of debits that a bank refuses."""

RETURNS = {
    "R01": "insufficient_funds",
    "R02": "incorrect_account_details",
    "R03": "incorrect_account_details",
    "R04": "incorrect_account_details",
    "R05": "debit_not_authorized",
    "R07": "debit_not_authorized",
    "R08": "customer_initiated",
    "R09": "insufficient_funds",
    "R10": "debit_not_authorized",
    "R11": "debit_not_authorized",
    "R16": "bank_cannot_process",
    "R20": "bank_cannot_process",
    "R29": "debit_not_authorized",
    "AC01": "incorrect_account_details",
    "AC04": "incorrect_account_details",
    "AC06": "bank_cannot_process",
    "AG01": "bank_cannot_process",
    "AM04": "insufficient_funds",
    "MD01": "debit_not_authorized",
    "MD06": "customer_initiated",
    "MD07": "bank_cannot_process",
    "MS02": "customer_initiated",
    "MS03": "bank_cannot_process",
    "SL01": "bank_cannot_process",
}
"""The codes with which banks send a debit back after it had arrived (ACH, then SEPA), and the reason that is told."""
