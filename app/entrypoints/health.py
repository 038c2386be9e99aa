"""Whether the process lives, and whether it can serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from app.auth.doors import door
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import Unavailable
from app.runtime import Runtime

HEADERS = {"Cache-Control": "no-store"}


def health_routes(runtime: Runtime) -> list[BaseRoute]:
    """Return `/livez` and `/readyz`. Without Redis the node is degraded, not down: events come a second later."""

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"}, headers=HEADERS)

    async def ready(_: Request) -> JSONResponse:
        parts = {"postgresql": "up" if await _answers() else "down", "redis": "up" if runtime.bus.is_up else "degraded"}
        fit = parts["postgresql"] == "up"
        body = {"status": "ready" if fit else "not ready", **parts}
        return JSONResponse(body, status_code=200 if fit else 503, headers=HEADERS)

    return [Route("/livez", live), Route("/readyz", ready)]


async def _answers() -> bool:
    try:
        async with reading(Viewer.anonymous()) as scope:
            with door("health"):
                await scope.rows("SELECT 1")
    except Unavailable:
        return False
    return True
