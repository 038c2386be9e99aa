"""What a session has proved besides the password, and which organizations demand it."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0010` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0009_people")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0010")]  # type: ignore[misc]
