"""What a process that works on jobs and serves nobody may do, and no more."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0014` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0013_tokens")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0014")]  # type: ignore[misc]
