"""The sentences of notifications."""

import json
from typing import Any

from app.words.catalogue import text

KEYS = {
    "TICKET_CREATED": "notice-ticket-created",
    "TICKET_CHANGED": "notice-ticket-changed",
    "TICKET_ASSIGNED": "notice-ticket-assigned",
    "TICKET_COMMENTED": "notice-ticket-commented",
    "MESSAGES": "notice-messages",
    "INVITATION_ACCEPTED": "notice-invitation-accepted",
    "SECURITY": "notice-security",
    "RENT_DUE": "notice-rent-due",
    "RECEIPT": "notice-receipt",
}


def sentence(kind: str, facts: Any, count: int, locale: str) -> str:
    """Return what a notification says in a language; `facts` are a dictionary, or its JSON."""
    values = facts if isinstance(facts, dict) else json.loads(facts)
    return text(locale, KEYS[kind], **{**values, "count": count})
