"""`tenantry keys rotate` makes new data keys; `tenantry keys rewrap` brings all of them under a new master key."""

from app.cli.services import progress
from app.serving.foreground import finished
from app.settings import Settings, SettingsError


def rotate(settings: Settings) -> None:
    """Make a new data key for accounts and for each organization that has one."""
    if not settings.outside_services or not settings.master_key:
        raise SettingsError("New data keys need DATABASE_URL, REDIS_URL and TENANTRY_MASTER_KEY, as servers have them.")
    made = finished(_rotate(settings))
    progress(f"{made} new keys seal from now on; what older ones sealed is sealed anew within the hour")


def rewrap(settings: Settings) -> None:
    """Bring every data key under the master key of now; raises `Unusable` when one opens with neither."""
    if not (settings.migrate_database_url and settings.master_key and settings.old_master_key):
        raise SettingsError(
            "A new master key needs MIGRATE_DATABASE_URL, TENANTRY_MASTER_KEY (new) and TENANTRY_MASTER_KEY_BEFORE."
        )
    from app.auth.sealing import Damaged
    from app.auth.secrets import rewrapped
    from app.models.keys import wrap_anew
    from app.serving.listeners import Unusable

    master, before = settings.master_key, settings.old_master_key
    try:
        done, all = finished(wrap_anew(settings.migrate_database_url, lambda row: rewrapped(row, master, before)))
    except Damaged as error:
        raise Unusable("A data key opens with neither master key: nothing was changed.") from error
    except (OSError, TimeoutError) as error:
        raise Unusable(f"The database of MIGRATE_DATABASE_URL does not answer: {error}.") from error
    progress(f"{done} of {all} data keys were brought under the new master key; the old one opens none of them")


async def _rotate(settings: Settings) -> int:
    from app.auth.backend import close_database, open_database
    from app.auth.secrets import Secrets

    await open_database(settings.database_url, 2)
    try:
        return await Secrets(settings.master_key, settings.old_master_key).rotate_all()
    finally:
        await close_database()
