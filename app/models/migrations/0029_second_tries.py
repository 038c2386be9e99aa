"""Standing orders that are tried once more."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0029` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0028_fees_that_repeat")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0029")]  # type: ignore[misc]
