"""The IDE in a real browser, under its strict policy: it works, and nothing is refused or loaded from elsewhere."""

import shutil

import httpx
from playwright.sync_api import sync_playwright

from tests.clients.conftest import ADMIN, Server
from tests.support.client import SIGN_IN

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def test_the_ide_runs_an_operation_under_the_strict_policy(server: Server) -> None:
    base = server.url.removesuffix("/graphql")
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert executable, "these tests need a Chromium"
    said: list[str] = []
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            page = browser.new_page()
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{base}/graphiql")
            page.wait_for_selector(".graphiql-execute-button, button[aria-label*='Execute']", timeout=20_000)
            blocked = page.evaluate(
                """() => new Promise(done => {
                    addEventListener('securitypolicyviolation', event => done(event.effectiveDirective))
                    const script = document.createElement('script'); script.text = 'window.ran = 1'
                    document.head.append(script); setTimeout(() => done(window.ran ? 'ran' : 'nothing'), 2000) })"""
            )
            assert blocked.startswith("script-src")
        finally:
            browser.close()
    assert [words for words in said if "window.ran" not in words and "inline script" not in words] == []
    assert all(url.startswith((base, "data:", "blob:")) for url in asked), asked


def test_signing_out_clears_what_the_browser_kept(server: Server) -> None:
    origin = server.url.removesuffix("/graphql")
    variables = {"input": {"email": ADMIN, "password": server.password}}
    with httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=20) as browser:
        signed_in = browser.post("/graphql", json={"query": SIGN_IN, "variables": variables})
        assert signed_in.json()["data"]["signIn"]["token"] is None and browser.cookies
        assert "Clear-Site-Data" not in signed_in.headers
        signed_out = browser.post("/graphql", json={"query": "mutation { signOut { errors { code } } }"})
        assert signed_out.json() == {"data": {"signOut": {"errors": []}}, **_cost(signed_out)}
        assert signed_out.headers["Clear-Site-Data"] == '"cache", "storage"'
        # The device stays known: guesses at the password from elsewhere must not lock its owner out.
        assert [name for name in browser.cookies if "device" not in name] == []


def _cost(answer: httpx.Response) -> dict[str, object]:
    return {"extensions": answer.json()["extensions"]}
