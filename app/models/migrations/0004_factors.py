"""What proves more than a password: second factors, devices that were met before, and the keys that encrypt fields."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0004` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0003_mail")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0004")]  # type: ignore[misc]
