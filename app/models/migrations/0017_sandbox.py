"""The clock of organizations that are for trying things out."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0017` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0016_external_ids")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0017")]  # type: ignore[misc]
