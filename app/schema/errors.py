"""Any exception as a GraphQL error: refusals on purpose are shown, everything else is masked and logged."""

import logging
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from app.errors import ErrorCode, TenantryError

logger = logging.getLogger("tenantry.errors")

MAX_ERRORS = 5
MAX_MESSAGE_LENGTH = 500
MASKED = "Something went wrong on our side."
UNAVAILABLE = "The service is briefly unavailable; try again."

Shown = dict[str, Any]


def shown_errors(errors: list[GraphQLError] | None, request_id: str) -> list[Shown]:
    """Return the first errors as the answer shows them."""
    return [shown_error(error, request_id) for error in (errors or ())[:MAX_ERRORS]]


def shown_error(error: BaseException, request_id: str) -> Shown:
    """Return one error as the answer shows it, with its place in the document and in the answer where it has one."""
    message, extensions = explain(error, request_id)
    shown: Shown = {"message": cut(message)}
    if isinstance(error, GraphQLError):
        if error.locations:
            shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
        if error.path is not None:
            shown["path"] = list(error.path)
    shown["extensions"] = extensions
    return shown


def explain(error: BaseException, request_id: str) -> tuple[str, Shown]:
    """Return message and extensions; logs what is not the client's business."""
    cause = root_of(error)
    if isinstance(error, GraphQLError) and error.path is None and error.nodes:
        code = cause.code if isinstance(cause, TenantryError) else ErrorCode.BAD_USER_INPUT
        return without_inner(error.message), {"code": code.value, **(error.extensions or {})}
    if isinstance(cause, TenantryError) and cause.code is not ErrorCode.INTERNAL_SERVER_ERROR:
        return cause.message, refusal_extensions(cause)
    if isinstance(cause, GraphQLError) and is_of_client(cause):
        return cause.message, {"code": ErrorCode.BAD_USER_INPUT.value, **(cause.extensions or {})}
    if isinstance(cause, (OSError, TimeoutError)):
        logger.warning("a dependency failed (request %s)", request_id, exc_info=cause, extra={"request_id": request_id})
        return UNAVAILABLE, {"code": ErrorCode.UNAVAILABLE.value, "retryable": True}
    logger.error("unexpected error (request %s)", request_id, exc_info=cause, extra={"request_id": request_id})
    return MASKED, {"code": ErrorCode.INTERNAL_SERVER_ERROR.value, "requestId": request_id}


def refusal_extensions(error: TenantryError) -> Shown:
    """Return code, place in the input and details; the details cannot overwrite the code."""
    extensions: Shown = {**error.details, "code": error.code.value}
    if error.code is ErrorCode.UNAVAILABLE:
        extensions["retryable"] = True
    if error.path:
        extensions["path"] = list(error.path)
    return extensions


def root_of(error: BaseException) -> BaseException:
    """Follow `original_error` to the exception that started it."""
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error


def is_of_client(error: GraphQLError) -> bool:
    """Tell an argument or variable that cannot be read from a value of ours that cannot be written.

    graphql-core names nodes of the document in the first case; a scalar that fails to serialize knows none.
    """
    given = bool(error.nodes) and error.message.startswith(("Argument ", "Variable ", "Directive "))
    return given or isinstance(error, StrawberryInputCoercionError) or "code" in (error.extensions or {})


def without_inner(message: str) -> str:
    """Drop what graphql-core quotes of an exception that a scalar raised; it is written for us, not for clients."""
    return message.split(", but encountered error", 1)[0]


def cut(message: str) -> str:
    """Shorten a message; it may quote what the client sent."""
    return message if len(message) <= MAX_MESSAGE_LENGTH else message[: MAX_MESSAGE_LENGTH - 1] + "…"
