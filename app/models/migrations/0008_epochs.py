"""Which database the streams were written in, so that a restored one is known for another."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0008` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0007_jobs")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0008")]  # type: ignore[misc]
