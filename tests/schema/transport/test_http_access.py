"""Who may call over HTTP, from which page, and with which cookie."""

import httpx
import pytest

from tests.schema.conftest import ToyServer
from tests.schema.toy import ADA
from tests.schema.transport.asking import ask, code


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://{own}", 200),
        ("HTTP://{own}", 200),
        ("https://partner.example", 200),
        ("https://{own}", 403),
        ("http://{own}.evil.example", 403),
        ("http://evil.example", 403),
        ("https://partner.example.evil.example", 403),
        ("https://partner.example:444", 403),
        ("http://partner.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_foreign_pages_are_refused(client: httpx.Client, server: ToyServer, origin: str | None, status: int) -> None:
    headers = {} if origin is None else {"Origin": origin.format(own=server.address)}
    assert ask(client, "{ hello }", **headers).status_code == status


def test_listed_pages_may_read_answers_but_never_with_cookies(client: httpx.Client) -> None:
    page = {"Origin": "https://partner.example"}
    preflight = client.options("/graphql", headers={**page, "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://partner.example"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    answer = ask(client, "{ who }", Cookie="__Host-tenantry=ada", **page)
    assert answer.headers["access-control-allow-origin"] == "https://partner.example"
    assert answer.json()["data"] == {"who": "None False"}
    stranger = client.options("/graphql", headers={"Origin": "https://evil.example"})
    assert stranger.status_code == 403
    assert "access-control-allow-origin" not in stranger.headers
    assert "access-control-allow-origin" not in ask(client, "{ hello }").headers


@pytest.mark.parametrize(
    ("headers", "status", "who"),
    [
        ({}, 200, "None"),
        ({"Authorization": "Bearer ada"}, 200, str(ADA)),
        ({"Authorization": "bearer ada"}, 200, str(ADA)),
        ({"Cookie": "__Host-tenantry=ada"}, 200, str(ADA)),
        ({"Cookie": "__Host-tenantry=stale"}, 200, "None"),
        ({"Cookie": '__Host-tenantry="; drop'}, 200, "None"),
        ({"Cookie": "tenantry_session=ada"}, 200, "None"),
        ({"Authorization": "Bearer stale", "Cookie": "__Host-tenantry=ada"}, 401, ""),
        ({"Authorization": "Bearer"}, 401, ""),
        ({"Authorization": "Basic YTpi"}, 401, ""),
        ({"Authorization": "Bearer " + "a" * 600}, 401, ""),
        ({"Authorization": "Bearer a b"}, 401, ""),
        ({"Authorization": ""}, 401, ""),
        ({"Authorization": "Bearer ada", "Tenantry-Organization": "foreign"}, 401, ""),
        ({"Authorization": "Bearer ada", "Tenantry-Organization": "o" * 300}, 401, ""),
    ],
)
def test_knows_who_asks(client: httpx.Client, headers: dict[str, str], status: int, who: str) -> None:
    response = ask(client, "{ who }", **headers)
    assert response.status_code == status
    if status == 200:
        assert response.json()["data"]["who"].split()[0] == who
    else:
        assert code(response) == "UNAUTHENTICATED"
        assert "data" not in response.json()


def test_a_dependency_that_is_away_at_sign_in_is_a_503(client: httpx.Client) -> None:
    response = ask(client, "{ who }", Authorization="Bearer dependency-down")
    assert (response.status_code, code(response), response.headers["retry-after"]) == (503, "UNAVAILABLE", "1")


def test_browsers_get_the_cookie_and_others_the_token(client: httpx.Client, server: ToyServer) -> None:
    page = {"Origin": f"http://{server.address}"}
    other = ask(client, "mutation { signIn { token } }")
    assert other.json()["data"]["signIn"]["token"] == "ada"
    assert "set-cookie" not in other.headers
    browser = ask(client, "mutation { signIn { token } }", Cookie="__Host-tenantry=stale", **page)
    assert browser.json()["data"]["signIn"]["token"] is None
    cookie = browser.headers["set-cookie"]
    assert cookie.startswith("__Host-tenantry=ada; HttpOnly; Max-Age=3") and cookie.endswith(
        "; Path=/; SameSite=lax; Secure"
    )
    gone = ask(client, "mutation { signOut }", **page).headers["set-cookie"]
    assert '__Host-tenantry=""' in gone and "Max-Age=0" in gone
    listed = ask(client, "mutation { signIn { token } }", Origin="https://partner.example")
    assert listed.json()["data"]["signIn"]["token"] == "ada"
    client.cookies.clear()


@pytest.mark.parametrize("path", ["/graphql", "/production/graphql", "/development/graphql", "/demo/graphql"])
def test_only_the_demo_at_loopback_has_a_plain_cookie(client: httpx.Client, server: ToyServer, path: str) -> None:
    for host in (server.address, "tenantry.example"):
        response = ask(client, "mutation { signIn { token } }", path, Origin=f"http://{host}", Host=host)
        cookie = response.headers["set-cookie"]
        plain = path.startswith("/demo") and host == server.address
        assert cookie.startswith("tenantry_session=" if plain else "__Host-tenantry=")
        assert ("Secure" in cookie) is not plain
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    client.cookies.clear()


@pytest.mark.parametrize("host", ["[::1", "a:b:c", "a b", "evil.example, b", "[", "a@b", "\x7f"])
def test_odd_hosts_harm_nobody(client: httpx.Client, host: str) -> None:
    response = ask(client, "{ hello }", Host=host, Origin="http://x")
    assert response.status_code in (400, 403)
    assert ask(client, "{ hello }", Host=host).status_code in (200, 400)
