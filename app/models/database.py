"""How a PostgreSQL address becomes the credentials that Tortoise and asyncpg take."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def credentials(url: str) -> dict[str, Any]:
    """Split `postgresql://user:password@host:port/name?host=/socket/folder` into keyword arguments."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    found: dict[str, Any] = {
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "host": query.get("host", [parts.hostname])[0],
        "port": int(query.get("port", [str(parts.port or 5432)])[0]),
        "database": parts.path.lstrip("/") or None,
    }
    if "sslmode" in query:
        found["ssl"] = query["sslmode"][0]
    return found
