"""The program without one of its guards."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mutant:
    """One guard that is taken away: in this process by `apply`, or in a copy of the database by `sql`."""

    name: str
    tests: tuple[str, ...]
    """Files of tests that are asked until one is red, the likeliest first."""
    apply: Callable[[], None] = field(default=lambda: None, repr=False)
    sql: str | None = None


MATRIX = tuple(
    f"tests/auth/test_{name}.py"
    for name in (
        *("matrix", "matrix_fields", "matrix_mutations", "foreign_ids", "matrix_streams", "matrix_money_streams"),
        *("matrix_presence", "matrix_accounts", "walls_alone", "parity", "lost_sight", "sharing"),
        *("grants", "invitations", "audit", "security_events"),
    )
)
"""The cells, and what is tried beside them."""

FORMS = ("tests/auth/test_agreement.py", *MATRIX)
"""For what is inside of rules, also whether both forms of each rule agree."""
