"""`tenantry backup`, `tenantry backup verify` and `tenantry restore`."""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.services import progress, readable_data, services
from app.serving.foreground import finished
from app.settings import Settings, SettingsError

if TYPE_CHECKING:
    from app.integrations.files.port import Files

SECRET, MASTER = "secret", "master-key"


def back_up(settings: Settings, parsed: argparse.Namespace) -> None:
    """Take a backup, of servers that run or of data at rest, and let the oldest go; raises `Unusable`."""
    from app.backups import Shelf, Source, take

    shelf = Shelf(Path(parsed.to).absolute() if parsed.to else settings.backups)
    with _sentences(), _readable(settings) as (ready, url):
        keyed = ready.with_secret()
        keys = {} if parsed.without_keys else {SECRET: keyed.secret_key, MASTER: keyed.master_key}
        taken = finished(take(shelf, Source(url, _files(keyed), ready.pg_bin, keys)))
        print(f"{taken.path}: the database and {taken.files} files", flush=True)
        for name in taken.missing:
            progress(f"The store does not have {name}: there was nothing to copy")
        if not parsed.to and settings.backups_kept:
            for gone in shelf.keep(settings.backups_kept):
                progress(f"Removed {gone.name}: {settings.backups_kept} are kept")


def try_out(settings: Settings, parsed: argparse.Namespace) -> None:
    """Bring a backup into a scratch place and look at it; raises `Unusable` for anything that is wrong."""
    from app.backups import Scratch, Target, verify
    from app.doctor.audit import CannotAudit, public_key
    from app.services import embedded
    from app.serving.listeners import Unusable

    backup = Path(parsed.folder).absolute()
    try:
        trusted = frozenset(map(public_key, parsed.trust))
    except CannotAudit as error:
        raise Unusable(str(error)) from error
    with _sentences(), _scratch(settings) as place:
        keys = _keys(settings, backup)
        with embedded.start(place, progress, durable=False) as running:
            target = Target(running.addresses.migrate_url, _files(place), settings.pg_bin)
            finished(verify(backup, Scratch(target, keys[SECRET], keys[MASTER], trusted), progress))
    print(f"{backup} is whole: it can be brought back", flush=True)


def bring_back(settings: Settings, parsed: argparse.Namespace) -> None:
    """Bring a backup into an empty place; raises `Unusable`."""
    from app.backups import Target, restore
    from app.services import embedded

    backup = Path(parsed.folder).absolute()
    with _sentences():
        keys = _keys(settings, backup)
        if settings.outside_services:
            if not settings.migrate_database_url:
                raise SettingsError("MIGRATE_DATABASE_URL must name the empty database, as a user that may make roles.")
            target = Target(settings.migrate_database_url, _files(settings), settings.pg_bin)
            streams = finished(restore(backup, target, progress))
        else:
            progress("Starting PostgreSQL and Valkey")
            with embedded.start(settings, progress) as running:
                keep = _keeping(settings, keys)
                target = Target(running.addresses.migrate_url, _files(settings), settings.pg_bin, keep)
                streams = finished(restore(backup, target, progress))
    print(f"{backup.name} is back; {streams} streams begin anew", flush=True)
    if settings.outside_services and not settings.master_key:
        print(f"Start the servers with TENANTRY_SECRET and TENANTRY_MASTER_KEY as in {backup / 'keys'}.", flush=True)


@contextmanager
def _sentences() -> Iterator[None]:
    from app.backups import Unsound
    from app.serving.listeners import Unusable

    try:
        yield
    except Unsound as error:
        raise Unusable(str(error)) from error


@contextmanager
def _readable(settings: Settings) -> Iterator[tuple[Settings, str]]:
    """Yield settings, and the address of the database for the role of backups."""
    from app.backups import Unsound
    from app.services import look, places

    if settings.outside_services:
        if not settings.backup_database_url:
            raise SettingsError("BACKUP_DATABASE_URL must name the database, as the role tn_backup.")
        yield settings, settings.backup_database_url
        return
    var = settings.var_folder.resolve()
    try:
        running = look.running(var)
    except PermissionError as error:
        raise Unsound(f"{error.filename} is closed to you: run this as the user who started Tenantry.") from error
    if running is not None:
        yield settings, _as_backup(running.app_url)
        return
    if not (places.home_of(var) / "postgres").is_dir():
        raise Unsound(f"There is nothing to back up in {var}.")
    with services(settings) as started, readable_data(settings):
        yield settings, _as_backup(started.database_url)


def _as_backup(url: str) -> str:
    return url.replace("//tn_app@", "//tn_backup@", 1)


def _files(settings: Settings) -> "Files":
    from app.main import files_of

    return files_of(settings)


def _keys(settings: Settings, backup: Path) -> dict[str, bytes]:
    """Return the keys that go with a backup: its own, else those that are set."""
    from app.backups import keys_of

    given = {SECRET: settings.secret_key, MASTER: settings.master_key}
    held = keys_of(backup)
    if given[MASTER] and held and given[MASTER] != held.get(MASTER):
        raise SettingsError("TENANTRY_MASTER_KEY is another one than that of the backup: set that, or none.")
    found = {**{name: value for name, value in given.items() if value}, **held}
    if found.keys() != given.keys():
        raise SettingsError("This backup holds no keys: set TENANTRY_SECRET and TENANTRY_MASTER_KEY as they were.")
    return found


def _keeping(settings: Settings, keys: dict[str, bytes]) -> Callable[[], None]:
    def keep() -> None:
        from app.backups import put_key

        given = {SECRET: settings.secret_key, MASTER: settings.master_key}
        for name, value in keys.items():
            if not given[name]:
                put_key(settings.var_folder / name, value)

    return keep


@contextmanager
def _scratch(settings: Settings) -> Iterator[Settings]:
    """Yield settings of an empty place that is gone afterwards, on the disk of TMPDIR."""
    folder = Path(tempfile.mkdtemp(prefix="tenantry-verify-"))
    if os.geteuid() == 0:
        # The servers run as somebody else then, who must get through to what is theirs.
        folder.chmod(0o711)
    try:
        yield replace(settings, var_folder=folder / "var", s3_url="", database_url="", redis_url="")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
