"""Harm that is done to a database, and mended."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.server import House, run_apart
from tests.support.services import execute


@contextmanager
def broken(house: House, harm: str, mend: str) -> Iterator[None]:
    """Harm the database of a house by a statement, and mend it at the end by another."""
    run_apart(execute(house.database.superuser_url, f"SET search_path = app; {harm}"))
    try:
        yield
    finally:
        run_apart(execute(house.database.superuser_url, f"SET search_path = app; {mend}"))


OLDER = (
    "UPDATE tortoise_migrations SET name = '9' || name WHERE name LIKE '0001%'",
    "UPDATE tortoise_migrations SET name = substr(name, 2) WHERE name LIKE '90001%'",
)
NEWER = (
    "INSERT INTO tortoise_migrations SELECT max(id) + 1, 'models', '9999_next', now() FROM tortoise_migrations",
    "DELETE FROM tortoise_migrations WHERE name = '9999_next'",
)
NO_RIGHTS = ("REVOKE USAGE ON SCHEMA app FROM tn_app", "GRANT USAGE ON SCHEMA app TO tn_app")
