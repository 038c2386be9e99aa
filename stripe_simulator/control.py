"""The control API: what no Stripe has. It moves the clock, orders faults, and says how webhooks travel."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stripe_simulator.call import Call
from stripe_simulator.errors import Refusal, invalid
from stripe_simulator.faults import KINDS, MOST_SECONDS, Fault
from stripe_simulator.nouns import accounts, confirming, disputes, payouts, refunds, setup_intents, webhook_endpoints
from stripe_simulator.shelves import Row
from stripe_simulator.simulator import Simulator

MOST_ADVANCE = 800 * 86_400
Deed = Callable[[Simulator, dict[str, Any], str], Any]


def clock(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Move the clock: `advance` by seconds, or `to` a moment; `frozen` stops or starts it."""
    world = simulator.world
    at = int(_number(given, "to", world.now() + _number(given, "advance", 0)))
    if not 0 <= at - world.now() <= MOST_ADVANCE:
        raise invalid("The clock moves forward only, and at most 800 days at once.", "advance")
    world.set_clock(at, given.get("frozen"))
    return {"now": world.now(), "frozen": world.clock["frozen"] is not None}


def fault(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Order a fault for the next requests; with `clear` true, forget them, and let go who waits."""
    if given.pop("clear", False):
        simulator.faults.clear()
    if given:
        kind = str(given.pop("kind", ""))
        if kind not in KINDS:
            raise invalid(f"kind must be one of {', '.join(KINDS)}", "kind")
        if given.get("when", "before") not in ("before", "after"):
            raise invalid("when must be before or after", "when")
        _number(given, "seconds", 0, MOST_SECONDS), _number(given, "count", 1, 10_000)
        try:
            simulator.faults.waiting.append(Fault(kind, **given))
        except TypeError as error:
            raise invalid("A fault has kind, when, count, method, path, seconds and sticky.") from error
    return {"waiting": [vars(one) for one in simulator.faults.waiting], "happened": simulator.faults.happened}


def rules(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Say how webhooks travel from now on: hold, drop, duplicate, delay, seed."""
    now = simulator.courier.rules
    for name, most in (("drop", 1.0), ("duplicate", 1.0), ("delay", MOST_SECONDS)):
        setattr(now, name, _number(given, name, getattr(now, name), most))
    if given.get("seed") is not None:
        now.seed = int(_number(given, "seed", 0))
        now.lottery.seed(now.seed)
    held, now.hold = now.hold, bool(given.get("hold", now.hold))
    if held and not now.hold:
        simulator.courier.release()
    return {name: getattr(now, name) for name in ("hold", "drop", "duplicate", "delay", "seed")}


def waiting(simulator: Simulator, *_: Any) -> Row:
    """What webhooks wait to be sent, the oldest first, and how many were."""
    rows = [_told(one) for one in simulator.world.shelf("delivery").values()]
    return {"waiting": rows, "counts": simulator.courier.counts}


def _told(delivery: Row) -> Row:
    thing = orjson.loads(delivery["content"])["data"]["object"]
    about = [thing[name] for name in ("id", "payment_intent", "charge") if isinstance(thing.get(name), str)]
    known = {name: delivery[name] for name in ("event", "type", "endpoint")}
    return {**known, "about": about, "held": bool(delivery.get("held"))}


async def deliver(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Deliver events by hand, in the order given, perhaps several times."""
    events = given.get("events")
    if not isinstance(events, list) or len(events) > 1000 or not all(isinstance(one, str) for one in events):
        raise invalid("events is a list of at most 1000 ids", "events")
    return {"delivered": await simulator.courier.deliver(events)}


async def settle(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Wait until no webhook is on its way."""
    return {"settled": await simulator.courier.settled(_number(given, "seconds", 10, MOST_SECONDS))}


def account(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Make a connected account with an id of one's own, or return it."""
    id_ = str(given.get("id", ""))
    if not (id_.startswith("acct_") and id_.replace("_", "").isalnum() and len(id_) <= 60):
        raise invalid("id begins with acct_ and has letters and digits", "id")
    return accounts.made(simulator.world, id_, given)


def endpoint(simulator: Simulator, given: dict[str, Any], _: str) -> Row:
    """Set the webhook endpoint with a secret of one's own, for all accounts; `enabled` false takes it away."""
    if not given.get("enabled", True):
        simulator.world.drop("endpoint", "we_control")
        return {"enabled": False}
    secret = str(given.get("secret", ""))
    if len(secret) < 8:
        raise invalid("secret has at least 8 characters", "secret")
    return webhook_endpoints.made(simulator.world, "we_control", {"url": str(given.get("url", ""))}, secret, None)


def debit(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Let the bank answer a debit now: `fails` with a code, or succeed."""
    intent = _body(simulator, id_, "payment_intent")
    if intent["status"] != "processing":
        raise invalid(f"The payment intent is not processing but {intent['status']}.")
    failure = given.get("fails")
    confirming.answer_debit(simulator.world, intent["latest_charge"], failure and str(failure), failure is None)
    return intent


def returned(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Send the debit of an intent back, after it had arrived, with the code of a bank (R01, AM04, …)."""
    intent = _body(simulator, id_, "payment_intent")
    charge = _body(simulator, str(intent["latest_charge"]), "charge")
    if charge["payment_method_details"]["type"] == "card":
        raise invalid("Cards are disputed; debits are returned.")
    return disputes.take_back(simulator.world, charge, str(given.get("code", "R01")))


def dispute(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Open a dispute of a card's payment, or decide one: by the id of an intent, or of a dispute with `won`."""
    if "won" in given:
        return disputes.decide(simulator.world, _body(simulator, id_, "dispute")["id"], bool(given["won"]))
    intent = _body(simulator, id_, "payment_intent")
    charge = _body(simulator, str(intent["latest_charge"]), "charge")
    return disputes.open_for(simulator.world, charge, str(given.get("reason", "fraudulent")))


def authenticate(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Answer 3-D Secure in the payer's place: `agreed`, or refused."""
    noun = "payment_intent" if id_.startswith("pi_") else "setup_intent"
    intent = _body(simulator, id_, noun)
    call = Call(simulator.world, simulator.world.account_of(id_), {})
    do = confirming.authenticated if noun == "payment_intent" else setup_intents.authenticated
    do(call, intent, bool(given.get("agreed", True)))
    return intent


def refund(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Let a refund arrive now, or fail."""
    body = _body(simulator, id_, "refund")
    refunds.answer(simulator.world, id_, bool(given.get("fails", False)))
    return body


def payout(simulator: Simulator, given: dict[str, Any], id_: str) -> Row:
    """Pay out all that an account has, or let a payout arrive or fail."""
    if id_.startswith("acct_"):
        return {"payouts": payouts.pay_all(simulator.world, id_)}
    body = _body(simulator, id_, "payout")
    payouts.answer(simulator.world, id_, bool(given.get("fails", False)))
    return body


def _body(simulator: Simulator, id_: str, kind: str) -> Row:
    row = simulator.world.shelf("object").get(id_)
    if row is None or row["body"]["object"] != kind:
        raise invalid(f"There is no {kind} {id_[:60]}.")
    body: Row = row["body"]
    return body


def _number(given: dict[str, Any], name: str, default: float, most: float = math.inf) -> float:
    value = given.get(name, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= most:
        raise invalid(f"{name} must be a number from 0 to {most}", name)
    return value


DEEDS: dict[str, Deed] = {
    "clock": clock,
    "faults": fault,
    "webhooks/rules": rules,
    "webhooks": waiting,
    "webhooks/deliver": deliver,
    "webhooks/settle": settle,
    "webhooks/endpoint": endpoint,
    "accounts": account,
    "debits/{id}": debit,
    "returns/{id}": returned,
    "disputes/{id}": dispute,
    "authentications/{id}": authenticate,
    "refunds/{id}": refund,
    "payouts/{id}": payout,
}


def _endpoint(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        simulator: Simulator = request.app.state.simulator
        try:
            text = await request.body()
            given = orjson.loads(text) if text else {}
            if not isinstance(given, dict):
                raise invalid("The body is a JSON object.")
            simulator.world.run_due()
            told = deed(simulator, given, request.path_params.get("id", ""))
            told = await told if asyncio.iscoroutine(told) else told
        except orjson.JSONDecodeError:
            return JSONResponse(invalid("The body is a JSON object.").body(""), 400)
        except Refusal as refusal:
            return JSONResponse(refusal.body(""), refusal.status)
        finally:
            simulator.world.flush()
        return Response(orjson.dumps(told), media_type="application/json")

    return answer


def routes() -> list[Route]:
    """Return the routes of the control API: POST does, and GET of `webhooks`, `clock` and `faults` only tells."""
    told = ("clock", "faults", "webhooks")
    return [
        Route(f"/_simulator/{path}", _endpoint(deed), methods=["GET", "POST"] if path in told else ["POST"])
        for path, deed in DEEDS.items()
    ]
