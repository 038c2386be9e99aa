"""Redis or Valkey: whether a word that is said there is heard."""

from app.doctor.findings import Finding, ok, warning, wrong
from app.integrations.bus.roundtrip import Silent, round_trip

SLOW_SECONDS = 0.1


async def findings(url: str) -> list[Finding]:
    """Send a word to ourselves by pub/sub."""
    try:
        version, seconds = await round_trip(url)
    except Silent as error:
        return [
            wrong(
                "redis",
                f"it does not pass words on ({error}): events arrive up to a second late, and nobody is told at once "
                "when a session ends. Is the server running, and is REDIS_URL right?",
            )
        ]
    words = f"{version} passes words on in {seconds * 1000:.1f} ms"
    return [warning("redis", f"{words}: that is slow") if seconds > SLOW_SECONDS else ok("redis", words)]
