"""Stripe through its own library: the only folder that imports it. The same adapter speaks to the simulator."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import quote

from app.integrations.stripe import reading
from app.integrations.stripe.amounts import limits, to_stripe
from app.integrations.stripe.client import MOST_EVENT_PAGES, PAGE, Client, asked
from app.integrations.stripe.port import Hint, Intent, Later, NewPayment, Refunded, Refused, SetUp, To
from app.integrations.stripe.signatures import verify
from app.money import Money

WAYS = {ours: theirs for theirs, ours in reading.KINDS.items()}
EXPANDED = ["payment_method", "latest_charge.balance_transaction"]


class Stripe(Client):
    """Calls at the connected account of a landlord, each within ten seconds, never repeated by itself."""

    async def open_account(self, key: str, name: str, country: str) -> str:
        """Make an account for a landlord; returns what Stripe calls it."""
        params = {
            "type": "standard",
            "country": country,
            "business_profile": {"name": name},
        }
        made = await asked(self.api.accounts.create_async(params, {"idempotency_key": key}))
        return str(made.id)

    async def account_link(self, account: str, back_url: str) -> str:
        """Return an address at which the landlord completes the account."""
        params = {"account": account, "refresh_url": back_url, "return_url": back_url, "type": "account_onboarding"}
        made = await asked(self.api.account_links.create_async(params))
        return str(made.url)

    async def add_customer(self, to: To, name: str, metadata: dict[str, str]) -> str:
        """Make somebody known at an account; returns what Stripe calls them."""
        made = await asked(self.api.customers.create_async({"name": name, "metadata": metadata}, _at(to)))
        return str(made.id)

    async def start(self, to: To, payment: NewPayment) -> Intent:
        """Begin a payment; with a saved method it is charged at once."""
        made = await asked(self.api.payment_intents.create_async(_params(payment), _at(to)))
        return reading.intent(made.to_dict())

    async def cancel(self, to: To, intent_id: str) -> Intent:
        """Stop a payment; one that cannot be stopped any more is returned as it is."""
        try:
            await asked(self.api.payment_intents.cancel_async(intent_id, {}, _at(to)))
        except Refused as refused:
            if refused.code != "payment_intent_unexpected_state":
                raise
        return await self.intent(to.account, intent_id)

    async def intent(self, account: str, intent_id: str, with_refunds: bool = False) -> Intent:
        """Look at a payment, with its charge, movements and objections; refunds that failed only when asked for."""
        at = {"stripe_account": account}
        found = await asked(self.api.payment_intents.retrieve_async(intent_id, {"expand": EXPANDED}, at))
        body = found.to_dict()
        charge = body.get("latest_charge") or {}
        disputes, refunds = [], []
        if charge.get("disputed"):
            listed = await asked(self.api.disputes.list_async({"payment_intent": intent_id, "limit": PAGE}, at))
            disputes = [each.to_dict() for each in listed.data]
        if charge.get("id") and (with_refunds or charge.get("amount_refunded")):
            params = {"payment_intent": intent_id, "limit": PAGE, "expand": reading.REFUND_LISTED}
            listed = await asked(self.api.refunds.list_async(params, at))
            refunds = [each.to_dict() for each in listed.data]
        return reading.intent(body, disputes, refunds)

    async def find(self, account: str, payment_id: str, since: datetime) -> Intent | None:
        """Look for a payment by the id that we gave it."""
        # A list ends after a thousand, and the first of a month has more; where Stripe cannot search, it has to do.
        with suppress(Refused):
            query = {"query": f"metadata['payment_id']:'{payment_id}'", "limit": 1}
            found = await asked(self.api.payment_intents.search_async(query, {"stripe_account": account}))
            if found.data:
                return await self.intent(account, str(found.data[0].id))
        params: dict[str, Any] = {"limit": PAGE, "created": {"gte": int(since.timestamp())}}
        async for body in self.pages(self.api.payment_intents.list_async, params, account):
            if (body.get("metadata") or {}).get("payment_id") == payment_id:
                return await self.intent(account, str(body["id"]))
        return None

    async def refund(self, to: To, intent_id: str, amount: tuple[int, str], metadata: dict[str, str]) -> Refunded:
        """Pay something back."""
        params = {
            "payment_intent": intent_id,
            "amount": to_stripe(*amount),
            "metadata": metadata,
            "expand": reading.REFUND_EXPANDED,
        }
        made = await asked(self.api.refunds.create_async(params, _at(to)))
        return reading.refunded(made.to_dict())

    async def refunded(self, account: str, refund_id: str) -> Refunded:
        """Look at a refund."""
        params = {"expand": reading.REFUND_EXPANDED}
        found = await asked(self.api.refunds.retrieve_async(refund_id, params, {"stripe_account": account}))
        return reading.refunded(found.to_dict())

    async def begin_setup(self, to: To, kind: str, customer: str, metadata: dict[str, str]) -> SetUp:
        """Begin to save a card or an account, to be charged later without the payer."""
        params = {
            "customer": customer,
            "payment_method_types": [WAYS[kind]],
            "usage": "off_session",
            "metadata": metadata,
        }
        made = await asked(self.api.setup_intents.create_async(params, _at(to)))
        return reading.setup(made.to_dict())

    async def setup(self, account: str, setup_id: str) -> SetUp:
        """Look at the saving of a card or an account."""
        params, at = {"expand": ["payment_method"]}, {"stripe_account": account}
        found = await asked(self.api.setup_intents.retrieve_async(setup_id, params, at))
        return reading.setup(found.to_dict())

    async def forget(self, to: To, method_id: str) -> None:
        """Forget a saved card or account; one that is not there any more is forgotten already."""
        try:
            await asked(self.api.payment_methods.detach_async(method_id, {}, _at(to)))
        except Refused as refused:
            if refused.code not in ("resource_missing", "payment_method_not_available", "invalid_request"):
                raise

    async def events(self, account: str, since: datetime) -> AsyncIterator[Hint]:
        """Yield all that happened at an account since a moment, the newest first."""
        params: dict[str, Any] = {"limit": PAGE, "created": {"gte": int(since.timestamp())}}
        seen = 0
        async for body in self.pages(self.api.events.list_async, params, account, MOST_EVENT_PAGES):
            seen += 1
            if (hint := reading.hint({**body, "account": account})) is not None:
                yield hint
        if seen >= PAGE * MOST_EVENT_PAGES:
            raise Later("more has happened than can be read")

    def hint(self, body: bytes, signature: str | None, now: datetime) -> Hint:
        """Return what a webhook tells; raises `Forged` and `Elsewhere`."""
        verify(body, signature, self._keys.webhook_secrets, now)
        return reading.webhook(body, self.is_live)

    def check(self, amount_minor: int, currency: str) -> None:
        """Raise `ValueError` for an amount that Stripe cannot take."""
        to_stripe(amount_minor, currency)
        _, most = limits(currency)
        if amount_minor > most:
            asked_for, limit = (Money(minor, currency).amount for minor in (amount_minor, most))
            raise ValueError(f"At most {limit} {currency} can be paid at once: {asked_for} is more.")

    async def go_to(self, moment: datetime) -> None:
        """Move the simulator's clock ahead; Stripe's own goes as it goes."""
        if self._keys.simulator:
            await self.move_clock(int(moment.timestamp()))

    def page(self, account: str, client_secret: str) -> str | None:
        """Return the simulator's page, where a payer confirms; None for Stripe, whose component is in our own."""
        if not self._keys.simulator:
            return None
        return f"{self._keys.simulator}/pay/{quote(client_secret)}"

    async def greet(self) -> str:
        """Look whether Stripe knows our key; returns the account of the platform."""
        found = await asked(self.api.accounts.retrieve_current_async())
        return str(found.id)


def _at(to: To) -> dict[str, str]:
    return {"stripe_account": to.account, "idempotency_key": to.key}


def _params(payment: NewPayment) -> dict[str, Any]:
    params: dict[str, Any] = {
        "amount": to_stripe(payment.amount_minor, payment.currency),
        "currency": payment.currency.lower(),
        "metadata": payment.metadata,
        "expand": EXPANDED,
    }
    if payment.kind in WAYS:
        params["payment_method_types"] = [WAYS[payment.kind]]
    else:
        params["automatic_payment_methods"] = {"enabled": True}
    if payment.customer is not None:
        params["customer"] = payment.customer
    if payment.platform_fee_minor:
        params["application_fee_amount"] = to_stripe(payment.platform_fee_minor, payment.currency)
    if payment.method is not None:
        params |= {"payment_method": payment.method, "confirm": True}
        if payment.absent:
            params["off_session"] = True
        else:
            params["return_url"] = payment.return_url
        if payment.mandate is not None:
            params["mandate"] = payment.mandate
    return params
