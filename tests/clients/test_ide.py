"""The IDE: a page without anything from elsewhere, for staff alone in production, with examples that work."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from app.entrypoints.demo import PASSWORD
from app.entrypoints.ide import HERE, ide_routes
from app.entrypoints.ide.examples import opening
from tests.clients.conftest import Server
from tests.support.client import SIGN_IN
from tests.support.server import House

ASSETS = HERE / "assets"
MAX_BYTES = 3_000_000
TABS = opening(demo=True)["tabs"]


async def nobody(_: Request) -> bool:
    return False


async def anybody(_: Request) -> bool:
    return True


def client(mode: str, may: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Starlette(routes=ide_routes(mode, may)))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://ide")


async def test_the_page_is_strict_and_each_has_its_own_nonce() -> None:
    async with client("development", anybody) as opened:
        pages = [await opened.get("/graphiql") for _ in range(2)]
        policies = [page.headers["content-security-policy"] for page in pages]
        assert all(page.status_code == 200 for page in pages)
        assert policies[0] != policies[1]
        assert all("default-src 'none'; script-src 'self';" in policy for policy in policies)
        assert not any("unsafe" in policy or "http" in policy for policy in policies)
        nonce = re.search(r'name="nonce" content="([^"]+)"', pages[0].text)
        assert nonce and f"'nonce-{nonce[1]}'" in policies[0]
        linked = re.findall(r'(?:src|href)="(graphiql/[^"]+)"', pages[0].text)
        assert len(linked) == 2
        for part in linked:
            assert (await opened.get(f"/{part}")).status_code == 200


async def test_whoever_may_not_gets_a_sentence() -> None:
    async with client("production", nobody) as opened:
        page = await opened.get("/graphiql")
        assert (page.status_code, "sign in" in page.text) == (403, True)


async def test_only_the_demo_gives_away_its_people() -> None:
    async with client("production", nobody) as opened:
        settings = (await opened.get("/graphiql/settings.json")).json()
        assert (settings["people"], settings["password"]) == ([], "")
        assert "nordlys" not in json.dumps(settings)
    assert any(one["email"] == "amira@nordlys.example" for one in opening(demo=True)["people"])


def test_the_parts_are_small_and_call_nowhere() -> None:
    parts = sorted(ASSETS.iterdir())
    assert {part.name for part in parts} == {"LICENSES.txt", "ide.css", "ide.js"}
    assert sum(part.stat().st_size for part in parts) < MAX_BYTES
    css = (ASSETS / "ide.css").read_text()
    assert not re.search(r"url\((?!data:|\"data:)", css)
    assert not re.search(r"@import", css)


def test_the_licences_are_noted() -> None:
    noted = (Path(__file__).parents[2] / "docs/third-party.md").read_text()
    wanted = json.loads((HERE / "source/package.json").read_text())["dependencies"]
    assert [name for name in wanted if name != "esbuild" and f"`{name}`" not in noted] == []


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab["query"].split("(")[0].split("{")[0].split()[-1])
def test_the_examples_run_in_the_demo_world(tab: dict[str, str], server: Server) -> None:
    answer = server.ask(tab["query"], **json.loads(tab.get("variables", "{}")))
    if "subscription" in tab["query"]:
        # Valid, and only the wrong door: the tests of the clients follow it over a socket.
        assert "need a stream" in answer["errors"][0]["message"]
        return
    assert "errors" not in answer
    assert all(not one.get("errors") for one in answer["data"].values() if isinstance(one, dict))


def test_in_production_staff_get_it_and_others_do_not(serve: Callable[..., House]) -> None:
    base = (
        serve(TENANTRY_MODE="production", TENANTRY_PASSWORD_COST="full", TENANTRY_PUBLIC_URL="https://portal.example")
        .node()
        .url
    )
    answers = {None: httpx.get(f"{base}/graphiql").status_code}
    for email in ("solveig@nordlys.example", "amira@nordlys.example"):
        signing = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": PASSWORD}}}
        token = httpx.post(f"{base}/graphql", json=signing, timeout=20).json()["data"]["signIn"]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        answers[email] = httpx.get(f"{base}/graphiql", headers=headers).status_code
    assert list(answers.values()) == [403, 200, 403]
