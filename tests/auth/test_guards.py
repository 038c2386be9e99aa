"""A guard of each kind is taken away, and missed: a sample of `make guards`, and a proof that it tells the truth."""

import json
from dataclasses import asdict
from typing import Any

from app.services.embedded import Addresses
from tests.auth.guards.crew import Crew

LIST = "tests/auth/test_matrix.py::test_a_list_has_the_rows_of_the_matrix_and_nothing_else[conversations]"
CHANGE = "tests/auth/test_matrix_mutations.py::test_a_change_is_made_by_whom_the_matrix_names[updateBuilding]"
WALL = "tests/models/test_wall.py::test_foreign_rows_cannot_be_read"
SAMPLE = {
    "rule ConversationPolicy.see without part 0.0": LIST,
    "word app/auth/viewer.py Grant.counts: def counts(self, now: datetime) -> bool:": LIST,
    "refusal app/auth/policy.py Policy.check: if not cls._passes(viewer, to, subject, now):": CHANGE,
    "wall charge switched off": WALL,
}
"""Guards with a test that misses each."""

OTHER = "wall ticket.organization open to write"
"""A guard that WALL does not ask about."""


def test_a_sample_of_the_guards_is_missed(migrated_services: Addresses, world_template: str) -> None:
    place = json.dumps({"addresses": asdict(migrated_services), "template": world_template})
    tries = [*SAMPLE.items(), (OTHER, WALL)]
    tasks = [{"do": "record", "tests": [LIST]}]
    tasks += [{"do": "try", "guard": guard, "tests": [test]} for guard, test in tries]
    answers: list[Any] = []
    with Crew([LIST, CHANGE, WALL], 1, place) as crew:
        assert {guard for guard, _ in tries} <= set(crew.guards) and len(crew.guards) > 450
        crew.share(tasks, lambda _, answer: answers.append(answer["made"]))
    seen, *tried = answers
    assert seen[LIST]["red"] is None and "rule ConversationPolicy.see" in seen[LIST]["guards"]
    assert "rule ChargePolicy.see" not in seen[LIST]["guards"]
    assert {guard: made.get("killer") for (guard, _), made in zip(tries, tried, strict=True)} == {**SAMPLE, OTHER: None}
