"""Every object is of the shape that Stripe's own library declares: no unknown key, none missing, each of its type."""

import types
from collections.abc import Iterator
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import pytest
import stripe

from tests.simulator.conftest import Landlord

CLASSES: dict[str, type] = {
    name: getattr(stripe, made)
    for name, made in {
        "account": "Account", "application_fee": "ApplicationFee", "balance": "Balance",
        "balance_transaction": "BalanceTransaction", "charge": "Charge", "customer": "Customer", "dispute": "Dispute",
        "event": "Event", "mandate": "Mandate", "payment_intent": "PaymentIntent", "payment_method": "PaymentMethod",
        "payout": "Payout", "refund": "Refund", "setup_intent": "SetupIntent", "webhook_endpoint": "WebhookEndpoint",
        "account_link": "AccountLink",
    }.items()
}  # fmt: skip
NOT_EVENTS = {"account_link", "balance_transaction", "event", "mandate", "webhook_endpoint"}


def choices(declared: Any) -> list[Any]:
    """What a declaration allows, with its unions taken apart."""
    if get_origin(declared) in (Union, types.UnionType):
        return [one for part in get_args(declared) for one in choices(part)]
    if isinstance(declared, str):
        declared = ForwardRef(declared)
    if isinstance(declared, ForwardRef):
        return [getattr(stripe, declared.__forward_arg__.rpartition(".")[2], Any)]
    return [declared]


def faults(value: Any, declared: Any, place: str) -> list[str]:
    """Say where a value is not what is declared."""
    allowed = choices(declared)
    if Any in allowed or any(_is_plain(value, one) for one in allowed):
        return []
    if isinstance(value, list):
        (inner,) = [get_args(one)[0] for one in allowed if get_origin(one) is list] or [None]
        each = [f"{place} is a list"] if inner is None else []
        return each or [one for item in value for one in faults(item, inner, f"{place}[]")]
    if isinstance(value, dict):
        tried = [list(_of_class(value, one, place)) for one in allowed if _is_class(one)]
        return min(tried, key=len) if tried else [f"{place} is an object"]
    return [f"{place} is {value!r}, not {declared}"]


def _is_class(declared: Any) -> bool:
    made = get_origin(declared) or declared
    return isinstance(made, type) and issubclass(made, stripe.StripeObject)


def _is_plain(value: Any, declared: Any) -> bool:
    if value is None:
        return declared is type(None)
    if get_origin(declared) is Literal:
        return value in get_args(declared)
    return declared in (str, int, float, bool) and type(value) is declared


def _of_class(value: dict[str, Any], declared: Any, place: str) -> Iterator[str]:
    made = get_origin(declared) or declared
    if made.__name__ == "UntypedStripeObject":
        return
    if made is stripe.ListObject:
        yield from (one for item in value["data"] for one in faults(item, get_args(declared)[0], f"{place}.data"))
        return
    known = {name: kind for base in made.__mro__ for name, kind in getattr(base, "__annotations__", {}).items()}
    for name, kind in known.items():
        if name in value:
            yield from faults(value[name], kind, f"{place}.{name}")
        elif type(None) not in choices(kind) and "ClassVar" not in str(kind) and not name.startswith("_"):
            yield f"{place}.{name} is missing"
    yield from (f"{place}.{name} is unknown" for name in value if name not in known)


