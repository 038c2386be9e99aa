"""The words of the enums of errors."""

from app.errors import ErrorCode
from app.schema.enums.words import describe

describe(
    ErrorCode,
    "Every refusal by name, in payloads and as extensions.code; grows by name only.",
    {
        "GRAPHQL_PARSE_FAILED": "Not GraphQL; top level only.",
        "GRAPHQL_VALIDATION_FAILED": "Does not fit the schema; top level only.",
        "BAD_USER_INPUT": "A value is missing, malformed or out of range.",
        "OPERATION_LIMIT_EXCEEDED": "Too deep, too wide or too long; top level only.",
        "UNAUTHENTICATED": "No valid sign-in, or a wrong one.",
        "MFA_REQUIRED": "A second factor must be given or set up first.",
        "STEP_UP_REQUIRED": "This action needs a fresh proof of who is asking.",
        "FORBIDDEN": "Visible, but not yours to change.",
        "NOT_FOUND": "Does not exist, or not for this viewer.",
        "CONFLICT": "Somebody else changed it, or it contradicts something stored.",
        "ILLEGAL_TRANSITION": "The state machine has no such step.",
        "OVERLAPPING_LEASE": "The unit is already let in that period.",
        "PERIOD_CLOSED": "The month of that day is closed in the books.",
        "LEDGER_FROZEN": "The books are frozen until somebody has looked at a difference.",
        "LIMIT_REACHED": "A business limit is used up, such as a campaign's budget.",
        "UNLAWFUL": "A local rule forbids it; details hold the citation.",
        "RATE_LIMITED": "Too much in too short a time.",
        "WEAK_PASSWORD": "Too easy to guess; details hold warning and suggestions.",
        "LINK_INVALID": "No such link, or made for something or somebody else.",
        "LINK_EXPIRED": "The link's time is over.",
        "LINK_USED": "The link was used already.",
        "LINK_REVOKED": "A newer link took its place, or it was taken back.",
        "INVALID_CURSOR": "Not a cursor of this list or organization.",
        "CURSOR_EXPIRED": "The event stream no longer reaches back that far.",
        "IDEMPOTENCY_KEY_REUSED": "The key was used with other input.",
        "IDEMPOTENCY_IN_PROGRESS": "The first call with this key is still running.",
        "PERSISTED_QUERY_NOT_FOUND": "Unknown document hash; top level only.",
        "OUTSIDE_FAILED": "A service beyond Tenantry failed.",
        "UNAVAILABLE": "Try again later.",
        "INTERNAL_SERVER_ERROR": "Our fault; top level only, with a requestId.",
    },
)
