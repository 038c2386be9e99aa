"""From a request of the API to its answer: key, account, idempotency, handler."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from stripe_simulator import routes
from stripe_simulator.call import VERSION, Call, rendered
from stripe_simulator.errors import Refusal, invalid, unauthorized
from stripe_simulator.forms import decoded
from stripe_simulator.money import DAY
from stripe_simulator.world import PLATFORM, World

KEYS = ("sk_test_", "rk_test_")
NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
)
MISMATCH = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key "
    "other than '{key}' if you meant to execute a different request."
)
IN_USE = (
    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
    "twice, and the other request is still going through): {key}. Please try again later."
)
MOST_KEYS = 100_000


@dataclass(frozen=True)
class Request:
    """What came over HTTP."""

    id: str
    method: str
    path: str
    headers: Mapping[str, str]
    """By names in lower case."""
    text: str
    """The query of a GET or DELETE, and the body of a POST."""
    base: str

    @property
    def key(self) -> str | None:
        """The idempotency key; only a POST has one that counts."""
        return (self.headers.get("idempotency-key") or None) if self.method == "POST" else None

    @property
    def account(self) -> str:
        """The account that it is for."""
        return self.headers.get("stripe-account") or PLATFORM

    @property
    def print(self) -> str:
        """A short form of what is asked for, to tell two requests apart."""
        asked = orjson.dumps([self.method, self.path, decoded(self.text)], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(asked).hexdigest()


@dataclass
class Answer:
    """What goes back."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


def refused(request: Request, refusal: Refusal) -> Answer:
    """Return an error as an answer."""
    more = {"Stripe-Should-Retry": "true"} if refusal.status in (409, 429) else {}
    return Answer(refusal.status, orjson.dumps(refusal.body(request.id)), more)


def key_in_use(request: Request) -> Refusal:
    """The answer to a second request while the first with that key is not answered."""
    message = IN_USE.format(key=request.key)
    return Refusal(409, "idempotency_error", message, code="idempotency_key_in_use")


def answer(world: World, request: Request) -> Answer:
    """Answer a request of the API; what was done under an idempotency key is not done twice."""
    world.run_due()
    try:
        _check_key(request)
        _check_account(world, request)
        return _once(world, request)
    except Refusal as refusal:
        return refused(request, refusal)
    finally:
        world.flush()


def _check_key(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            token = base64.b64decode(token).decode().split(":", 1)[0]
        except (binascii.Error, UnicodeDecodeError):
            token = "?"
    if not token:
        raise unauthorized(NO_KEY)
    if not token.startswith(KEYS):
        raise unauthorized(f"Invalid API Key provided: {token[:8]}***. The simulator takes test keys alone.")


def _check_account(world: World, request: Request) -> None:
    if request.account != PLATFORM and world.find(PLATFORM, request.account, "account") is None:
        message = (
            f"The provided key does not have access to account '{request.account}' (or that account does not exist)."
        )
        raise Refusal(403, "invalid_request_error", message, code="account_invalid")


def _once(world: World, request: Request) -> Answer:
    if request.key is None:
        return _handled(world, request)
    if len(request.key) > 255:
        raise invalid("Idempotency keys have at most 255 characters.")
    name = f"{request.account}/{request.key}"
    there = world.shelf("idempotency").get(name)
    if there is not None and there["at"] > world.now() - DAY:
        if there["print"] != request.print:
            raise Refusal(400, "idempotency_error", MISMATCH.format(key=request.key))
        return Answer(there["status"], there["content"].encode(),
                      {"Idempotent-Replayed": "true", "Original-Request": there["request"]})  # fmt: skip
    answered = _handled(world, request)
    # What was refused before anything was done may be tried again under its key.
    if answered.status < 400 or answered.status in (402, 500):
        keep(world, request, answered)
    return answered


def keep(world: World, request: Request, answered: Answer) -> None:
    """Keep an answer, to be given again to every repetition of the request for a day."""
    if request.key is None:
        return
    name = f"{request.account}/{request.key}"
    world.drop("idempotency", name)
    world.put("idempotency", name, {
        "print": request.print, "status": answered.status, "content": answered.content.decode(),
        "request": request.id, "at": world.now(),
    })  # fmt: skip
    if len(world.shelf("idempotency")) > MOST_KEYS:
        world.drop("idempotency", next(iter(world.shelf("idempotency"))))


def _handled(world: World, request: Request) -> Answer:
    route = routes.found(request.method, request.path)
    if route is None:
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        raise Refusal(404, "invalid_request_error", message)
    handler, path = route
    world.request = {"id": request.id, "idempotency_key": request.key}
    call = Call(world, request.account, decoded(request.text), path, request.base)
    try:
        return Answer(200, rendered(handler(call), call))
    except Refusal as refusal:
        return refused(request, refusal)
    finally:
        world.request = {"id": None, "idempotency_key": None}


def headers_of(request: Request, answered: Answer) -> dict[str, str]:
    """Return the headers of an answer."""
    told = {"Request-Id": request.id, "Stripe-Version": request.headers.get("stripe-version", VERSION)}
    if request.key is not None:
        told["Idempotency-Key"] = request.key
    if request.account != PLATFORM:
        told["Stripe-Account"] = request.account
    return {**told, "Content-Type": "application/json", **answered.headers}
