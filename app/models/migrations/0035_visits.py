"""The history of a ticket says for when a visit was agreed, and to when it was moved."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0035` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0034_guesses")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0035")]  # type: ignore[misc]
