"""What falls due soon is told once, and so is what became of a payment."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0026` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0025_quick_check")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0026")]  # type: ignore[misc]
