"""What the own lists of a landlord call things."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0016` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0015_files")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0016")]  # type: ignore[misc]
