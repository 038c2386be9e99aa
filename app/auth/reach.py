"""Where a rule can let a viewer in at all, so that whoever is told of a row need not be sought among everybody.

For every rule, viewer, row and moment: when the rule allows the row, either the viewer's reach is None (anywhere), or
it shares a place with the places of the row. The other way round nothing is promised: the rule itself still decides.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from app.auth.rules import AllOf, AnyOf, Everyone, Has, Holds, InArray, IsPerson, Org, Rule, Subject, Via
from app.auth.viewer import Viewer

Place = tuple[str, UUID]
"""A column, with the way to it from the row, and the id that stands there."""

Reach = frozenset[Place] | None

NOWHERE: Reach = frozenset()


def reach(rule: Rule, viewer: Viewer) -> Reach:
    """Return the places where the rule may let the viewer in, now or later; None for anywhere.

    Grants count whatever their time: who is not let in yet may be at the next event.
    """
    return None if viewer.system is not None else _reach(rule, viewer)


def _reach(rule: Rule, viewer: Viewer) -> Reach:
    look = REACHES.get(type(rule))
    return look(rule, viewer) if look is not None else None


def _of_any(rule: AnyOf, viewer: Viewer) -> Reach:
    found: set[Place] = set()
    for part in rule.parts:
        there = _reach(part, viewer)
        if there is None:
            return None
        found |= there
    return frozenset(found)


def _of_all(rule: AllOf, viewer: Viewer) -> Reach:
    narrow = [there for part in rule.parts if (there := _reach(part, viewer)) is not None]
    return min(narrow, key=len) if narrow else None


def _of_organization(rule: Org, viewer: Viewer) -> Reach:
    return None if any(g.role in rule.roles and g.covers_organization for g in viewer.grants) else NOWHERE


def _of_everyone(_: Everyone, viewer: Viewer) -> Reach:
    return None if viewer.grants else NOWHERE


def _of_holder(rule: Holds, viewer: Viewer) -> Reach:
    held = [g for g in viewer.grants if g.role in rule.roles and (not rule.exactly or g.narrowest == rule.scope)]
    return frozenset((rule.column, id) for g in held if (id := getattr(g, rule.scope)) is not None)


def _of_person(rule: IsPerson | InArray, viewer: Viewer) -> Reach:
    return NOWHERE if viewer.member_id is None else frozenset([(rule.column, viewer.member_id)])


def _of_parent(rule: Via, viewer: Viewer) -> Reach:
    return _below(rule.column, _reach(getattr(rule.policy, rule.verb), viewer))


def _of_children(rule: Has, viewer: Viewer) -> Reach:
    return _below(rule.name, _reach(rule.rule, viewer))


REACHES: dict[type[Rule], Callable[[Any, Viewer], Reach]] = {
    AnyOf: _of_any,
    AllOf: _of_all,
    Org: _of_organization,
    Everyone: _of_everyone,
    Holds: _of_holder,
    IsPerson: _of_person,
    InArray: _of_person,
    Via: _of_parent,
    Has: _of_children,
}
"""How each kind of rule bounds a viewer; one that is not here bounds nobody."""


def places(rule: Rule, subject: Subject) -> set[Place]:
    """Return the places of a loaded row that the rule looks at."""
    match rule:
        case AnyOf(parts) | AllOf(parts):
            return {place for part in parts for place in places(part, subject)}
        case Holds() | IsPerson() | InArray():
            value = getattr(subject.row, rule.column)
            ids = value if isinstance(rule, InArray) else [value]
            return {(rule.column, id) for id in ids if id is not None}
        case Via(column, policy, verb):
            parent = subject.parents.get(column)
            return set() if parent is None else set(_under(column, places(getattr(policy, verb), parent)))
        case Has():
            children = subject.children.get(rule.name, ())
            return {place for child in children for place in _under(rule.name, places(rule.rule, child))}
    return set()


def _below(name: str, there: Reach) -> Reach:
    return None if there is None else frozenset(_under(name, there))


def _under(name: str, there: Iterable[Place]) -> Iterator[Place]:
    return ((f"{name}.{column}", id) for column, id in there)
