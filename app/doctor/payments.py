"""Payments: whether the provider knows our key, and whether what it tells arrives."""

from app import clock
from app.doctor.findings import Finding, note, ok, warning, wrong
from app.integrations.stripe.port import Later, NoAnswer, Refused
from app.main import payments_of
from app.models.examine import Told, Unreachable, told
from app.settings import Settings

MANY_WAITING = 1_000


async def findings(settings: Settings) -> list[Finding]:
    """Ask the provider who we are, and count what it has told."""
    payments = payments_of(settings)
    if payments is None:
        return [note("payments", "STRIPE_API_KEY is not set: nobody can pay online")]
    try:
        name = await payments.greet()
        found = [ok("payments", f"{payments.name} knows the key, as that of {name}")]
    except (NoAnswer, Later, Refused) as error:
        found = [wrong("payments", f"{payments.name} does not take STRIPE_API_KEY, or does not answer ({error}).")]
    finally:
        await payments.close()
    try:
        return [*found, _webhooks(await told(settings.database_url))]
    except Unreachable:
        return found


def _webhooks(told: Told) -> Finding:
    if not told.accounts:
        return note("webhooks", "no landlord has an account at the provider yet: `openPaymentAccount`")
    words = f"{told.waiting} words of the provider wait, {told.parked} are parked"
    if told.newest_at is None:
        return warning("webhooks", f"{words}; none has come ever: does Stripe know the address /webhooks/stripe?")
    hours = (clock.now() - told.newest_at).total_seconds() / 3_600
    words = f"{words}; the last one came {hours:.1f} h ago"
    if told.parked or told.waiting > MANY_WAITING:
        return warning("webhooks", f"{words}: does a worker run, and what does its log say?")
    return ok("webhooks", words)
