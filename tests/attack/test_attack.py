"""The attacks in their short form: every kind is tried, and nothing gets through."""

from tests.attack.__main__ import ATTACKS
from tests.attack.arena import run


def test_nothing_gets_through() -> None:
    said: list[str] = []
    assert run(ATTACKS, True, said.append) == 0, "\n".join(said)
    assert len(said) > len(ATTACKS)
