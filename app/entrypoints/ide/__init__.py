"""The IDE at /graphiql: GraphiQL, built once by `scripts/ide` and served by ourselves, with examples ready to run."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.entrypoints.ide.examples import opening

HERE = Path(__file__).parent
PATH = "/graphiql"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; font-src data:; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

May = Callable[[Request], Awaitable[bool]]


def ide_routes(mode: str, may: May) -> list[BaseRoute]:
    """Return the page, what it opens with, and its parts; `may` says who gets the page."""
    page = (HERE / "page.html").read_text()
    opens_with = opening(demo=mode == "demo")

    async def show(request: Request) -> Response:
        if not await may(request):
            return PlainTextResponse("The IDE is for staff: sign in first.", status_code=403)
        nonce = secrets.token_urlsafe(18)
        headers = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        return Response(page.replace("{nonce}", nonce), media_type="text/html", headers=headers)

    async def settings(_: Request) -> Response:
        return JSONResponse(opens_with)

    return [
        Route(PATH, show),
        Route(f"{PATH}/settings.json", settings),
        Mount(f"{PATH}/assets", StaticFiles(directory=HERE / "assets")),
    ]
