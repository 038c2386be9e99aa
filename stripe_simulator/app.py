"""The ASGI application: the API, the payment page, and the control API."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from stripe_simulator import control, page, paying
from stripe_simulator.answering import Answer, Request, answer, headers_of, keep, key_in_use, refused
from stripe_simulator.errors import invalid
from stripe_simulator.faults import Fault
from stripe_simulator.languages import chosen
from stripe_simulator.money import DAY
from stripe_simulator.simulator import Simulator
from stripe_simulator.store import File

MOST_BYTES = 1_000_000
MOST_SHOWN = 50
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Cut(Response):
    """No answer: the connection ends after a promise that is not kept."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def api(http: HttpRequest) -> Response:
    """Answer a request of Stripe's API, with the fault that is ordered for it, if there is one."""
    simulator: Simulator = http.app.state.simulator
    content = await http.body()
    text = content.decode("utf-8", "replace") if http.method == "POST" else http.url.query
    base = f"{http.url.scheme}://{http.url.netloc}"
    request = Request(f"req_{secrets.token_hex(7)}", http.method, http.url.path, http.headers, text, base)
    if len(content) > MOST_BYTES:
        return _response(request, refused(request, invalid("The request is too large.")))
    running = f"{request.account}/{request.key}"
    if request.key and running in simulator.running:
        return _response(request, refused(request, key_in_use(request)))
    if request.key:
        simulator.running.add(running)
    try:
        return await _answered(simulator, request)
    finally:
        simulator.running.discard(running)


async def _answered(simulator: Simulator, request: Request) -> Response:
    fault = simulator.faults.next_for(request.method, request.path)
    if fault is None:
        return _response(request, answer(simulator.world, request))
    if fault.kind == "slow":
        await simulator.faults.hold(fault.seconds)
        return _response(request, answer(simulator.world, request))
    if fault.when == "after":
        answer(simulator.world, request)
    return await _faulty(simulator, request, fault)


async def _faulty(simulator: Simulator, request: Request, fault: Fault) -> Response:
    if fault.kind == "timeout":
        with contextlib.suppress(asyncio.CancelledError):  # the end of the simulator
            await simulator.faults.hold(fault.seconds)
    if fault.kind in ("timeout", "cut"):
        return Cut()
    wrong = refused(request, fault.refusal())
    if fault.sticky:
        keep(simulator.world, request, wrong)
        simulator.world.flush()
    return _response(request, wrong)


def _response(request: Request, answered: Answer) -> Response:
    return Response(answered.content, answered.status, headers_of(request, answered))


async def pay(http: HttpRequest) -> Response:
    """Show the payment page, or do what was entered on it and send the person back."""
    simulator: Simulator = http.app.state.simulator
    simulator.world.run_due()
    intent = paying.intent_of(simulator.world, http.path_params["secret"])
    accepted = http.headers.get("accept-language")
    if intent is None:
        return HTMLResponse(page.not_found(chosen(accepted)), 404, SAFE)
    asked = http.query_params
    if http.method == "GET":
        paying.remember_visitor(simulator.world, intent, asked.get("return_url"), asked.get("locale"))
    language = chosen(simulator.world.hidden(intent["id"]).get("locale"), accepted)
    if http.method == "GET":
        return HTMLResponse(page.page(intent, language, back=paying.way_back(simulator.world, intent)), headers=SAFE)
    text = (await http.body())[:MOST_BYTES].decode("utf-8", "replace")
    wrong = paying.enter(simulator.world, intent, dict(parse_qsl(text)), str(http.base_url).rstrip("/"))
    back = paying.way_back(simulator.world, intent)
    if wrong:
        return HTMLResponse(page.page(intent, language, wrong, back), 402, SAFE)
    if back is not None and intent["status"] in ("succeeded", "processing"):
        return RedirectResponse(back, 303, SAFE)
    return RedirectResponse(http.url.path, 303, SAFE)


async def home(http: HttpRequest) -> Response:
    """Show what was asked for lately, or let a day pass."""
    world = http.app.state.simulator.world
    if http.method == "POST":
        world.set_clock(world.now() + DAY)
        world.flush()
        return RedirectResponse("/", 303, SAFE)
    world.run_due()
    clock = time.strftime("%Y-%m-%d %H:%M", time.gmtime(world.now()))
    return HTMLResponse(page.home(world.latest("payment_intent", MOST_SHOWN), clock), headers=SAFE)


def create_app(kept_in: Path | None = None) -> Starlette:
    """Return the application; with a file, everything survives a restart."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.simulator = Simulator(File(kept_in) if kept_in else None)
        try:
            yield
        finally:
            await app.state.simulator.close()

    routes = [
        *control.routes(),
        Route("/pay/{secret}", pay, methods=["GET", "POST"]),
        Route("/", home, methods=["GET", "POST"]),
        Route("/{path:path}", api, methods=["GET", "POST", "DELETE", "PUT", "PATCH"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
