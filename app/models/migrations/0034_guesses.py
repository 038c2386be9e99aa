"""Many wrong passwords for accounts of an organization are a security event."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0034` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0033_payment_moments")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0034")]  # type: ignore[misc]
