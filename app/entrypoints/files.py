"""`/files/…`: where browsers put and fetch files that are kept in a folder, by addresses that were signed for them."""

from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.integrations.files.folder import FolderFiles, Refused
from app.integrations.files.port import Away, Gone

# What strangers sent runs nothing, loads nothing, and is kept by no cache.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


def file_routes(kept: FolderFiles) -> list[BaseRoute]:
    """Return the one path for both directions."""

    async def fetch(request: Request) -> Response:
        try:
            allowed = kept.opened(request.path_params["token"], "GET")
        except Refused as refused:
            return _refused(str(refused), 403)
        path = kept.path(allowed.key)
        if not path.is_file():
            return _refused("There is nothing here.", 404)
        headers = {**SAFE, "Content-Disposition": allowed.disposition}
        return FileResponse(path, media_type=allowed.content_type, headers=headers)

    async def put(request: Request) -> Response:
        try:
            return await _take(kept, request)
        except Refused as refused:
            return _refused(str(refused), 403)
        except (Away, Gone):
            return _refused("The disk does not take it now.", 503)
        except ClientDisconnect:
            return _refused("It broke off.", 400)

    return [
        Route("/files/{token}", fetch, methods=["GET", "HEAD"]),
        Route("/files/{token}", put, methods=["PUT"]),
    ]


async def _take(kept: FolderFiles, request: Request) -> Response:
    allowed = kept.opened(request.path_params["token"], "PUT")
    given = request.headers
    if given.get("content-type") != allowed.content_type or given.get("content-length") != str(allowed.size):
        raise Refused("Content-Type and Content-Length are those that were announced.")
    await kept.take(allowed, _body(request))
    return Response(status_code=200, headers=SAFE)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


def _refused(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=SAFE)
