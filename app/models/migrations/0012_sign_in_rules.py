"""How long an organization lets a session live, and what happens to accounts as their organizations see it."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0012` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0011_country")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0012")]  # type: ignore[misc]
