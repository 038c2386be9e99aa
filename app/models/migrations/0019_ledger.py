"""The books: accounts, entries, postings and balances, and the documents behind them."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0019` in the order of its name, in one transaction."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("models", "0018_files_told")]  # type: ignore[misc]
    operations: ClassVar[list[Operation]] = [*steps("0019")]  # type: ignore[misc]
