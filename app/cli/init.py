"""`tenantry init`: makes one's own organization, and prints the link by which its first administrator comes in."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.cli.services import inspected, readable_data, services
from app.serving.foreground import finished
from app.settings import Settings

if TYPE_CHECKING:
    from app.resolvers.organizations import NewAccount, NewOrganization

T = TypeVar("T")
TRIES = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: an organization and its first administrator."""

    organization: "NewOrganization"
    admin: "NewAccount"


def init(settings: Settings, parsed: argparse.Namespace) -> None:
    """Make the organization, in the given database or in services of our own; raises `Unusable` for a second one."""
    from app.entrypoints.organizations import begin, renew

    # Asked before anything starts: a mistake costs nothing.
    wanted = None if parsed.new_link else _wanted(parsed)

    def run(ready: Settings) -> None:
        inspected(ready)
        with readable_data(ready):
            work = renew(ready) if wanted is None else begin(ready, wanted.organization, wanted.admin)
            link = _sentence(lambda: finished(work))
        print(_words(link, wanted, settings), flush=True)

    _with_database(settings, run)


def _with_database(settings: Settings, run: Callable[[Settings], None]) -> None:
    if not settings.outside_services:
        with services(settings) as started:
            run(started.listening_on(settings.port))
        return
    if settings.migrate_database_url:
        from app.cli.upkeep import migrate_at

        migrate_at(settings.migrate_database_url)
    run(settings.with_secret().listening_on(settings.port))


def _wanted(parsed: argparse.Namespace) -> Wanted:
    from app.resolvers.organizations import NewAccount, NewOrganization
    from app.resolvers.standards import home_of

    ask = _Asking(sys.stdin.isatty() and sys.stdout.isatty())
    name = ask.text(parsed.name, "--name", "Name of your organization", "")
    country = ask.text(parsed.country, "--country", "Country (two letters)", "NO").upper()
    home = _sentence(lambda: home_of(country))
    organization = NewOrganization(
        name,
        ask.text(parsed.currency, "--currency", "Currency (three letters)", home.currency).upper(),
        ask.text(parsed.time_zone, "--time-zone", "Time zone", home.time_zone),
        tuple(
            part.strip() for part in ask.text(parsed.languages, "--languages", "Languages", home.languages).split(",")
        ),
        country_code=country,
    )
    who = ask.text(parsed.admin_name, "--admin-name", "Your own name", "")
    email = ask.text(parsed.admin_email, "--admin-email", "Your e-mail address", "")
    admin = NewAccount(email, who, locale=organization.locales[0], time_zone=organization.time_zone)
    return _sentence(lambda: Wanted(organization.checked(), admin.checked(("input", "admin"))))


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks people at a terminal, and takes flags and defaults from everybody else."""

    is_terminal: bool

    def text(self, given: str | None, flag: str, words: str, default: str) -> str:
        """Return what was given, else what the person types, else the default; raises `Unusable` without any."""
        from app.serving.listeners import Unusable

        if given is not None:
            return given.strip()
        for _ in range(TRIES if self.is_terminal else 0):
            shown = f" [{default}]" if default else ""
            if answer := (_typed(f"{words}{shown}: ") or default):
                return answer
        if not default:
            raise Unusable(f"{words} is missing: say it with {flag}.")
        return default


def _typed(words: str) -> str:
    try:
        return input(words).strip()
    except EOFError:
        # Ctrl-D: nobody wants to go on.
        raise KeyboardInterrupt from None


def _sentence(work: Callable[[], T]) -> T:
    """Do it; a refusal becomes the sentence of the command."""
    from app.errors import TenantryError
    from app.serving.listeners import Unusable

    try:
        return work()
    except TenantryError as error:
        raise Unusable(f"{_flag(error.path)}{error.message}") from error


FLAGS = {
    "input.name": "--name",
    "input.currency": "--currency",
    "input.timeZone": "--time-zone",
    "input.locales": "--languages",
    "input.countryCode": "--country",
    "input.admin.name": "--admin-name",
    "input.admin.email": "--admin-email",
}


def _flag(path: tuple[str, ...]) -> str:
    flag = FLAGS.get(".".join(path))
    return f"{flag}: " if flag else ""


def _words(link: str, wanted: Wanted | None, settings: Settings) -> str:
    made = f"{wanted.organization.name} is ready. " if wanted is not None else ""
    folder = "" if settings.var_folder == Settings().var_folder.absolute() else f"TENANTRY_VAR={settings.var_folder} "
    start = "" if settings.outside_services else f"\nStart it with\n\n  {folder}.venv/bin/tenantry serve\n"
    return f"""
{made}The first administrator chooses a password here, once, within 7 days:

  {link}
{start}"""
