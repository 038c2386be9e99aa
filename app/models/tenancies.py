"""How leases, units and people narrow each other's lists."""

from uuid import UUID

from app import clock
from app.models.charges import unsettled
from app.models.leases import CURRENT
from app.models.paging import Condition, Order, Parameters

LIVED_IN = ", ".join(f"'{status}'" for status in CURRENT)


def about_unit(unit_id: UUID) -> Condition:
    """Narrow leases to those about a unit."""
    return lambda table, sql: (
        f"EXISTS (SELECT FROM lease_unit u WHERE u.organization_id = {table}.organization_id"
        f" AND u.lease_id = {table}.id AND u.unit_id = {sql.add(unit_id)}::uuid)"
    )


def bound_by(column: str, id: UUID | None, wanted: bool = True) -> Condition:
    """Narrow leases to those that bind a tenant, named by `t.id` or `t.member_id`, or to the others."""
    # Not `t` inside: that is what the policies call the row which this narrows.
    name = column.removeprefix("t.")
    return lambda table, sql: (
        f"{'' if wanted else 'NOT '}EXISTS (SELECT FROM lease_party p JOIN tenant bound"
        f" ON bound.organization_id = p.organization_id AND bound.id = p.tenant_id"
        f" WHERE p.organization_id = {table}.organization_id AND p.lease_id = {table}.id"
        f" AND bound.{name} = {sql.add(id)}::uuid)"
    )


def owing(wanted: bool) -> Condition:
    """Narrow leases to those under which something is past due, today at the property, or to the others."""

    def condition(table: str, sql: Parameters) -> str:
        past_due = f"{unsettled('c', sql)} AND c.due_on < {_today(table, sql.add(clock.now()))}"
        return (
            f"{'' if wanted else 'NOT '}EXISTS (SELECT FROM charge c WHERE c.organization_id = {table}.organization_id"
            f" AND c.lease_id = {table}.id AND {past_due})"
        )

    return condition


def _today(table: str, moment: str) -> str:
    """The day of a moment at a lease's property. By the days of billing: a sandbox may be ahead of the real time."""
    return (
        f"(SELECT (({moment}::timestamptz + make_interval(secs => o.ahead_seconds)) AT TIME ZONE"
        f" p.time_zone)::date FROM property p JOIN organization o ON o.id = p.organization_id"
        f" WHERE p.organization_id = {table}.organization_id AND p.id = {table}.property_id)"
    )


def by_overdue() -> Order:
    """Order leases by how much of them is past due, in minor units."""
    # Days begin at a quarter of an hour everywhere; a text that changes each second would fill the caches of plans.
    now = clock.now()
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    today = _today("{t}", f"'{quarter.isoformat()}'")
    owed = (
        "(SELECT coalesce(sum(c.open_minor), 0)::bigint FROM charge c WHERE c.organization_id = {t}.organization_id"
        f" AND c.lease_id = {{t}}.id AND c.status IN ('POSTED', 'PARTIALLY_SETTLED') AND c.due_on < {today})"
    )
    return Order("overdue", owed, "bigint")


def renting_in(property_id: UUID, visible: Condition) -> Condition:
    """Narrow tenants to those with a lease in a property, of the leases that are `visible`."""
    return lambda table, sql: (
        f"EXISTS (SELECT FROM lease_party p JOIN lease l ON l.organization_id = p.organization_id AND l.id = p.lease_id"
        f" WHERE p.organization_id = {table}.organization_id AND p.tenant_id = {table}.id"
        f" AND p.property_id = {sql.add(property_id)}::uuid AND {visible('l', sql)})"
    )


def renting(wanted: bool, visible: Condition) -> Condition:
    """Narrow tenants to those under whose lease, of those `visible`, somebody lives now, or to the others."""
    return lambda table, sql: (
        f"{'' if wanted else 'NOT '}EXISTS (SELECT FROM lease_party p JOIN lease l"
        f" ON l.organization_id = p.organization_id AND l.id = p.lease_id AND l.status IN ({LIVED_IN})"
        f" WHERE p.organization_id = {table}.organization_id AND p.tenant_id = {table}.id AND p.status <> 'PAST'"
        f" AND {visible('l', sql)})"
    )
