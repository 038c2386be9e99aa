"""Answers given before GraphQL is reached, each with the HTTP status that says the same."""

from collections.abc import Mapping

from app.errors import ErrorCode, TenantryError


class Refusal(TenantryError):
    """The request is not let in; `status` and `headers` are for HTTP."""

    expected = False

    def __init__(self, status: int, code: ErrorCode, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
