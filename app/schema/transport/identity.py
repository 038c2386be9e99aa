"""Who is at the door: the token in a header or a cookie, and the cookie that a browser is given."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app import clock
from app.auth.credentials import Authenticator, Carrier, Credentials
from app.auth.viewer import Viewer
from app.errors import Unauthenticated
from app.schema.arrival import Arrival, SessionCookie
from app.schema.transport.origins import Origin

TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,512}")
ORGANIZATION_HEADER = "tenantry-organization"
MAX_ORGANIZATION_LENGTH = 200
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class CookieStyle:
    """How the cookies of the session and of the device are called, and whether they are bound to https."""

    name: str
    device_name: str
    secure: bool


STRICT = CookieStyle("__Host-tenantry", "__Host-tenantry-device", secure=True)
LOOPBACK_DEMO = CookieStyle("tenantry_session", "tenantry_device", secure=False)


def cookie_style(mode: str, hostname: str | None) -> CookieStyle:
    """Return the strict cookie, except in the demo at a loopback address, where there is no https."""
    return LOOPBACK_DEMO if mode == "demo" and hostname in LOOPBACK else STRICT


def credentials_of(connection: HTTPConnection, mode: str, origin: Origin) -> Credentials | None:
    """Return what the client shows; a header wins and the cookie is then ignored. Raises `Unauthenticated`.

    A cookie counts only from our own pages or from no page: a listed foreign page has to bring a token.
    """
    organization = organization_of(connection.headers)
    if "authorization" in connection.headers:
        return Credentials(bearer_of(connection.headers), Carrier.BEARER, organization, address_of(connection))
    token = connection.cookies.get(cookie_style(mode, hostname_of(connection)).name)
    if token and TOKEN.fullmatch(token) and origin in (Origin.OWN, Origin.ABSENT):
        return Credentials(token, Carrier.COOKIE, organization)
    return None


async def viewer_of(authenticator: Authenticator, credentials: Credentials | None) -> Viewer:
    """Return the viewer; raises `Unauthenticated` for a bad token, while a stale cookie is nobody.

    The browser sends the cookie by itself, also with the request that signs in again.
    """
    if credentials is None:
        return Viewer.anonymous()
    try:
        return await authenticator.authenticate(credentials)
    except Unauthenticated:
        if credentials.carrier is Carrier.BEARER:
            raise
        return Viewer.anonymous()


def address_of(connection: HTTPConnection) -> str | None:
    """Return the address of the client, as far as our proxies say."""
    return connection.client.host if connection.client else None


def bearer_of(headers: Headers) -> str:
    """Return the token of the one `Authorization: Bearer` header; raises `Unauthenticated`."""
    values = headers.getlist("authorization")
    return bearer_token(values[0] if len(values) == 1 else "")


def bearer_token(value: str) -> str:
    """Return the token in `Bearer …`; raises `Unauthenticated`."""
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "bearer" or not TOKEN.fullmatch(token.strip()):
        raise Unauthenticated("The Authorization header must be `Bearer` and a token.")
    return token.strip()


def organization_of(headers: Headers) -> str | None:
    """Return the organization the client wants to work in; raises `Unauthenticated` for nonsense."""
    organization = headers.get(ORGANIZATION_HEADER)
    if organization is not None and len(organization) > MAX_ORGANIZATION_LENGTH:
        raise Unauthenticated("There is no such organization for you.")
    return organization or None


def hostname_of(connection: HTTPConnection) -> str | None:
    """Return the host name the client wrote, or None for one that cannot be read."""
    try:
        return connection.url.hostname
    except ValueError:
        return None


def device_token_of(connection: HTTPConnection, mode: str) -> str | None:
    """Return what the browser kept from an earlier sign-in; it opens nothing by itself."""
    token = connection.cookies.get(cookie_style(mode, hostname_of(connection)).device_name)
    return token if token and TOKEN.fullmatch(token) else None


def put_cookies(response: Response, arrival: Arrival, style: CookieStyle) -> None:
    """Set or remove the cookies as the resolver asked."""
    _put(response, arrival.cookie, style.name, style.secure)
    _put(response, arrival.device_cookie, style.device_name, style.secure)


def _put(response: Response, change: SessionCookie | None, name: str, secure: bool) -> None:
    if change is None:
        return
    max_age = 0
    if change.token is not None and change.expires_at is not None:
        max_age = max(0, int((change.expires_at - clock.now()).total_seconds()))
    response.set_cookie(
        name, change.token or "", max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax"
    )
