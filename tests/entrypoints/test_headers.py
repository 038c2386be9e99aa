"""Every answer of every route carries the headers that keep a browser from doing more than it must."""

import re
from dataclasses import replace

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from app.entrypoints.files import SAFE as OF_FILES
from app.entrypoints.headers import ALWAYS, HSTS, STRICT
from app.entrypoints.portal import LOOSE, PLACES, POLICY, WORKER_POLICY
from app.main import build
from app.settings import Settings

PORTAL = POLICY.format(files="")
PAGES = {"/graphiql", "/dev/mail", *PLACES, *(f"{place}/more" for place in PLACES if place != "/")}
PUBLIC = {"/graphiql/assets/ide.js", "/assets/ide.js", *(f"/{name}" for name in LOOSE), *PAGES} - {
    "/graphiql",
    "/dev/mail",
}
"""What is the same for everybody, and so may be kept: the parts of pages, and the page of the portal."""

OUTSIDE = ("/nowhere", "/graphiql/assets/nothing.js", "/livez/more")


def paths(routes: list[BaseRoute]) -> set[str]:
    """Every address that the application knows."""
    found = set()
    for route in routes:
        assert isinstance(route, Route | Mount | WebSocketRoute), route
        found.add(f"{route.path}/ide.js" if isinstance(route, Mount) else route.path.replace("{rest:path}", "more"))
    return found


@pytest.mark.parametrize("mode", ["test", "demo", "production"])
async def test_every_route_answers_with_them(settings: Settings, mode: str) -> None:
    application = build(replace(settings, mode=mode, public_url="https://portal.example"))
    known = paths(application.routes)
    assert {"/graphql", "/livez", "/readyz", "/graphiql", "/graphiql/assets/ide.js"} <= known
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        for path in (*sorted(known), *OUTSIDE):
            for method in ("GET", "POST", "OPTIONS", "PUT"):
                answer = await client.request(method, path)
                for name, value in ALWAYS.items():
                    if name != "Content-Security-Policy":
                        assert answer.headers[name] == value, (method, path)
                policy = answer.headers["Content-Security-Policy"]
                for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                    assert part in policy, (method, path)
                assert "unsafe" not in policy and "*" not in policy and "http" not in policy
                if path in ("/files/{token}", "/papers/{organization}/{token}"):
                    assert policy in (STRICT, OF_FILES["Content-Security-Policy"])
                    continue
                if path == "/sw.js" and method == "GET":
                    assert policy in (STRICT, WORKER_POLICY)
                    continue
                assert policy in (STRICT, PORTAL) or re.search(r"'nonce-[\w-]{24}'", policy), path
                assert policy == STRICT or path in PAGES, path
                kept = answer.headers["Cache-Control"]
                assert kept == "no-store" or (method == "GET" and path in PUBLIC), (method, path, kept)
                assert answer.headers["Strict-Transport-Security"] == HSTS
                assert answer.headers.get("Access-Control-Allow-Origin") is None
                kind = answer.headers.get("content-type", "")
                named = "charset=utf-8" in kind or "json" in kind or kind.startswith("image/")
                assert not answer.content or named, (method, path, kind)


async def test_an_answer_that_fails_inside_has_them_too(settings: Settings) -> None:
    application = build(settings)

    async def fails(_: object) -> None:
        raise RuntimeError("inside")

    application.router.routes.insert(0, Route("/fails", fails))
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.get("/fails")
    assert answer.status_code == 500 and "inside" not in answer.text
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert "Strict-Transport-Security" not in answer.headers, "not said over plain http at home"
