"""Mail that waits to be sent: what it says, to whom, and how long it is worth sending."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.errors import BadInput

MAX_ADDRESS = 254
RETRIED = timedelta(hours=72)
KEPT = timedelta(days=30)
"""How long the row of a mail stays after it was sent or given up; its contents are gone by then."""

LEASE = timedelta(minutes=5)
"""Nobody else tries a mail for so long after somebody took it: longer than any try can last."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.I
)


class MailStatus(StrEnum):
    """What has become of a mail."""

    WAITING = "WAITING"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"


class Template(StrEnum):
    """The mails there are: messages of `locales/*/mail.ftl`, which say what values they take."""

    INVITATION = "mail-invitation"
    PASSWORD_RESET = "mail-password-reset"
    PASSWORD_CHANGED = "mail-password-changed"
    EMAIL_CHANGE_CONFIRM = "mail-email-change-confirm"
    EMAIL_CHANGE_NOTICE = "mail-email-change-notice"
    NEW_SIGN_IN = "mail-new-sign-in"
    SECURITY_NOTICE = "mail-security-notice"
    PHISHING_REPORTED = "mail-phishing-reported"
    TICKET_CHANGED = "mail-ticket-changed"
    AUTOPAY = "mail-autopay"
    UNREAD_MESSAGES = "mail-unread-messages"
    RENT_DUE = "mail-rent-due"
    RECEIPT = "mail-receipt"
    PAYMENT_FAILED = "mail-payment-failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one reader.

    `values` fill it: strings, whole numbers, moments (`datetime`, shown in the reader's zone), days (`date`) and
    `Money`. A template with an action also takes `link`, an absolute address. A mail is tried for 72 hours, and never
    after `useful_until`: a link that has expired helps nobody.
    """

    template: Template
    recipient: str
    locale: str
    values: dict[str, Any] = field(repr=False)
    time_zone: str = "UTC"
    useful_until: datetime | None = None


def address(text: str, path: tuple[str, ...] = ()) -> str:
    """Return an address that mail can go to, in lower case; raises `BadInput`.

    Only what every mail server takes: no quoted names, no lists, nothing that could end a header.
    """
    found = text.strip().lower()
    if len(found) > MAX_ADDRESS or not ADDRESS.fullmatch(found) or ".." in found:
        raise BadInput("This is not an address that mail can be sent to.", path)
    return found


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: twice as long each time, an hour at most."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


SEND = "mail.send"
"""The job that sends what is due in one organization, or to accounts."""

DEFER = "SELECT app.defer($1, jsonb_build_object('organization_id', app.current_org()))"

QUEUE = """
INSERT INTO mail
       (id, organization_id, template, recipient, locale, time_zone, contents, created_at, due_at, useful_until)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $8, $9)
"""

_CLAIM = """
UPDATE mail SET attempts = attempts + 1, due_at = $1::timestamptz + $2::interval
 WHERE id = (SELECT id FROM mail WHERE organization_id {whose} AND status = 'WAITING' AND due_at <= $1
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, template, recipient, locale, time_zone, contents, attempts, created_at, useful_until
"""
# Two statements, because no index answers IS NOT DISTINCT FROM.
CLAIM = _CLAIM.format(whose="= app.current_org()")
CLAIM_OF_ACCOUNTS = _CLAIM.format(whose="IS NULL")

SENT = """
UPDATE mail SET status = 'SENT', contents = NULL, ended_at = $2, last_error = NULL WHERE id = $1 AND status = 'WAITING'
"""

GIVEN_UP = """
UPDATE mail SET status = 'GIVEN_UP', contents = NULL, ended_at = $2, last_error = left($3, 300)
 WHERE id = $1 AND status = 'WAITING'
"""

# Only by the one who tried last: whoever comes late must not bring forward what another is trying.
POSTPONED = """
UPDATE mail SET due_at = $2, last_error = left($3, 300) WHERE id = $1 AND status = 'WAITING' AND attempts = $4
"""

FORGET = "DELETE FROM mail WHERE status <> 'WAITING' AND ended_at < $1"
