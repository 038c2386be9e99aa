"""What changing the portfolio needs: facts of leases, the condition of units, and words to search by."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0002` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0001_foundation")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0002")]  # type: ignore[misc]
