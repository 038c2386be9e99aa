"""The first schema: people, portfolio, leases, payments, tickets, messages, and the event stream that ties them."""

from typing import ClassVar

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import Operation

from app.models.migrate import steps


class Migration(TortoiseMigration):
    """Runs every file of `sql/0001` in the order of its name, in one transaction."""

    operations: ClassVar[list[Operation]] = [*steps("0001")]  # type: ignore[misc]
