"""Who may see properties, buildings and units."""

from app.auth.policy import Policy
from app.auth.rules import Holds, Org, Staffs
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.properties import Building, Property, Unit

R, S = Role, ApiScope
STAFF = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.MAINTENANCE, R.AUDITOR, R.OWNER)
RESIDENTS = (R.TENANT, R.GUARANTOR)


class PropertyPolicy(Policy[Property]):
    """Staff and owners of the property, and whoever rents in it."""

    model = Property
    see = Staffs(*STAFF, S.PROPERTIES_READ, column="id") | Holds(RESIDENTS, "property_id", "id", exactly=False)
    create = Org((R.ADMIN, R.MANAGER, S.PROPERTIES_WRITE))
    change = Staffs(R.ADMIN, R.MANAGER, S.PROPERTIES_WRITE, column="id")
    # Tenants are entered in a property.
    enter = Staffs(R.ADMIN, R.MANAGER, S.PEOPLE_WRITE, column="id")
    report = Staffs(R.ADMIN, R.MANAGER, R.MAINTENANCE, S.TICKETS_WRITE, column="id") | Holds(
        (R.TENANT,), "property_id", "id", exactly=False
    )


class BuildingPolicy(Policy[Building]):
    """As its property, but a resident sees the own building alone."""

    model = Building
    see = Staffs(*STAFF, S.PROPERTIES_READ) | Holds(RESIDENTS, "building_id", "id", exactly=False)
    change = Staffs(R.ADMIN, R.MANAGER, S.PROPERTIES_WRITE)


class UnitPolicy(Policy[Unit]):
    """Staff and owners of the property; a resident sees the units of the own leases."""

    model = Unit
    see = Staffs(*STAFF, S.PROPERTIES_READ) | Holds(RESIDENTS, "unit_id", "id", exactly=False)
    change = Staffs(R.ADMIN, R.MANAGER, S.PROPERTIES_WRITE)
    let = Staffs(R.ADMIN, R.MANAGER, S.LEASES_WRITE)
    report = Staffs(R.ADMIN, R.MANAGER, R.MAINTENANCE, S.TICKETS_WRITE) | Holds(
        (R.TENANT,), "unit_id", "id", exactly=False
    )
    price = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER)
