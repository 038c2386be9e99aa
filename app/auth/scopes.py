"""What a partner's token may do, by noun and verb. Policies name scopes beside roles; nothing else lets a token in."""

from collections.abc import Iterable
from enum import StrEnum


class ApiScope(StrEnum):
    """One noun and one verb, in the words that refusals use."""

    PROPERTIES_READ = "properties:read"
    PROPERTIES_WRITE = "properties:write"
    PEOPLE_READ = "people:read"
    PEOPLE_CONTACT = "people:contact"
    PEOPLE_WRITE = "people:write"
    LEASES_READ = "leases:read"
    LEASES_WRITE = "leases:write"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    PAYMENTS_READ = "payments:read"
    PAYMENTS_WRITE = "payments:write"
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    EVENTS_READ = "events:read"


S = ApiScope

INCLUDES = {
    S.PROPERTIES_WRITE: (S.PROPERTIES_READ,),
    S.PEOPLE_CONTACT: (S.PEOPLE_READ,),
    S.PEOPLE_WRITE: (S.PEOPLE_READ,),
    S.LEASES_WRITE: (S.LEASES_READ,),
    S.DOCUMENTS_WRITE: (S.DOCUMENTS_READ,),
    S.PAYMENTS_WRITE: (S.PAYMENTS_READ,),
    S.TICKETS_WRITE: (S.TICKETS_READ,),
    S.MESSAGES_WRITE: (S.MESSAGES_READ,),
}
"""Who may write something may read it."""


def whole(scopes: Iterable[ApiScope]) -> list[ApiScope]:
    """Return the scopes with those that they include, each once, in the order of the list above."""
    found = {included for scope in scopes for included in (scope, *INCLUDES.get(scope, ()))}
    return [scope for scope in ApiScope if scope in found]
