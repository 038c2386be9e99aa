"""An index of what may be late."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0030` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0029_second_tries")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0030")]  # type: ignore[misc]
