"""Plain files that anyone may fetch: the schema, for reviews and code generators."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route


def schema_routes(sdl: str) -> list[BaseRoute]:
    """Return `/schema.graphql`."""

    async def schema(_: Request) -> PlainTextResponse:
        return PlainTextResponse(sdl, headers={"X-Content-Type-Options": "nosniff"})

    return [Route("/schema.graphql", schema)]
