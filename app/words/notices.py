"""The sentences of notifications."""

import json
from datetime import date
from typing import Any

from app.money import Money
from app.words.catalogue import choose, text
from app.words.formats import day

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
    "PAYMENT_FAILED": "notice-payment-failed",
}


def sentence(kind: str, facts: Any, count: int, locale: str) -> str:
    """Return what a notification says in a language; `facts` are a dictionary, or its JSON."""
    values = facts if isinstance(facts, dict) else json.loads(facts)
    shown = {name: _shown(value, locale) for name, value in values.items()}
    return text(locale, KEYS[kind], **{**shown, "count": count})


def _shown(value: Any, locale: str) -> Any:
    match value:
        case {"minor": minor, "currency": currency}:
            return Money(minor, currency).formatted(choose(locale))
        case {"day": on}:
            return day(date.fromisoformat(on), locale)
    return value
