"""What people need: sessions that know their device, members that can be shut out."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0009` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0008_epochs")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0009")]  # type: ignore[misc]
