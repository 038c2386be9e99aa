"""The audit as a chain: whoever changes, removes or adds an entry afterwards breaks it where they did."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0005` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0004_factors")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0005")]  # type: ignore[misc]
