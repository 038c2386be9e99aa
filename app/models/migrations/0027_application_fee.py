"""What the platform takes of a payment, agreed when the account is opened."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0027` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0026_due_notices")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0027")]  # type: ignore[misc]
