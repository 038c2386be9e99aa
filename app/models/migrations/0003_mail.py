"""Mail that waits to be sent, written in the transaction of what it tells about."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0003` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0002_portfolio")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0003")]  # type: ignore[misc]
