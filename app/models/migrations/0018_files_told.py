"""That a file was added is part of the history of a ticket."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0018` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0017_sandbox")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0018")]  # type: ignore[misc]
