"""What the books rest on beside the entries cannot be emptied either."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0037` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0036_recoveries")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0037")]  # type: ignore[misc]
