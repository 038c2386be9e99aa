"""Late fees that come again, and by tiers."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0028` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0027_application_fee")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0028")]  # type: ignore[misc]
