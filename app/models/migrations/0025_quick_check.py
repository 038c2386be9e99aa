"""A check that is made for every charge, made quick."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0025` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0024_notifications")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0025")]  # type: ignore[misc]
