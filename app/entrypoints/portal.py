"""The portal at `/`: the pages that `scripts/portal` has built, served by ourselves."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parents[1] / "portal"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
FRESH = {**SAFE, "Cache-Control": "no-cache"}
FOR_EVER = "public, max-age=31536000, immutable"
MISSING = "The portal is not built yet: run scripts/portal in the clone.\n"
LOOSE = ("first.js", "icon.svg", "manifest.webmanifest", "sw.js")
"""Files whose names stay the same from one version to the next."""

PLACES = (
    *("/", "/tickets", "/messages", "/more", "/settings", "/lease"),
    *("/rent-roll", "/properties", "/units", "/leases", "/people"),
    # Open to everybody; mails lead to the last four.
    *("/forgot-password", "/reset-password", "/confirm-email", "/undo-email", "/invitation"),
)
"""The addresses of pages; everything below them is one too."""


class Assets(StaticFiles):
    """Files with their content in their name: kept by browsers for ever. One that is missing is 404, never the page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Add what browsers should know."""
        response = await super().get_response(path, scope)
        response.headers.update({**SAFE, "Cache-Control": FOR_EVER})
        return response


def portal_routes(folder: Path = FOLDER) -> list[BaseRoute]:
    """Return the page, its parts, and the files beside it."""

    async def page(_: Request) -> Response:
        shell = folder / "index.html"
        if not shell.is_file():
            return PlainTextResponse(MISSING, status_code=503, headers=FRESH)
        return FileResponse(shell, headers={**FRESH, "Content-Security-Policy": POLICY})

    async def loose(request: Request) -> Response:
        found = folder / request.url.path.lstrip("/")
        if not found.is_file():
            raise HTTPException(404)
        return FileResponse(found, headers=FRESH)

    return [
        *(Route(f"/{name}", loose) for name in LOOSE),
        Mount("/assets", Assets(directory=folder / "assets", check_dir=False)),
        *(Route(place, page) for place in PLACES),
        *(Route(f"{place}/{{rest:path}}", page) for place in PLACES if place != "/"),
    ]
