"""Mail: whether the mail server takes it, and what waits or was given up."""

from app import clock
from app.doctor.findings import Finding, note, ok, warning, wrong
from app.integrations.mail.port import Away
from app.main import mail_of
from app.models.examine import Backlog, Unreachable, backlog
from app.settings import Settings

LATE_MINUTES = 15


async def findings(settings: Settings) -> list[Finding]:
    """Say hello to the mail server, and count what is in the outbox."""
    found = [await _way(settings)]
    try:
        waiting = await backlog(settings.database_url)
    except Unreachable:
        return found
    return [*found, _outbox(waiting)]


async def _way(settings: Settings) -> Finding:
    mail = mail_of(settings)
    if mail is None:
        return wrong("mail", "SMTP_URL is not set: mail waits for 72 hours and is then given up.")
    if not settings.smtp_url:
        return note("mail", f"SMTP_URL is not set: mail is kept in {settings.var_folder / 'mail'}")
    try:
        await mail.greet()
    except Away as error:
        return wrong("mail", f"the server of SMTP_URL does not take mail ({error}).")
    return ok("mail", f"the server of SMTP_URL answers; mail is from {settings.mail_from}")


def _outbox(waiting: Backlog) -> Finding:
    words = f"{waiting.count} mails wait, {waiting.given_up} were given up in the last seven days"
    if waiting.oldest_at is not None:
        minutes = (clock.now() - waiting.oldest_at).total_seconds() / 60
        words = f"{words}; the oldest waits since {minutes:.0f} min ({waiting.last_error or 'not tried yet'})"
        if minutes > LATE_MINUTES:
            return warning("outbox", f"{words}: does a worker run, and does the mail server take mail?")
    return ok("outbox", words)
