"""All settings of Tenantry, read from the environment in this one place."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from app.settings import values
from app.settings.checks import check_together
from app.settings.kept import kept_secret
from app.settings.values import SECRET_BYTES, SettingsError, is_loopback

__all__ = ["ROWS", "SECRET_BYTES", "Row", "Settings", "SettingsError", "inherited", "shown"]

Mode = Literal["demo", "development", "production", "test"]
PasswordCost = Literal["full", "test"]
LogLevel = Literal["debug", "info", "warning", "error"]
JobsWhere = Literal["here", "elsewhere"]


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
    public_url: str = ""
    secret_key: bytes = field(default=b"", repr=False)
    master_key: bytes = field(default=b"", repr=False)
    old_master_key: bytes = field(default=b"", repr=False)
    password_cost: PasswordCost = "full"
    pool_size: int = 8
    pg_bin: str = ""
    log_level: LogLevel = "info"
    event_retention_days: int = 14
    start_seconds: float = 60
    drain_seconds: float = -1.0
    metrics_port: int = 0
    metrics_host: str = "127.0.0.1"
    jobs: JobsWhere = "here"
    smtp_url: str = field(default="", repr=False)
    s3_url: str = field(default="", repr=False)
    stripe_api_key: str = field(default="", repr=False)
    stripe_publishable_key: str = ""
    stripe_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    stripe_api: str = ""
    stripe_simulator: str = ""
    stripe_application_fee_bps: int = 0
    payments_at_once: int = 4
    mail_from: str = "Tenantry <tenantry@portal.example>"
    max_sockets: int = 12_000
    max_sockets_per_address: int = 200
    sockets_per_second: int = 500
    proxies: tuple[str, ...] = ()
    backup_database_url: str = field(default="", repr=False)
    backups_folder: Path | None = None
    backups_kept: int = 7

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check every setting; raises `SettingsError`. An empty variable counts as not set."""
        settings = cls._read(environ)
        check_together(settings)
        return settings

    @classmethod
    def for_demo(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Settings of a demo; refuses production settings and addresses that others can reach."""
        settings = cls._read(environ)
        if settings.mode == "production":
            raise SettingsError("The demo does not run with TENANTRY_MODE=production: leave it out or say demo.")
        if not is_loopback(settings.host):
            raise SettingsError(
                f"TENANTRY_HOST is {settings.host!r}, but the demo listens on loopback only: 127.0.0.1."
            )
        # Never the services of the shell it was started from: no demo is sown into real data, or mails anybody.
        settings = replace(settings, mode="demo", smtp_url="", s3_url="", jobs="here")
        settings = settings.with_stripe("", "", (), "")
        return replace(settings, database_url="", migrate_database_url="", redis_url="")

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
    def backups(self) -> Path:
        """Where backups are kept: as set, else below `var`."""
        return self.backups_folder or self.var_folder / "backups"

    @property
    def span_of_drain(self) -> float:
        """Seconds between the signal to end and the last socket: as set, else long enough for balancers to notice."""
        if self.drain_seconds >= 0:
            return self.drain_seconds
        return 10.0 if self.mode == "production" else 0.5

    def with_services(self, migrate_url: str, app_url: str, redis_url: str) -> "Settings":
        """The same settings with the addresses of services that were started."""
        return replace(self, migrate_database_url=migrate_url, database_url=app_url, redis_url=redis_url)

    def with_stripe(self, key: str, publishable: str, secrets: tuple[str, ...], simulator: str) -> "Settings":
        """The same settings for another provider of payments; with `simulator`, its address, for what stands in."""
        named = replace(self, stripe_api_key=key, stripe_publishable_key=publishable, stripe_simulator=simulator)
        return replace(named, stripe_webhook_secrets=secrets)

    def listening_on(self, port: int) -> "Settings":
        """The same settings for the port that is really used; outside production our own origins are allowed."""
        origins = self.allowed_origins
        if not origins and self.mode != "production":
            origins = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
        public_url = self.public_url or f"http://localhost:{port}"
        return replace(self, port=port, allowed_origins=origins, public_url=public_url)

    def with_secret(self) -> "Settings":
        """The same settings with both secrets: the given ones, else those of files in `var`, made on first use."""
        secret, master = self.secret_key, self.master_key
        if self.mode == "test":
            made = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES)
            return replace(self, secret_key=secret or made[0], master_key=master or made[1])
        folder = self.var_folder
        secret = secret or kept_secret(folder / "secret", "everyone signs in anew")
        master = master or kept_secret(folder / "master-key", "what was encrypted with it cannot be read any more")
        return replace(self, secret_key=secret, master_key=master)


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


def inherited(**more: str) -> dict[str, str]:
    """Return the environment of now with `more`, for a child that runs this same program."""
    return {**os.environ, **more}


def shown(environ: Mapping[str, str] = os.environ) -> dict[str, str | None]:
    """Return what is set, as it may be shown; None for a variable that looks like a setting and is none."""
    secret = {item.name for item in fields(Settings) if not item.repr}
    known = {row.variable: "(set)" if row.name in secret else None for row in ROWS}
    ours = {
        key: text for key, text in environ.items() if text.strip() and (key in known or key.startswith("TENANTRY_"))
    }
    return {key: (known[key] or text if key in known else None) for key, text in sorted(ours.items())}


_POSTGRES = values.address("postgresql", "postgres")
_REDIS = values.address("redis", "rediss", "unix")

ROWS = (
    Row("mode", "TENANTRY_MODE", values.words(*get_args(Mode)), "demo, development, production or test"),
    Row("database_url", "DATABASE_URL", _POSTGRES, "PostgreSQL as role tn_app; not set: one is started"),
    Row("migrate_database_url", "MIGRATE_DATABASE_URL", _POSTGRES, "PostgreSQL for `tenantry migrate`"),
    Row("redis_url", "REDIS_URL", _REDIS, "Redis or Valkey; not set: one is started"),
    Row("var_folder", "TENANTRY_VAR", values.folder, "folder for data, sockets, logs and the secret"),
    Row("host", "TENANTRY_HOST", values.printable, "address to listen on; the demo takes loopback only"),
    Row("port", "TENANTRY_PORT", values.number(1, 65535), "port to listen on; the demo takes the next free one"),
    Row(
        "allowed_origins",
        "TENANTRY_ORIGINS",
        values.origins,
        "exact origins of browsers, by commas; else our own address",
    ),
    Row("public_url", "TENANTRY_PUBLIC_URL", values.origin, "origin that people open; else localhost and our own port"),
    Row("secret_key", "TENANTRY_SECRET", values.secret, "32 or more bytes in hex or base64, the same on all nodes"),
    Row("master_key", "TENANTRY_MASTER_KEY", values.master, "32 random bytes in hex or base64, the same on all nodes"),
    Row("old_master_key", "TENANTRY_MASTER_KEY_BEFORE", values.master, "the one before, while it is being replaced"),
    Row(
        "password_cost",
        "TENANTRY_PASSWORD_COST",
        values.words(*get_args(PasswordCost)),
        "of argon2id: full, or test (weak)",
    ),
    Row("pool_size", "TENANTRY_POOL", values.number(1, 200), "connections of this process to PostgreSQL"),
    Row(
        "pg_bin",
        "TENANTRY_PG_BIN",
        values.printable,
        "folder with initdb and postgres, for the PostgreSQL that is started",
    ),
    Row("log_level", "TENANTRY_LOG_LEVEL", values.words(*get_args(LogLevel)), "debug, info, warning or error"),
    Row(
        "event_retention_days",
        "TENANTRY_EVENT_RETENTION_DAYS",
        values.number(1, 3650),
        "days for which events are replayed",
    ),
    Row(
        "start_seconds",
        "TENANTRY_START_SECONDS",
        values.seconds(3600),
        "how long a start waits for a database that is away",
    ),
    Row(
        "drain_seconds",
        "TENANTRY_DRAIN_SECONDS",
        values.seconds(600),
        "span of closing sockets; else 10, or 0.5 at home",
    ),
    Row(
        "metrics_port",
        "TENANTRY_METRICS_PORT",
        values.number(1, 65535),
        "port of /metrics, one more per worker; else none",
    ),
    Row("metrics_host", "TENANTRY_METRICS_HOST", values.printable, "address of that port"),
    Row("jobs", "TENANTRY_JOBS", values.words(*get_args(JobsWhere)), "here: servers work on jobs too; or elsewhere"),
    Row(
        "smtp_url",
        "SMTP_URL",
        values.smtp,
        "mail server, smtps:// or smtp:// with STARTTLS; not set: mail is only kept",
    ),
    Row("s3_url", "S3_URL", values.s3, "bucket for files, https://key:secret@host/bucket?region=…; not set: a folder"),
    Row(
        "stripe_api_key",
        "STRIPE_API_KEY",
        values.stripe_key("sk_", "rk_"),
        "secret key of the platform at Stripe; not set: nobody can pay online",
    ),
    Row("stripe_publishable_key", "STRIPE_PUBLISHABLE_KEY", values.stripe_key("pk_"), "the public key beside it"),
    Row(
        "stripe_webhook_secrets",
        "STRIPE_WEBHOOK_SECRETS",
        values.stripe_keys("whsec_"),
        "signing secrets of /webhooks/stripe, by commas: two while one is being replaced",
    ),
    Row("stripe_api", "STRIPE_API", values.api_origin, "where Stripe is reached through a gate of the house's own"),
    Row(
        "stripe_simulator",
        "STRIPE_SIMULATOR",
        values.loopback_origin,
        "address of `tenantry stripe-simulator` on this machine, in place of Stripe",
    ),
    Row(
        "stripe_application_fee_bps",
        "STRIPE_APPLICATION_FEE_BPS",
        values.number(0, 1000),
        "what the platform takes of payments into accounts opened from now on, in hundredths of a percent",
    ),
    Row(
        "payments_at_once",
        "TENANTRY_PAYMENTS_AT_ONCE",
        values.number(1, 64),
        "standing orders that a process has on the way to Stripe at once",
    ),
    Row("mail_from", "MAIL_FROM", values.sender, "who mails are from"),
    Row("max_sockets", "TENANTRY_SOCKETS", values.number(0, 1_000_000), "sockets of a process at most; 0: no limit"),
    Row(
        "max_sockets_per_address",
        "TENANTRY_SOCKETS_PER_ADDRESS",
        values.number(0, 1_000_000),
        "sockets of one address on a process at most; 0: no limit",
    ),
    Row(
        "sockets_per_second",
        "TENANTRY_SOCKETS_PER_SECOND",
        values.number(0, 100_000),
        "sockets that a process lets in each second, after a burst of two seconds' worth; 0: no limit",
    ),
    Row(
        "proxies",
        "TENANTRY_PROXIES",
        values.networks,
        "addresses or networks of proxies, by commas, whose X-Forwarded-For and -Proto are believed",
    ),
    Row("backup_database_url", "BACKUP_DATABASE_URL", _POSTGRES, "PostgreSQL as role tn_backup, for `tenantry backup`"),
    Row("backups_folder", "TENANTRY_BACKUPS", values.folder, "folder for backups; else `backups` below TENANTRY_VAR"),
    Row("backups_kept", "TENANTRY_BACKUPS_KEPT", values.number(0, 3650), "backups that are kept there; 0: none daily"),
)
