"""Every refusal on purpose, each with a stable code that clients may rely on."""

from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """The closed list of codes; it grows by name and never loses one."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_LIMIT_EXCEEDED = "OPERATION_LIMIT_EXCEEDED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    MFA_REQUIRED = "MFA_REQUIRED"
    STEP_UP_REQUIRED = "STEP_UP_REQUIRED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    OVERLAPPING_LEASE = "OVERLAPPING_LEASE"
    PERIOD_CLOSED = "PERIOD_CLOSED"
    LEDGER_FROZEN = "LEDGER_FROZEN"
    LIMIT_REACHED = "LIMIT_REACHED"
    UNLAWFUL = "UNLAWFUL"
    RATE_LIMITED = "RATE_LIMITED"
    WEAK_PASSWORD = "WEAK_PASSWORD"
    LINK_INVALID = "LINK_INVALID"
    LINK_EXPIRED = "LINK_EXPIRED"
    LINK_USED = "LINK_USED"
    LINK_REVOKED = "LINK_REVOKED"
    INVALID_CURSOR = "INVALID_CURSOR"
    CURSOR_EXPIRED = "CURSOR_EXPIRED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    OUTSIDE_FAILED = "OUTSIDE_FAILED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class TenantryError(Exception):
    """A refusal that is safe to show: `message` is English for developers and names no foreign data.

    `path` is the place in the input, as GraphQL names (`["input", "title"]`); `details` is JSON for machines.
    """

    code = ErrorCode.INTERNAL_SERVER_ERROR
    expected = True
    """Expected refusals are answered in a mutation's `errors`; the others at the top level."""

    def __init__(self, message: str, path: tuple[str, ...] = (), **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.details = details


class BadInput(TenantryError):
    """A value that can never be accepted as it is."""

    code = ErrorCode.BAD_USER_INPUT


class NotFound(TenantryError):
    """No such row for this viewer: absent and invisible are one answer."""

    code = ErrorCode.NOT_FOUND


class Forbidden(TenantryError):
    """The row is visible, this verb on it is not allowed."""

    code = ErrorCode.FORBIDDEN


class Conflict(TenantryError):
    """The row has moved on, or another row stands in the way."""

    code = ErrorCode.CONFLICT


class OverlappingLease(Conflict):
    """A unit is let already on one of those days."""

    code = ErrorCode.OVERLAPPING_LEASE


class PeriodClosed(Conflict):
    """The month of that day is closed in the books."""

    code = ErrorCode.PERIOD_CLOSED


class LedgerFrozen(Conflict):
    """The books are frozen, because recomputing them gave another result."""

    code = ErrorCode.LEDGER_FROZEN


class IllegalTransition(TenantryError):
    """The state machine has no such step."""

    code = ErrorCode.ILLEGAL_TRANSITION


class LimitReached(TenantryError):
    """A limit of the business, not of the transport."""

    code = ErrorCode.LIMIT_REACHED


class Unlawful(TenantryError):
    """A local rule forbids it. The details hold where that is written; nobody has checked it for the case at hand."""

    code = ErrorCode.UNLAWFUL

    def __init__(self, message: str, path: tuple[str, ...], citation: Any, version: str, **details: Any) -> None:
        cited = {"citation": citation.text, "citationUrl": citation.url, "sources": list(citation.sources)}
        super().__init__(message, path, **cited, lawVersion=version, isInformation=True, **details)


class InvalidCursor(TenantryError):
    """A cursor that is broken, foreign, or made for another list."""

    code = ErrorCode.INVALID_CURSOR


class IdempotencyKeyReused(TenantryError):
    """The key was used before with another input."""

    code = ErrorCode.IDEMPOTENCY_KEY_REUSED


class IdempotencyInProgress(TenantryError):
    """The first call with this key has not finished."""

    code = ErrorCode.IDEMPOTENCY_IN_PROGRESS


class Unauthenticated(TenantryError):
    """No session, or one that has expired, was revoked, or cannot enter the organization."""

    code = ErrorCode.UNAUTHENTICATED
    expected = False


class MfaRequired(Unauthenticated):
    """The session cannot go where it wants before a second factor is given or set up."""

    code = ErrorCode.MFA_REQUIRED


class StepUpRequired(TenantryError):
    """The action needs a fresh proof of who is asking."""

    code = ErrorCode.STEP_UP_REQUIRED


class WrongCredentials(TenantryError):
    """One answer for unknown user, wrong password and locked account."""

    code = ErrorCode.UNAUTHENTICATED


class WeakPassword(TenantryError):
    """A password that is too easy to guess; the details say why, and what would help."""

    code = ErrorCode.WEAK_PASSWORD


class LinkInvalid(TenantryError):
    """No such link, or one that was made for something else or somebody else."""

    code = ErrorCode.LINK_INVALID


class LinkExpired(TenantryError):
    """The link was good, and its time is over."""

    code = ErrorCode.LINK_EXPIRED


class LinkUsed(TenantryError):
    """The link has done what it was for."""

    code = ErrorCode.LINK_USED


class LinkRevoked(TenantryError):
    """A newer link took its place, or it was taken back."""

    code = ErrorCode.LINK_REVOKED


class RateLimited(TenantryError):
    """Too often; `retry_after_ms` says when to come back."""

    code = ErrorCode.RATE_LIMITED

    def __init__(self, message: str, retry_after_ms: int) -> None:
        super().__init__(message, retryAfterMs=retry_after_ms)
        self.retry_after_ms = retry_after_ms


class OperationLimitExceeded(TenantryError):
    """The document is deeper, wider or longer than any operation may be."""

    code = ErrorCode.OPERATION_LIMIT_EXCEEDED
    expected = False


class OutsideFailed(TenantryError):
    """A service beyond us did not do what was asked; nothing is half done here."""

    code = ErrorCode.OUTSIDE_FAILED


class Unavailable(TenantryError):
    """A dependency did not answer in time; the same call may succeed a moment later."""

    code = ErrorCode.UNAVAILABLE
    expected = False
