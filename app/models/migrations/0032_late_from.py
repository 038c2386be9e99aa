"""From when a charge can be late, and fees that are taken back."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0032` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0031_sealed_references")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0032")]  # type: ignore[misc]
