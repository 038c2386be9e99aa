"""Who opens a page of ours that is no GraphQL."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from app.auth.staff import is_staff
from app.errors import Unauthenticated
from app.schema.execute import Api
from app.schema.transport.identity import credentials_of, viewer_of
from app.schema.transport.origins import origin_of


def staff_only(api: Api) -> Callable[[Request], Awaitable[bool]]:
    """Return what says whether a request comes from signed-in staff, by cookie or token."""

    async def allowed(request: Request) -> bool:
        origin = origin_of(request.headers, request.scope["scheme"], api.settings.allowed_origins)
        try:
            credentials = credentials_of(request, api.settings.mode, origin)
            return is_staff(await viewer_of(api.authenticator, credentials))
        except Unauthenticated:
            return False

    return allowed
