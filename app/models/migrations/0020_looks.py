"""How pages look: what a person prefers, and what an organization looks like."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0020` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0019_ledger")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0020")]  # type: ignore[misc]
