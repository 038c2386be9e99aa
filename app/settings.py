"""All settings of Tenantry, read from the environment in this one place."""

import base64
import binascii
import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

Mode = Literal["demo", "development", "production", "test"]
PasswordCost = Literal["full", "test"]
LogLevel = Literal["debug", "info", "warning", "error"]

SECRET_BYTES = 32
ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it and says what is allowed."""


def _words(*allowed: str) -> Callable[[str, str], str]:
    def parse(variable: str, text: str) -> str:
        if text not in allowed:
            raise SettingsError(f"{variable} is {text!r}, but must be one of {', '.join(allowed)}.")
        return text

    return parse


def _number(lowest: int, highest: int) -> Callable[[str, str], int]:
    def parse(variable: str, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise SettingsError(f"{variable} is {text!r}, but must be a whole number from {lowest} to {highest}.")
        return int(text)

    return parse


def _seconds(highest: int) -> Callable[[str, str], float]:
    def parse(variable: str, text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text) or float(text) > highest:
            raise SettingsError(f"{variable} is {text!r}, but must be seconds from 0 to {highest}, such as 2.5.")
        return float(text)

    return parse


def _address(*schemes: str) -> Callable[[str, str], str]:
    # The value may carry a password, so the message must not repeat it.
    def parse(variable: str, text: str) -> str:
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            raise SettingsError(f"{variable} must be an address that starts with {starts}.")
        return text

    return parse


def _text(variable: str, text: str) -> str:
    if not text.isprintable():
        raise SettingsError(f"{variable} holds characters that cannot be printed.")
    return text


def _folder(variable: str, text: str) -> Path:
    return Path(_text(variable, text)).absolute()


def _origins(variable: str, text: str) -> tuple[str, ...]:
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{variable} holds {origin!r}, but must be exact origins such as https://portal.example, "
                "lower case, without a path, separated by commas."
            )
    return origins


def _secret(variable: str, text: str) -> bytes:
    value = _decoded(text)
    if len(value) < SECRET_BYTES:
        raise SettingsError(f"{variable} must be at least {SECRET_BYTES} random bytes written in hex or base64.")
    return value


def _decoded(text: str) -> bytes:
    if re.fullmatch(r"([0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return b""


@dataclass(frozen=True)
class Settings:
    """What the environment decides; the table `ROWS` below says which variable fills which field."""

    mode: Mode = "development"
    database_url: str = field(default="", repr=False)
    migrate_database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    var_folder: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_origins: tuple[str, ...] = ()
    secret_key: bytes = field(default=b"", repr=False)
    password_cost: PasswordCost = "full"
    pool_size: int = 8
    pg_bin: str = ""
    log_level: LogLevel = "info"
    event_retention_days: int = 14
    drain_seconds: float = -1.0
    metrics_port: int = 0
    metrics_host: str = "127.0.0.1"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check every setting; raises `SettingsError`. An empty variable counts as not set."""
        settings = cls._read(environ)
        settings._check_together()
        return settings

    @classmethod
    def for_demo(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Settings of a demo; refuses production settings and addresses that others can reach."""
        settings = cls._read(environ)
        if settings.mode == "production":
            raise SettingsError("The demo does not run with TENANTRY_MODE=production: leave it out or say demo.")
        if not _is_loopback(settings.host):
            raise SettingsError(
                f"TENANTRY_HOST is {settings.host!r}, but the demo listens on loopback only: 127.0.0.1."
            )
        # Never the database of the shell it was started from: the demo must not be sown into real data.
        return replace(settings, mode="demo", database_url="", migrate_database_url="", redis_url="")

    @classmethod
    def _read(cls, environ: Mapping[str, str]) -> "Settings":
        given = {
            row.name: row.parse(row.variable, text) for row in ROWS if (text := environ.get(row.variable, "").strip())
        }
        settings = cls(**given)
        return replace(settings, var_folder=settings.var_folder.absolute())

    @property
    def outside_services(self) -> bool:
        """True when PostgreSQL and Redis are given; False when Tenantry starts its own."""
        return bool(self.database_url and self.redis_url)

    @property
    def span_of_drain(self) -> float:
        """Seconds between the signal to end and the last socket: as set, else long enough for balancers to notice."""
        if self.drain_seconds >= 0:
            return self.drain_seconds
        return 10.0 if self.mode == "production" else 0.5

    def _check_together(self) -> None:
        if bool(self.database_url) != bool(self.redis_url):
            raise SettingsError("Set both DATABASE_URL and REDIS_URL, or neither: then Tenantry starts its own.")
        if self.mode == "production":
            self._check_production()

    def _check_production(self) -> None:
        if not self.secret_key:
            raise SettingsError(
                f"TENANTRY_SECRET is missing: in production it must be at least {SECRET_BYTES} random bytes "
                "written in hex or base64, the same on every node."
            )
        if self.password_cost == "test":
            raise SettingsError("TENANTRY_PASSWORD_COST=test is too weak for production: leave it out or say full.")
        if not self.outside_services:
            raise SettingsError(
                "DATABASE_URL and REDIS_URL must be set in production: nothing is started for you there."
            )

    def with_services(self, migrate_url: str, app_url: str, redis_url: str) -> "Settings":
        """The same settings with the addresses of services that were started."""
        return replace(self, migrate_database_url=migrate_url, database_url=app_url, redis_url=redis_url)

    def listening_on(self, port: int) -> "Settings":
        """The same settings for the port that is really used; outside production our own origins are allowed."""
        origins = self.allowed_origins
        if not origins and self.mode != "production":
            origins = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
        return replace(self, port=port, allowed_origins=origins)

    def with_secret(self) -> "Settings":
        """The same settings with a secret: the given one, else that of `var/secret`, made on first use."""
        if self.secret_key:
            return self
        if self.mode == "test":
            return replace(self, secret_key=secrets.token_bytes(SECRET_BYTES))
        path = self.var_folder / "secret"
        try:
            return replace(self, secret_key=_kept_secret(path))
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise SettingsError(f"The secret in {path} cannot be used ({reason}): make the folder writable.") from error


@dataclass(frozen=True)
class Row:
    """One setting: the field it fills, its variable, how it is read, and what it means."""

    name: str
    variable: str
    parse: Callable[[str, str], Any]
    meaning: str

    @property
    def default(self) -> str:
        """The default as the documentation shows it; empty when there is none."""
        value = getattr(Settings(), self.name)
        return str(value) if value and value != -1.0 else ""


def shown(environ: Mapping[str, str] = os.environ) -> dict[str, str | None]:
    """Return what is set, as it may be shown; None for a variable that looks like a setting and is none."""
    secret = {item.name for item in fields(Settings) if not item.repr}
    known = {row.variable: "(set)" if row.name in secret else None for row in ROWS}
    ours = {
        key: text for key, text in environ.items() if text.strip() and (key in known or key.startswith("TENANTRY_"))
    }
    return {key: (known[key] or text if key in known else None) for key, text in sorted(ours.items())}


_POSTGRES = _address("postgresql", "postgres")
_REDIS = _address("redis", "rediss", "unix")

ROWS = (
    Row("mode", "TENANTRY_MODE", _words(*get_args(Mode)), "demo, development, production or test"),
    Row("database_url", "DATABASE_URL", _POSTGRES, "PostgreSQL as role tn_app; not set: one is started"),
    Row("migrate_database_url", "MIGRATE_DATABASE_URL", _POSTGRES, "PostgreSQL for `tenantry migrate`"),
    Row("redis_url", "REDIS_URL", _REDIS, "Redis or Valkey; not set: one is started"),
    Row("var_folder", "TENANTRY_VAR", _folder, "folder for data, sockets, logs and the secret"),
    Row("host", "TENANTRY_HOST", _text, "address to listen on; the demo takes loopback only"),
    Row("port", "TENANTRY_PORT", _number(1, 65535), "port to listen on; the demo takes the next free one"),
    Row("allowed_origins", "TENANTRY_ORIGINS", _origins, "exact origins of browsers, by commas; else our own address"),
    Row("secret_key", "TENANTRY_SECRET", _secret, "32 or more bytes in hex or base64, the same on all nodes"),
    Row(
        "password_cost", "TENANTRY_PASSWORD_COST", _words(*get_args(PasswordCost)), "of argon2id: full, or test (weak)"
    ),
    Row("pool_size", "TENANTRY_POOL", _number(1, 200), "connections of this process to PostgreSQL"),
    Row("pg_bin", "TENANTRY_PG_BIN", _text, "folder with initdb and postgres, for the PostgreSQL that is started"),
    Row("log_level", "TENANTRY_LOG_LEVEL", _words(*get_args(LogLevel)), "debug, info, warning or error"),
    Row(
        "event_retention_days", "TENANTRY_EVENT_RETENTION_DAYS", _number(1, 3650), "days for which events are replayed"
    ),
    Row("drain_seconds", "TENANTRY_DRAIN_SECONDS", _seconds(600), "span of closing sockets; else 10, or 0.5 at home"),
    Row("metrics_port", "TENANTRY_METRICS_PORT", _number(1, 65535), "port of /metrics, one more per worker; else none"),
    Row("metrics_host", "TENANTRY_METRICS_HOST", _text, "address of that port"),
)


def _kept_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole and then linked: two processes that start together end with the same secret.
        fresh = path.with_name(f"secret.{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    value = _decoded(path.read_text().strip())
    if len(value) < SECRET_BYTES:
        raise SettingsError(
            f"The secret in {path} is damaged: delete the file and start again; everyone signs in anew."
        )
    return value


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
