"""The portal at `/`: the pages that `scripts/portal` has built, served by ourselves."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.entrypoints.headers import permissions

FOLDER = Path(__file__).parents[1] / "portal"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:{files}; "
    "connect-src 'self'{files}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types tenantry"
)
"""What a page may load; `files` is where pictures are kept, if that is elsewhere."""
WORKER_POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""The worker that keeps the pages fetches them: what holds for a worker stands on its own file."""
PAYING_POLICY = (
    "default-src 'none'; script-src 'self' {stripe}; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:{files}; connect-src 'self' https://api.stripe.com{files}; "
    "frame-src {stripe} https://hooks.stripe.com; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""On the pages where a card is entered into Stripe's own component, and only where Stripe is paid through: its script
does not know trusted types."""
STRIPE = "https://js.stripe.com https://*.js.stripe.com"
WALLETS = permissions(payment='self "https://js.stripe.com"')
"""The same pages may offer the wallets of the browser, which Stripe's component opens."""
PAY = "/pay/"
"""Below it a payment is confirmed and a card saved; choosing an amount, at `/pay` itself, needs nothing of Stripe."""
LOOPBACK = {"127.0.0.1", "::1"}
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FRESH = {**SAFE, "Cache-Control": "no-cache"}
REFUSED = ("q=0", "q=0.0", "q=0.00", "q=0.000")
SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""In which forms what is text is kept beside itself, by the names that clients give them."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
FOR_EVER = "public, max-age=31536000, immutable"
MISSING = "The portal is not built yet: run scripts/portal in the clone.\n"
LOOSE = ("first.js", "icon.svg", "manifest.webmanifest", "sw.js")
"""Files whose names stay the same from one version to the next."""

PLACES = (
    *("/", "/tickets", "/messages", "/more", "/settings", "/notifications", "/lease", "/pay"),
    *("/balance", "/autopay"),
    *("/rent-roll", "/properties", "/units", "/leases", "/payments", "/people"),
    # Open to everybody; mails lead to four of them, and the server's first words to the last one.
    *("/forgot-password", "/reset-password", "/confirm-email", "/undo-email", "/invitation", "/found"),
)
"""The addresses of pages; everything below them is one too."""


def taken(headers: Headers) -> list[str]:
    """Return in which compressed forms a client takes a file, the smallest first."""
    wanted = (part.partition(";") for part in headers.get("accept-encoding", "").lower().split(","))
    names = {name.strip() for name, _, more in wanted if more.replace(" ", "") not in REFUSED}
    return [encoding for encoding in SUFFIXES if encoding in names]


def type_of(path: str) -> str:
    """Return what a file is; the tables of machines differ on the rarer ones."""
    return TYPES.get(Path(path).suffix, "application/octet-stream")


def squeezed(response: Response, path: str, encoding: str) -> Response:
    """Say of a compressed file what it is before that."""
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Type"] = type_of(path)
    return response


def one_file(path: Path, request: Request, headers: dict[str, str]) -> Response:
    """Return a file as this client takes it."""
    headers = {**headers, "Vary": "Accept-Encoding"}
    for encoding in taken(request.headers):
        small = path.with_name(path.name + SUFFIXES[encoding])
        if small.is_file():
            return squeezed(FileResponse(small, headers=headers), path.name, encoding)
    return FileResponse(path, headers=headers, media_type=type_of(path.name))


class Assets(StaticFiles):
    """Files with their content in their name: kept by browsers for ever. One that is missing is 404, never the page."""

    async def check_config(self) -> None:
        """Look for no folder first: where the portal is not built yet each of its files is missing, and that is 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Add what browsers should know."""
        response = None
        for encoding in taken(Headers(scope=scope)):
            with suppress(HTTPException):
                response = squeezed(await super().get_response(path + SUFFIXES[encoding], scope), path, encoding)
                break
        response = response or await super().get_response(path, scope)
        response.headers.update({**SAFE, "Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"})
        return response


def moved(request: Request, public_url: str) -> str | None:
    """Return where a page asked for by number is to be opened: passkeys and mailed links know `localhost` alone."""
    wanted = urlsplit(public_url)
    if wanted.hostname != "localhost" or request.url.hostname not in LOOPBACK or request.url.port != wanted.port:
        return None
    return public_url + request.url.path + (f"?{request.url.query}" if request.url.query else "")


def portal_routes(
    folder: Path = FOLDER, public_url: str = "", files_origin: str = "", has_elements: bool = False
) -> list[BaseRoute]:
    """Return the page, its parts, and the files beside it.

    `public_url` is the one origin that people use, `files_origin` where browsers get files from if not from here. With
    `has_elements`, cards are entered into Stripe's component on the pages below `/pay`, and nowhere else.
    """
    files = f" {files_origin}" if files_origin else ""
    usual = {**FRESH, "Content-Security-Policy": POLICY.format(files=files)}
    widened = PAYING_POLICY.format(files=files, stripe=STRIPE)
    paying = {**FRESH, "Content-Security-Policy": widened, "Permissions-Policy": WALLETS} if has_elements else usual

    async def page(request: Request) -> Response:
        if (elsewhere := moved(request, public_url)) is not None:
            return RedirectResponse(elsewhere, 307, FRESH)
        shell = folder / "index.html"
        if not shell.is_file():
            return PlainTextResponse(MISSING, status_code=503, headers=FRESH)
        return one_file(shell, request, paying if request.url.path.startswith(PAY) else usual)

    async def loose(request: Request) -> Response:
        found = folder / request.url.path.lstrip("/")
        if not found.is_file():
            raise HTTPException(404)
        own = {"Content-Security-Policy": WORKER_POLICY} if found.name == "sw.js" else {}
        return one_file(found, request, {**FRESH, **own})

    return [
        *(Route(f"/{name}", loose) for name in LOOSE),
        Mount("/assets", Assets(directory=folder / "assets", check_dir=False)),
        *(Route(place, page) for place in PLACES),
        *(Route(f"{place}/{{rest:path}}", page) for place in PLACES if place != "/"),
    ]
