"""Services of our own, and a look at the database before it is used."""

import contextlib
from collections.abc import Iterator

from app.serving.foreground import finished, heed_ctrl_c
from app.settings import Settings

DAMAGE = ("XX", "58")
"""SQLSTATE classes that mean damaged or unreadable files, not a mistake of ours."""


@contextlib.contextmanager
def services(settings: Settings) -> Iterator[Settings]:
    """Services of our own, migrated, as settings that point at them."""
    from app.services import embedded

    progress("Starting PostgreSQL and Valkey")
    with embedded.start(settings, progress) as running:
        from app.models.migrate import migrate

        addresses = running.addresses
        with readable_data(settings):
            finished(migrate(addresses.migrate_url, progress))
        yield settings.with_secret().with_services(addresses.migrate_url, addresses.app_url, addresses.redis_url)
        print("- Stopping PostgreSQL and Valkey", flush=True)


@contextlib.contextmanager
def readable_data(settings: Settings) -> Iterator[None]:
    """Damage that only shows when the data is read, as the same sentence as damage that shows at the start."""
    import asyncpg

    from app.services.errors import damaged

    try:
        yield
    except asyncpg.PostgresError as error:
        if str(error.sqlstate or "").startswith(DAMAGE):
            raise damaged(settings.var_folder, str(error).split("\n", 1)[0]) from error
        raise


def inspected(settings: Settings) -> None:
    """Wait for the database, and refuse one that cannot be served from."""
    from app.serving.beginning import inspected as looked_at

    finished(looked_at(settings, progress))


def progress(words: str) -> None:
    """Say what is being done next, unless Ctrl-C has come: then nothing more is."""
    heed_ctrl_c()
    print(f"- {words}", flush=True)
