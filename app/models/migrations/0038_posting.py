"""Entries are posted without a look at all entries, whatever the statistics say."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0038` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0037_kept")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0038")]  # type: ignore[misc]
