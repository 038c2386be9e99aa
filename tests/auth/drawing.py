"""Random viewers: any role over any scope, in the past, now and to come."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app import clock
from app.auth.former import Former, Rented
from app.auth.rules import AllOf, AnyOf, Everyone, Has, Holds, InArray, IsPerson, Org, Rule, Subject, Via
from app.auth.viewer import SCOPES, Grant, Role, Viewer
from app.models.leases import Lease, LeaseUnit
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from tests.factories.houses import House

TIMES = ((-9, None), (-9, None), (-9, None), (-9, 9), (-9, -1), (1, None), (-9, -0.0001))
"""Days from now until a grant begins and ends: mostly in force, some over, some to come."""


def scopes(house: House) -> list[dict[str, UUID | None]]:
    """Every scope a grant can have in this organization, each with its ancestors."""
    found: list[dict[str, UUID | None]] = [{}]
    found += [{"property_id": row.id} for row in house.rows[Property].values()]
    found += [{"property_id": row.property_id, "building_id": row.id} for row in house.rows[Building].values()]
    for unit in house.rows[Unit].values():
        found.append({"property_id": unit.property_id, "building_id": unit.building_id, "unit_id": unit.id})
    homes = {link.lease_id: house.rows[Unit] for link in house.rows[LeaseUnit].values()}
    for lease in house.rows[Lease].values():
        link = next(link for link in house.rows[LeaseUnit].values() if link.lease_id == lease.id)
        unit = next(unit for unit in homes[lease.id].values() if unit.id == link.unit_id)
        wide = {"property_id": unit.property_id, "building_id": unit.building_id, "unit_id": unit.id}
        found.append({**wide, "lease_id": lease.id})
    return found


def grant(house: House, dice: random.Random, **fixed: Any) -> Grant:
    """One grant of any kind."""
    begins, ends = dice.choice(TIMES)
    now = clock.now()
    scope = dice.choice(scopes(house))
    drawn: dict[str, Any] = {
        "id": uuid4(),
        "role": dice.choice(list(Role)),
        "starts_at": now + timedelta(days=begins),
        "ends_at": None if ends is None else now + timedelta(days=ends),
        **{name: scope.get(name) for name in SCOPES},
    }
    return Grant(**{**drawn, **fixed})


def viewers(house: House, dice: random.Random, count: int) -> list[Viewer]:
    """Members of one organization with up to three grants each; every role over the whole of it is among them."""
    members = list(house.rows[Member].values())
    plain = [{"role": role, **dict.fromkeys(SCOPES), "starts_at": None, "ends_at": None} for role in Role]
    made = []
    for number in range(count):
        fixed = [plain[number]] if number < len(plain) else [{} for _ in range(dice.randint(0, 3))]
        member = dice.choice(members)
        made.append(
            Viewer(
                person_id=member.person_id,
                organization_id=house.organization_id,
                member_id=None if dice.random() < 0.05 else member.id,
                grants=tuple(grant(house, dice, **values) for values in fixed),
            )
        )
    return made


@dataclass
class Draft:
    """A viewer in the making who shall pass a rule on a row."""

    house: House
    dice: random.Random
    member_id: UUID | None = None
    grants: list[Grant] = field(default_factory=list)

    def fit(self, rule: Rule, subject: Subject) -> None:
        """Take on what the rule asks for, as far as the row has it."""
        if isinstance(rule, AllOf):
            for part in rule.parts:
                self.fit(part, subject)
        elif isinstance(rule, AnyOf):
            self.fit(self.dice.choice(rule.parts), subject)
        elif isinstance(rule, Via | Has):
            self._reach(rule, subject)
        elif isinstance(rule, Org | Everyone | Holds):
            self._hold(rule, subject)
        else:
            self._be(rule, subject)

    def _reach(self, rule: Via | Has, subject: Subject) -> None:
        if isinstance(rule, Has):
            for child in subject.children.get(rule.name, [])[:1]:
                self.fit(rule.rule, child)
        elif rule.column in subject.parents:
            self.fit(getattr(rule.policy, rule.verb), subject.parents[rule.column])

    def _be(self, rule: Rule, subject: Subject) -> None:
        if isinstance(rule, IsPerson):
            self.member_id = getattr(subject.row, rule.column)
        elif isinstance(rule, InArray):
            people = getattr(subject.row, rule.column)
            self.member_id = self.dice.choice(people) if people else None
        elif isinstance(rule, Rented):
            began = self.house.ago(self.dice.choice((0.01, 2_000)))
            lease_id = getattr(subject.row, rule.column)
            self.grants.append(Grant(uuid4(), Role.TENANT, lease_id=lease_id, starts_at=began, ends_at=self.house.now))
        elif isinstance(rule, Former):
            until = self.house.ago(self.dice.choice((0.01, 2_000)))
            self.grants.append(Grant(uuid4(), Role.TENANT, lease_id=subject.row.id, ends_at=until))

    def _hold(self, rule: Org | Everyone | Holds, subject: Subject) -> None:
        roles = list(Role) if isinstance(rule, Everyone) else list(rule.roles)
        wanted = scopes(self.house)
        if isinstance(rule, Org):
            wanted = [{}]
        if isinstance(rule, Holds):
            here = getattr(subject.row, rule.column)
            wanted = [scope for scope in wanted if here is not None and scope.get(rule.scope) == here] or wanted
        columns = {name: self.dice.choice(wanted[:1]).get(name) for name in SCOPES}
        fixed = {"role": self.dice.choice(roles), "starts_at": None, "ends_at": None, **columns}
        self.grants.append(grant(self.house, self.dice, **fixed))

    def viewer(self) -> Viewer:
        """The viewer as it was drawn up, among other grants."""
        extra = grant(self.house, self.dice)
        return Viewer(uuid4(), None, self.house.organization_id, self.member_id, (extra, *self.grants))
