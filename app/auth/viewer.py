"""Who is asking: a person or the system, in one organization or none, with the grants that count there now."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from app.auth.scopes import ApiScope


class Role(StrEnum):
    """What a grant makes of a person, in the words of the API."""

    TENANT = "TENANT"
    GUARANTOR = "GUARANTOR"
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MANAGER = "MANAGER"
    ACCOUNTANT = "ACCOUNTANT"
    MAINTENANCE = "MAINTENANCE"
    VENDOR = "VENDOR"
    AUDITOR = "AUDITOR"


class SignInStep(StrEnum):
    """What a sign-in can still ask for."""

    SECOND_FACTOR = "SECOND_FACTOR"
    SET_UP_SECOND_FACTOR = "SET_UP_SECOND_FACTOR"


SCOPES = ("lease_id", "unit_id", "building_id", "property_id")
"""The columns that narrow a grant, narrowest first."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role over one scope for one span of time; the narrowest id that is set is the scope.

    A token holds scopes of the API in place of roles.
    """

    id: UUID
    role: Role | ApiScope
    property_id: UUID | None = None
    building_id: UUID | None = None
    unit_id: UUID | None = None
    lease_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Say whether the grant is in force at `now`."""
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)

    @property
    def covers_organization(self) -> bool:
        """Say whether nothing narrows the grant."""
        return self.narrowest is None

    @property
    def narrowest(self) -> str | None:
        """Return the name of the column that is the scope; None for the whole organization."""
        return next((name for name in SCOPES if getattr(self, name) is not None), None)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who asks. Without an organization only sign-in and `viewer` work."""

    person_id: UUID | None = None
    session_id: UUID | None = None
    organization_id: UUID | None = None
    member_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    locale: str = "en"
    expires_at: datetime | None = None
    system: str | None = None
    address: str | None = field(default=None, compare=False, repr=False)
    """Where the request came from, for the audit; it makes nobody another viewer."""
    awaits: SignInStep | None = None
    stepped_up_at: datetime | None = None
    has_shown_factor: bool = False
    token_id: UUID | None = None
    points_per_second: int | None = None
    """How fast the budget of a token fills up again."""

    @classmethod
    def anonymous(cls) -> Self:
        """Return the viewer of a request without credentials."""
        return cls()

    @classmethod
    def system_of(cls, organization_id: UUID, reason: str) -> Self:
        """Return the system itself at work in one organization; `reason` goes into the audit."""
        return cls(organization_id=organization_id, system=reason)

    @property
    def account(self) -> UUID | None:
        """Return the account whose own rows row-level security may show."""
        return self.person_id

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody in particular is asking."""
        return self.person_id is None and self.token_id is None and self.system is None

    @property
    def ground(self) -> UUID | None:
        """Return what the viewer is let in by: the session, or the token."""
        return self.session_id or self.token_id

    @property
    def scopes(self) -> frozenset[ApiScope]:
        """Return the scopes of a token; nobody else has any."""
        return frozenset(grant.role for grant in self.grants if isinstance(grant.role, ApiScope))

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the audit records of the one who acts."""
        return {"member_id": self.member_id, "session_id": self.session_id, "system": self.system}


def house_of(viewer: Viewer, reason: str) -> Viewer:
    """Return the house itself at work for this viewer's organization."""
    assert viewer.organization_id is not None
    return Viewer.system_of(viewer.organization_id, reason)
