"""The numbers of Stripe's documentation for tests, and what happens to money that comes from each of them.

Other numbers are refused, so that nobody enters a card of their own.
"""

from dataclasses import dataclass

ROUTING = "110000000"


@dataclass(frozen=True)
class Card:
    """What a card is, and how payments from it end."""

    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    refused: tuple[str, str | None] | None = None
    """Code and decline code of every charge."""
    refused_on_attach: bool = True
    """Whether saving it for later is refused with the same words."""
    challenge: str = "never"
    """When 3-D Secure is asked for: never, unless_set_up, or always."""
    dispute: str | None = None
    """The reason of a dispute that follows each charge."""
    refund: str = "succeeded"
    """How refunds go: succeeded, pending (and then succeeded), or failed (after having succeeded)."""
    available_at_once: bool = False


CARDS = {
    "4242424242424242": Card(),
    "4000056655665556": Card(funding="debit"),
    "5555555555554444": Card("mastercard"),
    "378282246310005": Card("amex"),
    "4000005780000007": Card(country="NO"),
    "4000000000000002": Card(refused=("card_declined", "generic_decline")),
    "4000000000009995": Card(refused=("card_declined", "insufficient_funds")),
    "4000000000009987": Card(refused=("card_declined", "lost_card")),
    "4000000000009979": Card(refused=("card_declined", "stolen_card")),
    "4000000000000069": Card(refused=("expired_card", "expired_card")),
    "4000000000000127": Card(refused=("incorrect_cvc", "incorrect_cvc")),
    "4000000000000119": Card(refused=("processing_error", "processing_error")),
    "4000000000000341": Card(refused=("card_declined", "generic_decline"), refused_on_attach=False),
    "4000002500003155": Card(challenge="unless_set_up"),
    "4000002760003184": Card(challenge="always"),
    "4000000000003220": Card(challenge="always"),
    "4000008260003178": Card(
        challenge="always", refused=("card_declined", "insufficient_funds"), refused_on_attach=False
    ),
    "4000000000000259": Card(dispute="fraudulent"),
    "4000000000002685": Card(dispute="product_not_received"),
    "4000000000000077": Card(available_at_once=True),
    "4000000000007726": Card(refund="pending"),
    "4000000000005126": Card(refund="failed"),
}

CARD_TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_no": "4000005780000007",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}


@dataclass(frozen=True)
class Bank:
    """How a debit from an account ends."""

    fails: str | None = None
    """The failure code with which the bank refuses it."""
    seconds: int | None = None
    """After how many simulated seconds; None: as many days as debits usually take."""
    dispute: str | None = None
    """The reason for which the money is taken back after it has arrived."""
    silent: bool = False
    """The bank never answers by itself."""


THREE_MINUTES = 180

IBANS = {
    "AT611904300234573201": Bank(),
    "AT321904300235473204": Bank(seconds=THREE_MINUTES),
    "AT861904300235473202": Bank(fails="insufficient_funds"),
    "AT051904300235473205": Bank(fails="insufficient_funds", seconds=THREE_MINUTES),
    "AT591904300235473203": Bank(dispute="debit_not_authorized"),
    "DE89370400440532013000": Bank(),
    "DE62370400440532013001": Bank(fails="insufficient_funds"),
    "DE35370400440532013002": Bank(dispute="debit_not_authorized"),
    "FR1420041010050500013M02606": Bank(),
    "NL39RABO0300065264": Bank(),
    "NO9386011117947": Bank(),
}

IBAN_EXAMPLES = {
    "AT611904300234573201": "the debit succeeds",
    "AT321904300235473204": "succeeds after three minutes",
    "AT861904300235473202": "fails",
    "AT051904300235473205": "fails after three minutes",
    "AT591904300235473203": "succeeds, and is then taken back",
}

ACCOUNTS = {
    "000123456789": Bank(),
    "000111111113": Bank(fails="account_closed"),
    "000111111116": Bank(fails="no_account"),
    "000222222227": Bank(fails="insufficient_funds"),
    "000333333335": Bank(fails="debit_not_authorized"),
    "000444444440": Bank(fails="invalid_currency"),
    "000555555559": Bank(dispute="debit_not_authorized"),
    "000000000009": Bank(silent=True),
}

ACCOUNT_TOKENS = {
    "pm_usBankAccount_success": "000123456789",
    "pm_usBankAccount_accountClosed": "000111111113",
    "pm_usBankAccount_noAccount": "000111111116",
    "pm_usBankAccount_insufficientFunds": "000222222227",
    "pm_usBankAccount_debitNotAuthorized": "000333333335",
    "pm_usBankAccount_invalidCurrency": "000444444440",
    "pm_usBankAccount_dispute": "000555555559",
    "pm_usBankAccount_processing": "000000000009",
}


def iban_is_valid(iban: str) -> bool:
    """Say whether the check digits of an IBAN are right."""
    if not (15 <= len(iban) <= 34 and iban.isascii() and iban.isalnum() and iban[:2].isalpha() and iban[2:4].isdigit()):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def luhn(number: str) -> bool:
    """Say whether the check digit of a card's number is right."""
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
