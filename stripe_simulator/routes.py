"""Which handler answers which method and path."""

import re
from collections.abc import Mapping

from stripe_simulator import events
from stripe_simulator.call import Handler
from stripe_simulator.nouns import (
    accounts,
    balance,
    charges,
    customers,
    disputes,
    mandates,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    webhook_endpoints,
)
from stripe_simulator.nouns.fees import retrieve as retrieve_fee

ROUTES: dict[str, Handler] = {
    "POST customers": customers.create,
    "GET customers": customers.list_all,
    "GET customers/{id}": customers.retrieve,
    "POST customers/{id}": customers.update,
    "DELETE customers/{id}": customers.delete,
    "GET customers/{id}/payment_methods": payment_methods.list_of_customer,
    "POST payment_methods": payment_methods.create,
    "GET payment_methods": payment_methods.list_all,
    "GET payment_methods/{id}": payment_methods.retrieve,
    "POST payment_methods/{id}": payment_methods.update,
    "POST payment_methods/{id}/attach": payment_methods.attach,
    "POST payment_methods/{id}/detach": payment_methods.detach,
    "POST payment_intents": payment_intents.create,
    "GET payment_intents": payment_intents.list_all,
    "GET payment_intents/search": payment_intents.search,
    "GET payment_intents/{id}": payment_intents.retrieve,
    "POST payment_intents/{id}": payment_intents.update,
    "POST payment_intents/{id}/confirm": payment_intents.confirm,
    "POST payment_intents/{id}/cancel": payment_intents.cancel,
    "POST payment_intents/{id}/verify_microdeposits": payment_intents.verify,
    "POST setup_intents": setup_intents.create,
    "GET setup_intents": setup_intents.list_all,
    "GET setup_intents/{id}": setup_intents.retrieve,
    "POST setup_intents/{id}": setup_intents.update,
    "POST setup_intents/{id}/confirm": setup_intents.confirm,
    "POST setup_intents/{id}/cancel": setup_intents.cancel,
    "POST setup_intents/{id}/verify_microdeposits": setup_intents.verify,
    "GET mandates/{id}": mandates.retrieve,
    "GET charges": charges.list_all,
    "GET charges/{id}": charges.retrieve,
    "POST charges/{id}": charges.update,
    "POST refunds": refunds.create,
    "GET refunds": refunds.list_all,
    "GET refunds/{id}": refunds.retrieve,
    "POST refunds/{id}": refunds.update,
    "POST refunds/{id}/cancel": refunds.cancel,
    "GET disputes": disputes.list_all,
    "GET disputes/{id}": disputes.retrieve,
    "POST disputes/{id}": disputes.update,
    "POST disputes/{id}/close": disputes.close,
    "GET balance": balance.retrieve,
    "GET balance_transactions": balance.list_all,
    "GET balance_transactions/{id}": balance.retrieve_transaction,
    "GET application_fees/{id}": retrieve_fee,
    "POST payouts": payouts.create,
    "GET payouts": payouts.list_all,
    "GET payouts/{id}": payouts.retrieve,
    "POST payouts/{id}/cancel": payouts.cancel,
    "POST accounts": accounts.create,
    "GET accounts": accounts.list_all,
    "GET accounts/{id}": accounts.retrieve,
    "POST accounts/{id}": accounts.update,
    "GET account": accounts.retrieve,
    "POST account_links": accounts.link,
    "GET events": events.list_all,
    "GET events/{id}": events.retrieve,
    "POST webhook_endpoints": webhook_endpoints.create,
    "GET webhook_endpoints": webhook_endpoints.list_all,
    "GET webhook_endpoints/{id}": webhook_endpoints.retrieve,
    "POST webhook_endpoints/{id}": webhook_endpoints.update,
    "DELETE webhook_endpoints/{id}": webhook_endpoints.delete,
}


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/v1/" + path.replace("{id}", r"(?P<id>[A-Za-z0-9_]{1,255})"))


PATTERNS = [
    (method, _pattern(path), handler)
    for (method, path), handler in ((key.split(" "), one) for key, one in ROUTES.items())
]


def found(method: str, path: str) -> tuple[Handler, Mapping[str, str]] | None:
    """Return the handler of a request and what its path names, or None; the more exact routes come first."""
    for known, pattern, handler in PATTERNS:
        match = pattern.fullmatch(path) if known == method else None
        if match is not None:
            return handler, match.groupdict()
    return None
