"""Which settings go together."""

from typing import TYPE_CHECKING

from app.settings.values import SECRET_BYTES, SettingsError

if TYPE_CHECKING:
    from app.settings import Settings


def check_together(settings: "Settings") -> None:
    """Raise `SettingsError` for settings that do not go together."""
    if bool(settings.database_url) != bool(settings.redis_url):
        raise SettingsError("Set both DATABASE_URL and REDIS_URL, or neither: then Tenantry starts its own.")
    _check_stripe(settings)
    if settings.mode == "production":
        check_production(settings)


def _check_stripe(settings: "Settings") -> None:
    if settings.stripe_api_key and not (settings.stripe_webhook_secrets and settings.stripe_publishable_key):
        raise SettingsError(
            "STRIPE_API_KEY goes with STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRETS: without them nobody could "
            "pay, and nobody would tell us what was paid."
        )
    if settings.stripe_simulator and ("_live_" in settings.stripe_api_key or not settings.stripe_api_key):
        raise SettingsError("STRIPE_SIMULATOR goes with a STRIPE_API_KEY that begins with sk_test_, and no other.")
    if settings.stripe_simulator and settings.stripe_api:
        raise SettingsError("STRIPE_API is where Stripe itself is reached: leave it out with STRIPE_SIMULATOR.")


def check_production(settings: "Settings") -> None:
    """Raise `SettingsError` for what is missing in production, or has no place there."""
    if not settings.secret_key:
        raise SettingsError(
            f"TENANTRY_SECRET is missing: in production it must be at least {SECRET_BYTES} random bytes "
            "written in hex or base64, the same on every node."
        )
    if not settings.master_key or settings.master_key == settings.secret_key:
        raise SettingsError(
            "TENANTRY_MASTER_KEY is missing or the same as TENANTRY_SECRET: in production it must be "
            f"{SECRET_BYTES} random bytes of its own, written in hex or base64, the same on every node."
        )
    if settings.password_cost == "test":
        raise SettingsError("TENANTRY_PASSWORD_COST=test is too weak for production: leave it out or say full.")
    if not settings.outside_services:
        raise SettingsError("DATABASE_URL and REDIS_URL must be set in production: nothing is started for you there.")
    if not settings.public_url.startswith("https://"):
        raise SettingsError("TENANTRY_PUBLIC_URL must be the https address that people open, in production.")
    if settings.stripe_simulator:
        raise SettingsError("STRIPE_SIMULATOR moves no money: leave it out in production.")
