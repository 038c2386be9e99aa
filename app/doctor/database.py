"""The database: whether it answers, whom it lets in as what, and whether what it holds fits this code."""

from collections.abc import Iterator

from app.doctor.findings import Finding, note, ok, warning, wrong
from app.models.examine import Facts, Unreachable, examine
from app.settings import Settings

SKEW_SECONDS = 2.0
SLOW_SECONDS = 0.05


async def findings(settings: Settings) -> list[Finding]:
    """Ask the database about itself, and judge the answers."""
    try:
        facts = await examine(settings.database_url)
    except Unreachable as error:
        return [wrong("database", f"it does not answer ({error}): is the server running, and is DATABASE_URL right?")]
    judged = (_server(facts), _role(facts), _schema(facts), _clock(facts), _connections(facts, settings))
    found = [one for part in judged for one in part]
    return found if facts.missing or facts.no_rights else [*found, *_walls(facts), *_streams(facts)]


def _server(facts: Facts) -> Iterator[Finding]:
    words = f"PostgreSQL {facts.version} answers in {facts.round_trip_seconds * 1000:.1f} ms"
    yield (
        warning("database", f"{words}: that is slow")
        if facts.round_trip_seconds > SLOW_SECONDS
        else ok("database", words)
    )
    if facts.is_replica:
        yield wrong("database", "it is a replica that takes no writes: name the primary in DATABASE_URL.")


def _role(facts: Facts) -> Iterator[Finding]:
    if facts.sees_through:
        yield wrong("role", f"{facts.role} can see through row-level security: serve as tn_app.")
    elif facts.no_rights:
        yield wrong("role", f"{facts.role} has no rights on the schema: serve as tn_app.")
    else:
        yield ok("role", f"{facts.role}, which sees one organization at a time")


def _schema(facts: Facts) -> Iterator[Finding]:
    if facts.no_rights:
        return
    if facts.missing:
        words = "the schema is older than this code" if facts.applied else "there is no schema yet"
        yield wrong("schema", f"{words} ({', '.join(facts.missing)} missing): run `tenantry migrate`.")
    elif facts.foreign:
        yield wrong("schema", f"newer than this code ({', '.join(facts.foreign)}): install the newest Tenantry.")
    else:
        yield ok("schema", f"at {facts.applied[-1]}, the newest")


def _walls(facts: Facts) -> Iterator[Finding]:
    if facts.bypassing:
        yield wrong("walls", f"{' and '.join(facts.bypassing)} can get past row-level security: take that right away.")
    elif facts.open_tables:
        yield wrong("walls", f"row-level security is off on {', '.join(facts.open_tables)}: restore it at once.")
    else:
        yield ok("walls", f"row-level security is on for all {facts.tables} tables of organizations")


def _clock(facts: Facts) -> Iterator[Finding]:
    skew = facts.clock_ahead_seconds
    if abs(skew) > SKEW_SECONDS:
        side = "ahead of" if skew > 0 else "behind"
        yield wrong("clock", f"that of the database is {abs(skew):.1f} s {side} ours: synchronize both (chrony, ntpd).")
    else:
        yield ok("clock", f"{abs(skew) * 1000:.0f} ms from that of the database")


def _connections(facts: Facts, settings: Settings) -> Iterator[Finding]:
    # The pool of one process, the connection of its health probe, and those of the queue.
    processes = (facts.max_connections - facts.reserved) // (settings.pool_size + 3)
    words = f"{facts.max_connections} at most, enough for {processes} processes with TENANTRY_POOL={settings.pool_size}"
    yield ok("connections", words) if processes >= 1 else wrong("connections", f"{words}: lower TENANTRY_POOL.")


def _streams(facts: Facts) -> Iterator[Finding]:
    if not facts.streams:
        yield note("organizations", "none yet")
        return
    yield ok("organizations", str(len(facts.streams)))
    broken = [str(stream.organization_id) for stream in facts.streams if not stream.is_whole]
    if broken:
        yield wrong("streams", f"events are missing in {', '.join(broken)}: restore them from a backup.")
    else:
        events = sum(stream.head - stream.floor for stream in facts.streams)
        yield ok("streams", f"{events} events kept, without a gap")
