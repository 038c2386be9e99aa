"""Balance and balance transactions: what an account has, and each movement of it with its fees."""

from collections import defaultdict
from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import PAGING, Call, page
from stripe_simulator.forms import text
from stripe_simulator.shelves import Row
from stripe_simulator.world import PLATFORM, World

REPORTED = {"payment": "charge", "payment_refund": "refund", "payment_failure_refund": "refund_failure",
            "refund_failure": "refund_failure", "adjustment": "dispute"}  # fmt: skip


def stripe_fee(amount: int, currency: str, description: str = "Stripe processing fees") -> Row:
    """A fee that Stripe keeps."""
    return {"amount": amount, "application": None, "currency": currency, "description": description,
            "type": "stripe_fee"}  # fmt: skip


def application_fee(amount: int, currency: str) -> Row:
    """A fee that goes to the platform."""
    return {"amount": amount, "application": "ca_tenantry", "currency": currency,
            "description": "Tenantry application fee", "type": "application_fee"}  # fmt: skip


def move(world: World, kind: str, source: Row, amount: int, **more: Any) -> Row:
    """Write a movement of the balance of the account that `source` belongs to, and return it.

    `more` may have `fees`, and `at_once`, when the money need not wait before it can be paid out.
    """
    account = world.account_of(source["id"])
    fees: list[Row] = more.get("fees", [])
    wait = 0 if more.get("at_once") or amount < 0 else money.AVAILABLE_DAYS * money.DAY
    body = {
        "id": world.id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": world.now() + wait,
        "balance_type": "payments",
        "created": world.now(),
        "currency": source["currency"],
        "description": more.get("description"),
        "exchange_rate": None,
        "fee": sum(fee["amount"] for fee in fees),
        "fee_details": fees,
        "net": amount - sum(fee["amount"] for fee in fees),
        "reporting_category": REPORTED.get(kind, kind),
        "source": source["id"],
        "status": "pending" if wait else "available",
        "type": kind,
    }
    world.add(account, body)
    _count(world, account, body, body["net"])
    if wait:
        world.later(wait, "balance.available", transaction=body["id"])
    return body


def become_available(world: World, transaction: str) -> None:
    """Let the money of a transaction be paid out from now on."""
    body = world.shelf("object")[transaction]["body"]
    if body["status"] == "pending":
        account = world.account_of(transaction)
        _count(world, account, body, -body["net"])
        world.save(body, status="available")
        _count(world, account, body, body["net"])
        events.emit(world, account, "balance.available", state(world, account))


def _count(world: World, account: str, transaction: Row, change: int) -> None:
    """Keep the sums up to date: to add everything up for every event would take ever longer."""
    row = world.shelf("balance").get(account, {})
    name = f"{transaction['status']}/{transaction['currency']}"
    world.put("balance", account, {**row, name: row.get(name, 0) + change})


def sums(world: World, account: str) -> dict[tuple[str, str], int]:
    """Return the sums of what is available and pending, by status and currency."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for name, total in world.shelf("balance").get(account, {}).items():
        status, _, code = name.partition("/")
        found[status, code] = total
    return found


def state(world: World, account: str) -> Row:
    """Return the balance of an account."""
    found = sums(world, account)
    currencies = sorted({currency for _, currency in found})

    def amounts(status: str) -> list[Row]:
        return [
            {"amount": found[status, code], "currency": code, "source_types": {"card": found[status, code]}}
            for code in currencies
        ]

    body: Row = {
        "object": "balance",
        "available": amounts("available"),
        "livemode": False,
        "pending": amounts("pending"),
    }
    if account == PLATFORM:
        body["connect_reserved"] = [{"amount": 0, "currency": code} for code in currencies]
    return body


def retrieve(call: Call) -> Row:
    """The balance of the account."""
    call.params({})
    return state(call.world, call.account)


def retrieve_transaction(call: Call) -> Row:
    """One movement."""
    call.params({})
    return call.own("balance_transaction")


def list_all(call: Call) -> Row:
    """The movements of the account: all, of a source, of a type, or those that a payout has paid out."""
    params = call.params({**PAGING, "source": text, "type": text, "payout": text, "currency": text})
    wanted = {name: params[name] for name in ("source", "type", "currency") if params.get(name)}
    payout = params.get("payout")
    rows = [
        row
        for row in reversed(call.world.all(call.account, "balance_transaction"))
        if all(row[name] == value for name, value in wanted.items())
        and (payout is None or call.world.hidden(row["id"]).get("payout") == payout)
    ]
    return page(rows, params, "/v1/balance_transactions")
