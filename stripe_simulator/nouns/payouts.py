"""Payouts: what leaves the balance for the account's bank."""

from stripe_simulator import events, money
from stripe_simulator.call import Call, listed
from stripe_simulator.errors import invalid, unexpected_state
from stripe_simulator.forms import Spec, amount, currency, merged, metadata, one_of, text
from stripe_simulator.nouns import balance
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

SPEC: Spec = {
    "amount": amount,
    "currency": currency,
    "description": text,
    "metadata": metadata,
    "method": one_of("standard", "instant"),
    "statement_descriptor": text,
    "destination": text,
    "source_type": text,
}


def create(call: Call) -> Row:
    """Pay out a part of what is available."""
    params = call.params(SPEC, "amount", "currency")
    available = balance.sums(call.world, call.account)["available", params["currency"]]
    if params["amount"] > available:
        message = f"You have insufficient available funds in your Stripe account: {max(0, available)} are available."
        raise invalid(message, "amount", "balance_insufficient")
    body = _made(call.world, call.account, params["amount"], params["currency"], False)
    kept = {name: params[name] for name in ("description", "statement_descriptor") if name in params}
    return call.world.save(body, metadata=merged({}, params.get("metadata")), **kept)


def pay_all(world: World, account: str) -> list[Row]:
    """Pay out all that is available, as the daily payout does, and note which transactions are in it."""
    made = []
    for code in sorted({row["currency"] for row in world.all(account, "balance_transaction")}):
        inside = [
            row
            for row in world.all(account, "balance_transaction")
            if row["currency"] == code
            and row["status"] == "available"
            and row["type"] not in ("payout", "payout_failure")
            and not world.hidden(row["id"]).get("payout")
        ]
        total = balance.sums(world, account)["available", code]
        if total > 0 and sum(row["net"] for row in inside) == total:
            body = _made(world, account, total, code, True)
            for row in inside:
                world.hide(row["id"], payout=body["id"])
            made.append(body)
    return made


def _made(world: World, account: str, total: int, code: str, automatic: bool) -> Row:
    body = {
        "id": world.id("po"),
        "object": "payout",
        "amount": total,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": world.now() + 2 * money.DAY,
        "automatic": automatic,
        "balance_transaction": None,
        "created": world.now(),
        "currency": code,
        "description": "STRIPE PAYOUT",
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }
    world.add(account, body)
    world.save(body, balance_transaction=balance.move(world, "payout", body, -total)["id"])
    events.emit(world, account, "payout.created", body)
    world.later(2 * money.DAY, "payout.answer", payout=body["id"])
    return body


def answer(world: World, payout: str, fails: bool = False) -> None:
    """Let a payout arrive, or come back, which may happen after it had arrived."""
    body = world.shelf("object")[payout]["body"]
    if body["status"] in ("failed", "canceled") or (body["status"] == "paid" and not fails):
        return
    account = world.account_of(payout)
    if not fails:
        world.save(body, status="paid")
        events.emit(world, account, "payout.paid", body)
        return
    moved = balance.move(world, "payout_failure", body, body["amount"], at_once=True)
    world.save(body, status="failed", failure_code="account_closed", failure_balance_transaction=moved["id"],
               failure_message="The bank account has been closed.")  # fmt: skip
    for row in world.all(account, "balance_transaction"):
        if world.hidden(row["id"]).get("payout") == payout:
            world.hide(row["id"], payout=None)
    events.emit(world, account, "payout.failed", body)


def retrieve(call: Call) -> Row:
    """One payout."""
    call.params({})
    return call.own("payout")


def cancel(call: Call) -> Row:
    """Stop a payout that has not left yet."""
    call.params({})
    body = call.own("payout")
    if body["status"] != "pending":
        raise unexpected_state("payout", body["status"], "cancel")
    moved = balance.move(call.world, "payout_cancel", body, body["amount"], at_once=True)
    call.world.save(body, status="canceled", failure_balance_transaction=moved["id"])
    events.emit(call.world, call.account, "payout.canceled", body)
    return body


def list_all(call: Call) -> Row:
    """The account's payouts."""
    return listed(call, "payout", "/v1/payouts", "status")
