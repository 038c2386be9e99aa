"""Ids of one process sort as they were made, however many are made within a millisecond."""

from itertools import pairwise

from app.models.base import new_id


def test_ids_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(4_000)]
    assert all(one < other for one, other in pairwise(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert len({one.int >> 80 for one in made}) < len(made), "many were made within one millisecond"
