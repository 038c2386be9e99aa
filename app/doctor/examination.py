"""The order in which things are looked at: the machine first, then the services, then what is in them."""

import asyncio
from collections.abc import Iterator, Mapping

from app.doctor import backups, database, doorbell, machine, mail, payments, ports
from app.doctor.findings import Finding, note, ok, wrong
from app.services import look
from app.settings import Settings, SettingsError, shown


def examine(*environ: Mapping[str, str]) -> list[Finding]:
    """Look at everything that can be looked at, under the environment of now or a given one; nothing is changed."""
    found = [*machine.python(), *_what_is_set(*environ)]
    try:
        settings = Settings.from_environment(*environ)
    except SettingsError as error:
        return [*found, wrong("settings", str(error))]
    found += [*machine.folder(settings.var_folder), *machine.limits()]
    if not settings.outside_services:
        found += machine.programs(settings.pg_bin)
    found += ports.web(settings)
    found += backups.findings(settings)
    return [*found, *_services(settings)]


def _what_is_set(*environ: Mapping[str, str]) -> Iterator[Finding]:
    values = shown(*environ)
    unknown = [variable for variable, value in values.items() if value is None]
    if unknown:
        yield note("settings", f"{', '.join(unknown)}: no setting has this name; docs/operations.md lists all of them")
    known = ", ".join(f"{variable}={value}" for variable, value in values.items() if value is not None)
    yield ok("settings", known or "nothing is set: everything is as in development")


def _services(settings: Settings) -> Iterator[Finding]:
    if not settings.outside_services:
        try:
            running = look.running(settings.var_folder)
        except PermissionError as error:
            yield wrong("services", f"{error.filename} is closed to you: run this as the user who started Tenantry.")
            return
        if running is None:
            yield note("services", "PostgreSQL and Valkey are not running: `tenantry demo` or `serve` starts them")
            return
        yield ok("services", f"PostgreSQL and Valkey of {settings.var_folder} run under process {running.holder}")
        settings = settings.with_services("", running.app_url, running.redis_url)
    yield from asyncio.run(_inside(settings))


async def _inside(settings: Settings) -> list[Finding]:
    found = [*await database.findings(settings), *await doorbell.findings(settings.redis_url)]
    return [*found, *await mail.findings(settings), *await payments.findings(settings)]
