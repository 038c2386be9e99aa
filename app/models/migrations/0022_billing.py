"""What is charged by itself: rent and what comes with it, late fees, deposits."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0022` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0021_paying")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0022")]  # type: ignore[misc]
