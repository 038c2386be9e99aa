"""The headers that every answer carries, whatever made it: a page can do less with it than it might."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For whatever is no page of ours: opened as one, it can load, run and be framed by nothing."""


def permissions(payment: str = "") -> str:
    """Return which powers of the browser a page may use: none but, where it is said for whom, its wallets."""
    return f"camera=(), geolocation=(), microphone=(), payment=({payment})"


ALWAYS = {
    "Content-Security-Policy": STRICT,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissions(),
}
HSTS = "max-age=63072000; includeSubDomains"
STARTS = ("http.response.start", "websocket.http.response.start")


def bare(secure: bool) -> dict[str, str]:
    """Return the headers of an answer that says nothing of itself."""
    return {**ALWAYS, "Cache-Control": "no-store", **({"Strict-Transport-Security": HSTS} if secure else {})}


class Headers:
    """Around the whole application, error pages included. What an answer says of itself is left as it is."""

    def __init__(self, app: ASGIApp, behind_https: bool) -> None:
        self._app = app
        self._behind_https = behind_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete the headers of the answer."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        secure = self._behind_https or scope.get("scheme") in ("https", "wss")

        async def complete(message: Message) -> None:
            if message["type"] in STARTS:
                _complete(MutableHeaders(scope=message), secure)
            await send(message)

        await self._app(scope, receive, complete)


def _complete(headers: MutableHeaders, secure: bool) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    # What has a tag may be kept and asked about again; everything else may hold what is somebody's.
    headers.setdefault("Cache-Control", "no-cache" if "etag" in headers else "no-store")
    if secure:
        headers.setdefault("Strict-Transport-Security", HSTS)
