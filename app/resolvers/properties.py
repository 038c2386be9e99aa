"""What can be done with properties and their buildings: enter them, and keep what is known of them right."""

from dataclasses import dataclass
from uuid import UUID

from app.auth.policies.properties import BuildingPolicy, PropertyPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput
from app.models.properties import Building, Property
from app.resolvers.inputs import change, expected, optional_text, text
from app.resolvers.standards import country, currency, jurisdiction, time_zone
from app.subscriptions.portfolio import of_building, of_property
from app.subscriptions.transaction import Once, Transaction, transaction

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, in the parts that every country has."""

    line1: str
    postal_code: str
    city: str
    country_code: str
    line2: str | None = None
    region: str | None = None

    def columns(self) -> dict[str, str | None]:
        """Return the columns of a property that hold it; raises `BadInput`."""
        path = ("input", "address")
        line2, region = (value or "" for value in (self.line2, self.region))
        return {
            "line1": text(self.line1, (*path, "line1"), LONGEST),
            "line2": optional_text(line2, (*path, "line2"), LONGEST) or None,
            "postal_code": text(self.postal_code, (*path, "postalCode"), 20),
            "city": text(self.city, (*path, "city"), LONGEST),
            "region": optional_text(region, (*path, "region"), LONGEST) or None,
            "country_code": country(self.country_code, (*path, "countryCode")),
        }


@dataclass(frozen=True, slots=True)
class NewProperty:
    """A place with one calendar, one currency and one law."""

    name: str
    address: Address
    time_zone: str
    currency: str
    jurisdiction: str

    def columns(self) -> dict[str, str | None]:
        """Return the columns of the new row; raises `BadInput`."""
        return {
            "name": text(self.name, ("input", "name"), LONGEST),
            **self.address.columns(),
            "time_zone": time_zone(self.time_zone, ("input", "timeZone")),
            "currency": currency(self.currency, ("input", "currency")),
            "jurisdiction": jurisdiction(self.jurisdiction, ("input", "jurisdiction")),
        }


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """What shall be different; None stays as it is."""

    name: str | None = None
    address: Address | None = None
    expected_version: int | None = None


async def create(viewer: Viewer, new: NewProperty, once: Once | None = None) -> UUID:
    """Enter a property; returns its id. Raises `BadInput`, and `Forbidden` for whoever manages single properties."""
    columns = new.columns()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        PropertyPolicy.require(viewer, PropertyPolicy.create)
        await _known_to_the_database(tx, new.time_zone)
        made = await tx.create(Property, **columns)
        tx.announce(made, "CREATED", of_property(made))
        return tx.done(made.id)


async def _known_to_the_database(tx: Transaction, name: str) -> None:
    # Its list of zones may be older than ours, and every question for "today" would fail.
    try:
        await tx.run("SELECT now() AT TIME ZONE $1::text", name)
    except BadInput:
        raise BadInput("The database does not know this time zone.", ("input", "timeZone")) from None


async def update(viewer: Viewer, id: UUID, wanted: PropertyChange, once: Once | None = None) -> UUID:
    """Change a property. Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`."""
    columns = wanted.address.columns() if wanted.address is not None else {}
    name = text(wanted.name, ("input", "name"), LONGEST) if wanted.name is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await PropertyPolicy.lock(viewer, id, to=PropertyPolicy.change)
        expected(row, wanted.expected_version)
        changed = change(row, {**columns, "name": name})
        # A new address is a whole one: what it leaves out is empty.
        emptied = [
            column for column in ("line2", "region") if columns and columns[column] is None and getattr(row, column)
        ]
        for column in emptied:
            setattr(row, column, None)
        if changed or emptied:
            await tx.save(row, *changed, *emptied)
            tx.announce(row, "UPDATED", of_property(row), changed=sorted([*changed, *emptied]))
        return tx.done(row.id)


async def create_building(viewer: Viewer, property_id: UUID, label: str, once: Once | None = None) -> UUID:
    """Enter a building; returns its id. Raises `BadInput`, `NotFound`, `Forbidden`."""
    label = text(label, ("input", "label"), 100)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        place = await PropertyPolicy.permitted(viewer, property_id, PropertyPolicy.change)
        made = await tx.create(Building, property_id=place.id, label=label)
        tx.announce(made, "CREATED", of_building(made))
        return tx.done(made.id)


@dataclass(frozen=True, slots=True)
class BuildingChange:
    """What shall be different; None stays as it is."""

    label: str | None = None
    expected_version: int | None = None


async def update_building(viewer: Viewer, id: UUID, wanted: BuildingChange, once: Once | None = None) -> UUID:
    """Change a building. Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`."""
    label = text(wanted.label, ("input", "label"), 100) if wanted.label is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await BuildingPolicy.lock(viewer, id, to=BuildingPolicy.change)
        expected(row, wanted.expected_version)
        changed = change(row, {"label": label})
        if changed:
            await tx.save(row, *changed)
            tx.announce(row, "UPDATED", of_building(row), changed=changed)
        return tx.done(row.id)