async def everything_happens(landlord: Landlord, mandate: dict[str, Any]) -> list[dict[str, Any]]:
    """Let all that can happen do so; returns the objects that no event tells of."""
    api, on, control = landlord.api, landlord.on(), landlord.simulator.control
    address = {"line1": "Storgata 1", "city": "Oslo", "country": "NO"}
    customer = await landlord.customer(address=address, metadata={"person": "7"})
    await api.customers.update_async(customer.id, {"name": "A. Haddad"}, on)
    account = {"payment_method": "pm_usBankAccount_success", "mandate_data": mandate, "confirm": True}
    setup = await api.setup_intents.create_async({"customer": customer.id, **account}, on)
    waiting = await api.setup_intents.create_async(
        {"payment_method": "pm_card_authenticationRequired", "confirm": True, "return_url": "https://x.example/"}, on
    )
    control(f"authentications/{waiting.id}", agreed=False)
    with pytest.raises(stripe.CardError):
        await landlord.pay(payment_method="pm_card_visa_chargeDeclined")
    asked = await landlord.pay(payment_method="pm_card_authenticationRequired", return_url="https://x.example/")
    control(f"authentications/{asked.id}", agreed=False)
    paid = await landlord.pay(customer=customer.id, application_fee_amount=100, metadata={"payment_id": "7"})
    gone = await landlord.pay(confirm=False)
    await api.payment_intents.cancel_async(gone.id, None, on)
    await api.refunds.create_async({"payment_intent": paid.id, "amount": 500, "metadata": {"refund_id": "7"}}, on)
    failing = await landlord.pay(payment_method="pm_card_refundFail")
    await api.refunds.create_async({"payment_intent": failing.id}, on)
    await landlord.pay(payment_method="pm_card_createDispute")
    for number in ("success", "insufficientFunds", "dispute"):
        await landlord.pay(payment_method=f"pm_usBankAccount_{number}", mandate_data=mandate)
    sepa = {"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"},
            "billing_details": {"name": "Jo", "email": "jo@example.com"}}  # fmt: skip
    await landlord.pay(9_000, "eur", payment_method_data=sepa, payment_method=None, mandate_data=mandate)
    landlord.simulator.advance(7)
    (payout,) = control(f"payouts/{landlord.account}")["payouts"][-1:]
    control(f"payouts/{payout['id']}")
    hook = await api.webhook_endpoints.create_async({"url": "http://127.0.0.1:1/", "enabled_events": ["none.such"]})
    await api.webhook_endpoints.delete_async(hook.id)
    link = await api.account_links.create_async({"account": landlord.account, "type": "account_onboarding"})
    moved = await api.balance_transactions.list_async({"limit": 100}, on)
    agreed = await api.mandates.retrieve_async(setup.mandate, None, on)
    state = await api.balance.retrieve_async(None, on)
    charge = await api.charges.retrieve_async((await landlord.intent(paid.id)).latest_charge, None, on)
    fee = await api.application_fees.retrieve_async(charge.application_fee)
    return [one.to_dict() for one in (hook, link, *moved.data, agreed, state, fee)]


async def test_objects_are_what_the_library_declares(landlord: Landlord, mandate: dict[str, Any]) -> None:
    silent = await everything_happens(landlord, mandate)
    page = await landlord.api.events.list_async({"limit": 100}, landlord.on())
    told = [event.to_dict() async for event in page.auto_paging_iter()]
    objects = [*silent, *told, *(event["data"]["object"] for event in told)]
    seen = {one["object"] for one in objects}
    assert seen == set(CLASSES)
    found = {one for body in objects for one in faults(body, CLASSES[body["object"]], body["object"])}
    assert not found, "\n".join(sorted(found))
    declared = get_args(stripe.Event.__annotations__["type"])
    assert {event["type"] for event in told} - set(declared) == set()


def test_a_wrong_shape_is_seen() -> None:
    body = {"object": "balance", "available": [], "pending": [], "livemode": False}
    assert faults(body, stripe.Balance, "b") == []
    assert faults({**body, "more": 1}, stripe.Balance, "b") == ["b.more is unknown"]
    assert faults({**body, "livemode": "no"}, stripe.Balance, "b") != []
    assert faults({"available": [], "pending": [], "livemode": False}, stripe.Balance, "b") == ["b.object is missing"]
    assert faults({**body, "pending": [{"amount": 1}]}, stripe.Balance, "b") == ["b.pending[].currency is missing"]
