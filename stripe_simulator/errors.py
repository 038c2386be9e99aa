"""Refusals in the shape of Stripe's own."""

from typing import Any


class Refusal(Exception):
    """An answer of Stripe that is an error; `status` is that of HTTP, the rest is the body."""

    def __init__(self, status: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, **{key: value for key, value in more.items() if value}}

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the JSON of the answer."""
        return {"error": {**self.error, "request_log_url": f"/_simulator/requests/{request_id}"}}


def invalid(message: str, param: str | None = None, code: str | None = None) -> Refusal:
    """A request that cannot be understood or is not possible now."""
    return Refusal(400, "invalid_request_error", message, param=param, code=code)


def missing(param: str) -> Refusal:
    """A parameter that must be there and is not."""
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def no_such(noun: str, id_: str, param: str = "id") -> Refusal:
    """An object that is not there, or belongs to another account."""
    message = f"No such {noun.replace('_', '')}: '{id_}'"
    return Refusal(404, "invalid_request_error", message, param=param, code="resource_missing")


def unauthorized(message: str) -> Refusal:
    """A key that is missing or wrong."""
    return Refusal(401, "invalid_request_error", message)


def declined(code: str, decline_code: str | None, message: str, **more: Any) -> Refusal:
    """A card that was refused; `more` names the intent and the method."""
    return Refusal(402, "card_error", message, code=code, decline_code=decline_code, **more)


def unexpected_state(noun: str, status: str, verb: str) -> Refusal:
    """A step that the state of an intent does not allow."""
    words = noun.replace("_", " ").title().replace(" ", "")
    message = f"You cannot {verb} this {words} because it has a status of {status}."
    return invalid(message, code=f"{noun}_unexpected_state")
