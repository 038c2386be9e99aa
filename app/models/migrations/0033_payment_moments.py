"""When payments and standing orders began by the clock for billing, and when payers let them go."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0033` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0032_late_from")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0033")]  # type: ignore[misc]
