"""`tenantry doctor`, `audit`, `migrate` and `streams`: what keeps an installation in order."""

import argparse

from app.cli.services import progress
from app.serving.foreground import finished
from app.settings import Settings, SettingsError


def doctor(for_programs: bool) -> int:
    """Say what is there and what is wrong; status 1 when anything is."""
    from app import doctor

    findings = doctor.examine()
    print(doctor.as_json(findings) if for_programs else doctor.as_text(findings))
    return 1 if any(finding.state is doctor.State.WRONG for finding in findings) else 0


def audit(parsed: argparse.Namespace) -> int:
    """Verify the audit, or print its heads."""
    from app.doctor import audit
    from app.serving.listeners import Unusable

    settings = Settings.from_environment()
    try:
        if parsed.deed == "heads":
            return audit.print_heads(settings)
        return audit.verify(settings, audit.Asked(parsed.organization, parsed.heads, tuple(parsed.trust)))
    except (audit.CannotAudit, OSError, TimeoutError) as error:
        raise Unusable(str(error)) from error


def ledger(parsed: argparse.Namespace) -> int:
    """Recompute the books, or print them."""
    from app.doctor import ledger
    from app.doctor.audit import CannotAudit
    from app.serving.listeners import Unusable

    settings = Settings.from_environment()
    try:
        if parsed.deed == "verify":
            return ledger.verify(settings, parsed.organization)
        if parsed.deed == "thaw":
            return ledger.thaw(settings, parsed.organization)
        return ledger.export(settings, parsed.organization, parsed.format)
    except (CannotAudit, OSError, TimeoutError) as error:
        raise Unusable(str(error)) from error


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema."""
    if not settings.migrate_database_url:
        raise SettingsError("MIGRATE_DATABASE_URL must name the database to migrate, as a user that may create roles.")
    migrate_at(settings.migrate_database_url)
    progress("The database has the newest schema")


def migrate_at(address: str) -> None:
    """Bring the database at an address to the newest schema; raises `Unusable`."""
    from app.models.migrate import CannotMigrate, migrate
    from app.serving.listeners import Unusable

    try:
        finished(migrate(address, progress))
    except CannotMigrate as error:
        raise Unusable(str(error)) from error
    except (OSError, TimeoutError) as error:
        raise Unusable(f"The database of MIGRATE_DATABASE_URL does not answer: {error}.") from error


def new_epochs(settings: Settings) -> None:
    """Give every stream a new epoch."""
    if not settings.outside_services:
        raise SettingsError(
            "DATABASE_URL must name the database whose streams shall begin anew, as the servers use it."
        )
    from app.models.epochs import new_epochs

    print(f"{finished(new_epochs(settings.database_url))} streams begin anew: clients load everything again.")
