"""Tokens of partners: bound to one organization, kept as hashes, with scopes of their own."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0013` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0012_sign_in_rules")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0013")]  # type: ignore[misc]
