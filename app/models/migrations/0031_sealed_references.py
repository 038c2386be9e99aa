"""What stood on transfers is sealed."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0031` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0030_late_charges")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0031")]  # type: ignore[misc]
