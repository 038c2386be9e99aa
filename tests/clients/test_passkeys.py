"""Passkeys in a browser: Chromium's own virtual authenticator against a running server, on an origin of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from app.entrypoints.demo import PASSWORD
from tests.support.server import House

EMAIL = "ingrid@nordlys.example"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
AUTHENTICATOR = {
    **{"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True},
    **{"isUserVerified": True, "automaticPresenceSimulation": True},
}
ASK = """async ([query, variables]) => {
    const answer = await fetch("/graphql", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({query, variables}),
    });
    return await answer.json();
}"""
CREATE = """async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({publicKey})).toJSON();
}"""
GET = """async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({publicKey})).toJSON();
}"""


@pytest.fixture
def page(serve: Callable[..., House]) -> Iterator[Page]:
    """An empty page of the server's public origin, in a browser with an authenticator built in."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium, and CI demands one")
        pytest.skip("no Chromium on this machine: apt install chromium")
    origin = f"http://localhost:{serve().node().port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page()
        page.route(f"{origin}/empty", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto(f"{origin}/empty")
        yield page
        browser.close()


def authenticator(page: Page, **how: Any) -> tuple[Any, str]:
    """Plug an authenticator in; returns what talks to it, and its id."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    added = wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **how}})
    return wire, added["authenticatorId"]


def ask(page: Page, field: str, selection: str, **input: Any) -> dict[str, Any]:
    """Run a mutation from the page, with the cookies that it has."""
    kind = f"{field[0].upper()}{field[1:]}Input"
    head, argument = (f"mutation ($input: {kind}!)", "(input: $input)") if input else ("mutation", "")
    query = f"{head} {{ {field}{argument} {{ {selection} errors {{ code message }} }} }}"
    answer = page.evaluate(ASK, [query, {"input": input} if input else {}])
    assert "errors" not in answer, answer
    payload: dict[str, Any] = answer["data"][field]
    return payload


def sign_in(page: Page) -> None:
    """Show the password; the session is in a cookie then."""
    done = ask(page, "signIn", "token nextStep deviceToken", email=EMAIL, password=PASSWORD)
    assert done == {"token": None, "nextStep": None, "deviceToken": None, "errors": []}
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies.keys() == {"__Host-tenantry", "__Host-tenantry-device"}
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in cookies.values())


def register(page: Page) -> dict[str, Any]:
    """Make a passkey and hand it in."""
    made = page.evaluate(CREATE, ask(page, "beginPasskey", "options")["options"])
    return ask(page, "finishPasskey", "token recoveryCodes", passkey=made, name="This computer")


def test_a_browser_signs_in_without_a_password(page: Page) -> None:
    wire, id = authenticator(page)
    sign_in(page)
    done = register(page)
    assert done["errors"] == [] and len(done["recoveryCodes"]) == 10 and done["token"] is None
    (held,) = wire.send("WebAuthn.getCredentials", {"authenticatorId": id})["credentials"]
    assert (held["isResidentCredential"], held["rpId"]) == (True, "localhost")
    assert ask(page, "signOut", "eventCursor")["errors"] == []

    def prove(purpose: str) -> Any:
        return page.evaluate(GET, ask(page, "beginPasskeyProof", "options", purpose=purpose)["options"])

    shown = prove("SIGN_IN")
    entered = ask(page, "signInWithPasskey", "nextStep viewer { email organization { id } }", passkey=shown)
    assert entered["viewer"]["email"] == EMAIL and entered["viewer"]["organization"] and entered["nextStep"] is None
    again = ask(page, "signInWithPasskey", "viewer { email }", passkey=shown)
    assert [error["code"] for error in again["errors"]] == ["UNAUTHENTICATED"]
    pending = ask(page, "signIn", "nextStep secondFactors", email=EMAIL, password=PASSWORD)
    assert (pending["nextStep"], pending["secondFactors"]) == ("SECOND_FACTOR", ["PASSKEY", "RECOVERY_CODE"])
    assert ask(page, "completeSignIn", "nextStep", passkey=prove("CONFIRM"))["errors"] == []
    assert ask(page, "stepUp", "freshUntil", passkey=prove("CONFIRM"))["errors"] == []
    (used,) = wire.send("WebAuthn.getCredentials", {"authenticatorId": id})["credentials"]
    assert used["signCount"] > held["signCount"]


def test_an_authenticator_that_verifies_nobody_is_refused(page: Page) -> None:
    authenticator(page, hasUserVerification=False, isUserVerified=False, hasResidentKey=False)
    sign_in(page)
    options = ask(page, "beginPasskey", "options")["options"]
    with pytest.raises(Exception, match="NotAllowedError"):
        page.evaluate(CREATE, options)
    options["authenticatorSelection"] = {"userVerification": "discouraged", "residentKey": "discouraged"}
    lax = page.evaluate(CREATE, options)
    refused = ask(page, "finishPasskey", "token", passkey=lax, name="Nobody")
    assert [error["code"] for error in refused["errors"]] == ["UNAUTHENTICATED"]
