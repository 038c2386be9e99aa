"""How people pay: the provider of payments, saved cards, refunds, terms, standing orders."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0021` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0020_looks")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0021")]  # type: ignore[misc]
