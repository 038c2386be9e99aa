"""What a client asks, and what comes back."""

from dataclasses import dataclass, field
from typing import Any

from app.schema.errors import Shown


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks, its shape already checked."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back. A request error has no `data` at all: nothing ran, or nothing of it counts."""

    data: dict[str, Any] | None = None
    errors: list[Shown] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    request_error: bool = False
    kind: str | None = None
    name: str | None = None

    @property
    def code(self) -> str | None:
        """The code of the first error."""
        return self.errors[0]["extensions"].get("code") if self.errors else None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer in the words of the GraphQL specification."""
        answer: dict[str, Any] = {}
        if self.errors:
            answer["errors"] = self.errors
        if not self.request_error:
            answer["data"] = self.data
        if self.extensions:
            answer["extensions"] = self.extensions
        return answer
