"""Starts PostgreSQL and Valkey under `var` as guarded children, and ends them."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Self

from app.services import places, postgres, valkey
from app.services.children import Child
from app.services.errors import ServiceError, from_disk
from app.settings import Settings


@dataclass(frozen=True)
class Addresses:
    """Where the started services answer: as superuser for migrations, as `tn_app` for the app, and Redis."""

    migrate_url: str
    app_url: str
    redis_url: str


@dataclass
class Running:
    """The started services; they end with `stop`, with the `with` block, or with this process, however it ends."""

    addresses: Addresses
    children: list[Child]
    place: places.Place
    lock: IO[str]

    def stop(self) -> None:
        """End the servers and wait until they are gone."""
        for child in self.children:
            child.close()
        for child in self.children:
            child.stop()
        self.place.leave()
        self.lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(settings: Settings, progress: Callable[[str], None], durable: bool = True) -> Running:
    """Start both services under `settings.var_folder`; raises `ServiceError`. Not inside a running event loop."""
    var = settings.var_folder.resolve()
    with contextlib.ExitStack() as undo:
        try:
            lock = undo.enter_context(places.lock(var))
            place = places.prepare(var)
            undo.callback(place.leave)
            if place.home != var:
                progress(f"Only root can enter {var}: the database lives in {place.home}")
            redis = valkey.start(place)
            undo.callback(redis.stop)
            database = postgres.start(place, settings.pg_bin, durable, progress)
            undo.callback(database.stop)
            postgres.ready(place, database, progress)
            valkey.ready(place, redis)
        except OSError as error:
            raise from_disk(var, error) from error
        addresses = Addresses(
            migrate_url=postgres.url(place, "postgres"),
            app_url=postgres.url(place, "tn_app"),
            redis_url=valkey.url(place),
        )
        undo.pop_all()
        return Running(addresses, [redis, database], place, lock)


__all__ = ["Addresses", "Running", "ServiceError", "start"]
