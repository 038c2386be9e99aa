"""Whether the process lives, and whether it can serve."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from app.entrypoints.pulse import Pulse
from app.models.inspect import Probe
from app.runtime import Runtime

HEADERS = {"Cache-Control": "no-store"}
LATEST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Health:
    """What is looked at: the loop, the database, and whether the process is on its way out."""

    pulse: Pulse
    probe: Probe
    is_draining: Callable[[], bool]


def health_routes(runtime: Runtime, health: Health) -> list[BaseRoute]:
    """Return `/livez` and `/readyz`. Without Redis the node is degraded, not down: events come a second later."""

    async def live(_: Request) -> JSONResponse:
        late = health.pulse.lag_seconds
        alive = late < LATEST_SECONDS
        body = {"status": "alive" if alive else "stuck", "lagSeconds": round(late, 3)}
        return JSONResponse(body, status_code=200 if alive else 503, headers=HEADERS)

    async def ready(_: Request) -> JSONResponse:
        redis = "up" if runtime.bus.is_up else "degraded"
        if health.is_draining():
            return _not_ready({"status": "draining", "redis": redis})
        trouble = await health.probe.trouble()
        body = {"status": "not ready" if trouble else "ready", "postgresql": trouble or "up", "redis": redis}
        return _not_ready(body) if trouble else JSONResponse(body, headers=HEADERS)

    return [Route("/livez", live), Route("/readyz", ready)]


def _not_ready(body: dict[str, str]) -> JSONResponse:
    return JSONResponse(body, status_code=503, headers={**HEADERS, "Retry-After": "1"})
