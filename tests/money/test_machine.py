"""Random months of rent: whatever happens in whatever order, the books and the documents say the same.

`TENANTRY_SOAK` multiplies the number of steps, as `make soak-money` does.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.models.leases import Lease
from tests.auth.conftest import world_database, world_template
from tests.money.agreements import Agreements
from tests.money.landlord import Landlord
from tests.support.services import Database
from tests.support.world import build

__all__ = ["world_database", "world_template"]

SOAK = int(os.environ.get("TENANTRY_SOAK", "1"))


def run(machine: type[Agreements], examples: int, steps: int) -> None:
    """Let a machine run; what it finds is shrunk and printed as a test that can be pasted."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    phases = (Phase.explicit, Phase.generate, Phase.shrink)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples * SOAK,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=quiet,
            phases=phases,
        ),
    )


def test_the_model_alone_never_contradicts_itself() -> None:
    run(Agreements, 300, 50)


def test_the_database_says_what_the_model_says(world_database: Database) -> None:
    house = build("A")
    stored = Landlord(world_database, house.organization_id, house.id(Lease, "north_1"))
    machine = type("StoredMonths", (Agreements,), {"driver": stored, "compares": True})
    try:
        run(machine, 100, 40)
        report, faults = stored.recomputed(world_database.app_url)
        assert report.differences == [] and faults == []
        assert report.entries > 1_000
    finally:
        stored.close()
