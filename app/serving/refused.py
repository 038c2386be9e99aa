"""What the server answers by itself, where the application never hears of a request: as all else, and in JSON."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
import uvicorn

from app.entrypoints.headers import bare
from app.errors import ErrorCode

JSON = "application/json; charset=utf-8"


class Config(uvicorn.Config):
    """Knows also which headers such an answer carries: those of all others."""

    def __init__(self, app: Any, *, behind_https: bool, **options: Any) -> None:
        super().__init__(app, **options)
        self.bare_headers = bare(behind_https)


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not passed on: its status, and the code and words of the one error."""

    status: int
    code: ErrorCode
    message: str

    @property
    def body(self) -> bytes:
        """The error, as GraphQL writes errors."""
        return orjson.dumps({"errors": [{"message": self.message, "extensions": {"code": self.code.value}}]})

    def answer(self, headers: dict[str, str]) -> bytes:
        """Return the whole answer, after which the connection ends: what follows can no longer be told apart."""
        body = self.body
        said = {**headers, "content-type": JSON, "content-length": str(len(body)), "connection": "close"}
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in said.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


NO_HTTP = Refused(400, ErrorCode.BAD_USER_INPUT, "This is no valid HTTP request.")
