"""Who may see what, written by hand for the people of this world; it knows nothing of the program's own policies."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """What surrounds a written value: names of the demo world, and for messages who takes part."""

    house: str
    property: str = ""
    unit: str = ""
    reporter: str = ""
    for_vendor: bool = False
    internal: bool = False
    talk: str = ""
    people: frozenset[str] = frozenset()


def _inside(where: Where) -> bool:
    return True


def _owner(where: Where) -> bool:
    return where.property == "nordnes" and not where.internal


def _household(unit: str, person: str) -> Callable[[Where], bool]:
    return lambda where: not where.internal and (where.unit == unit or where.reporter == person)


TICKETS: dict[str, Callable[[Where], bool]] = {
    "solveig": _inside,
    "ingrid": _inside,
    "tom": _inside,
    "amira": _household("toftes-a-301", "amira"),
    "jonas": _household("toftes-a-201", "jonas"),
    "olav": _owner,
    "vera": lambda where: where.for_vendor and not where.internal,
    "casey": _inside,
    "dana": _household("van-brunt-2a", "dana"),
}
HOUSES = {person: "harbor" if person in ("casey", "dana") else "nordlys" for person in TICKETS}
READS_ALL_TALKS = ("ingrid", "casey")
CHANGING = "jonas"
"""Gains and loses the role of an owner of Nordnes while the run lasts."""


def may_see(person: str, where: Where) -> bool:
    """Say whether somebody must be told of a value, whatever rights come and go."""
    if where.house != HOUSES[person]:
        return False
    if where.talk:
        return person in READS_ALL_TALKS or person in where.people
    return TICKETS[person](where)


def may_see_at_times(person: str, where: Where) -> bool:
    """Say whether somebody may be told of it while a passing grant is in force."""
    return person == CHANGING and where.house == "nordlys" and not where.talk and _owner(where)
