"""Money may come for what was given up, and an event says when it happened."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0036` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0035_visits")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0036")]  # type: ignore[misc]
