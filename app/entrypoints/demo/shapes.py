"""The words in which the demo world is written down: plain data, named by short keys instead of ids."""

from dataclasses import dataclass, field

from app.auth.viewer import Role
from app.models.charges import ChargeCode
from app.models.leases import LeaseStatus, LeaseType
from app.models.payments import PaymentMethodKind, PaymentStatus
from app.models.properties import UnitKind
from app.models.tickets import (
    EntryPermission,
    TicketCategory,
    TicketChannel,
    TicketHoldReason,
    TicketPriority,
    TicketStatus,
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member. Staff and owners have a `role`, `over` one property or all; tenants get theirs from their leases."""

    key: str
    name: str
    email: str | None = None
    phone: str | None = None
    role: Role | None = None
    over: str | None = None
    signs_in: bool = False
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Home:
    """A unit; its key is unique in the organization. `rent` is what the market pays, in minor units."""

    key: str
    label: str
    kind: UnitKind = UnitKind.FLAT
    area: str | None = None
    bedrooms: int | None = None
    rent: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A building and its units."""

    key: str
    label: str
    homes: tuple[Home, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A property: its address, its buildings, and the units that stand outside of them."""

    key: str
    name: str
    line1: str
    postal_code: str
    city: str
    country_code: str
    jurisdiction: str
    region: str | None = None
    blocks: tuple[Block, ...] = ()
    outside: tuple[Home, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """A charge beside the rent of one month."""

    code: ChargeCode
    months_ago: int
    amount: int
    is_paid: bool = True


@dataclass(frozen=True, slots=True)
class Contract:
    """A lease. `start` and `end` are months from now, on their first day; `end` is the day after the last one.

    `monthly` is what comes on top of the rent each month; `owing` is what of the rent is still open, by months ago;
    `mishaps` are payments that brought no money, by months ago.
    """

    number: str
    homes: tuple[str, ...]
    tenants: tuple[str, ...]
    rent: int
    start: int
    end: int | None = None
    status: LeaseStatus = LeaseStatus.ACTIVE
    type: LeaseType = LeaseType.FIXED
    due_day: int = 1
    guarantor: str | None = None
    pays_by: PaymentMethodKind = PaymentMethodKind.CARD
    monthly: dict[ChargeCode, int] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    owing: dict[int, int] = field(default_factory=dict)
    mishaps: dict[int, PaymentStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket takes a step. Moments are written as the almanac reads them."""

    at: str
    by: str | None
    to: TicketStatus
    note: str | None = None
    visit: tuple[str, str] | None = None
    hold: TicketHoldReason | None = None
    until: str | None = None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A ticket is handed to somebody."""

    at: str
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment on a ticket, perhaps for the house alone, or a message in a conversation."""

    at: str
    by: str
    body: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A ticket about one unit or about a whole property; without `by`, a device reported it."""

    key: str
    title: str
    at: str
    category: TicketCategory
    home: str | None = None
    place: str | None = None
    by: str | None = None
    description: str = ""
    priority: TicketPriority = TicketPriority.NORMAL
    entry: EntryPermission = EntryPermission.BY_APPOINTMENT
    channel: TicketChannel = TicketChannel.PORTAL
    due_by: str | None = None
    then: tuple[Moved | Handed | Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation about a ticket, a lease or a property; `unread` counts the last messages by who has not read."""

    key: str
    subject: str
    people: tuple[str, ...]
    said: tuple[Said, ...]
    ticket: str | None = None
    lease: str | None = None
    place: str | None = None
    unread: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """An organization with all it has; `initials` begin its receipt numbers, `first_ticket` its ticket numbers."""

    key: str
    name: str
    currency: str
    time_zone: str
    locales: tuple[str, ...]
    initials: str
    first_ticket: int
    people: tuple[Somebody, ...]
    places: tuple[Place, ...]
    contracts: tuple[Contract, ...]
    reports: tuple[Report, ...]
    talks: tuple[Talk, ...]
    fees_in: tuple[str, ...] = ()
    """Properties where paying late costs something."""

    def place_of(self, home: str) -> tuple[Place, Block | None]:
        """Return the property and the building of a unit."""
        for place in self.places:
            for block in (*place.blocks, None):
                if any(home == unit.key for unit in (block.homes if block else place.outside)):
                    return place, block
        raise KeyError(home)
