"""Every setting: read, refused with a sentence that names it, and documented."""

import dataclasses
import re
import stat
from pathlib import Path

import pytest

from app.settings import ROWS, Settings, SettingsError

PRODUCTION = {
    "TENANTRY_MODE": "production",
    "TENANTRY_SECRET": "ab" * 32,
    "TENANTRY_MASTER_KEY": bytes(range(32)).hex(),
    "TENANTRY_PUBLIC_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://tn_app:hidden-password@db/tenantry",
    "REDIS_URL": "redis://:hidden-password@redis/0",
}


def test_every_field_is_filled_by_exactly_one_variable() -> None:
    assert [row.name for row in ROWS] == [field.name for field in dataclasses.fields(Settings)]
    assert len({row.variable for row in ROWS}) == len(ROWS)
    assert all(row.meaning for row in ROWS)


def test_the_defaults_are_for_development() -> None:
    settings = Settings.from_environment({})
    assert (settings.mode, settings.host, settings.port) == ("development", "127.0.0.1", 8000)
    assert settings.var_folder == Path("var").absolute()
    assert not settings.outside_services


def test_stripe_is_reached_through_a_gate_or_simulated_and_never_both() -> None:
    keys = {
        "STRIPE_API_KEY": "sk_test_x1",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_x1",
        "STRIPE_WEBHOOK_SECRETS": "whsec_x1",
    }
    for address in ("https://gate.example", "http://127.0.0.1:9000"):
        assert Settings.from_environment({**keys, "STRIPE_API": f"{address}/"}).stripe_api == address
    with pytest.raises(SettingsError, match="STRIPE_API"):
        Settings.from_environment(
            {**keys, "STRIPE_API": "https://gate.example", "STRIPE_SIMULATOR": "http://127.0.0.1:1"}
        )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"TENANTRY_PORT": "", "TENANTRY_MODE": " "}) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TENANTRY_MODE", "prod"),
        ("TENANTRY_PORT", "abc"),
        ("TENANTRY_PORT", "0"),
        ("TENANTRY_PORT", "65536"),
        ("TENANTRY_PORT", "-1"),
        ("TENANTRY_PORT", "٨٠٠٠"),
        ("TENANTRY_POOL", "0"),
        ("TENANTRY_POOL", "1.5"),
        ("TENANTRY_LOG_LEVEL", "LOUD"),
        ("TENANTRY_EVENT_RETENTION_DAYS", "0"),
        ("TENANTRY_PASSWORD_COST", "none"),
        ("TENANTRY_ORIGINS", "*"),
        ("TENANTRY_ORIGINS", "https://a.example/path"),
        ("TENANTRY_ORIGINS", "https://a.example, null"),
        ("TENANTRY_SOCKETS", "many"),
        ("TENANTRY_SOCKETS_PER_SECOND", "-1"),
        ("TENANTRY_PROXIES", "*"),
        ("TENANTRY_PROXIES", "10.0.0.1/8"),
        ("STRIPE_API", "http://gate.example"),
        ("STRIPE_API", "https://gate.example/path"),
        ("STRIPE_API", "gate.example"),
        ("TENANTRY_SECRET", "short"),
        ("TENANTRY_SECRET", "ab" * 31),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "localhost:6379"),
        ("TENANTRY_VAR", "a\0b"),
    ],
)
def test_a_wrong_value_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        Settings.from_environment({variable: value})
    assert "\n" not in str(caught.value)


def test_origins_are_a_list() -> None:
    settings = Settings.from_environment({"TENANTRY_ORIGINS": "https://a.example, http://localhost:5173,"})
    assert settings.allowed_origins == ("https://a.example", "http://localhost:5173")


@pytest.mark.parametrize(
    "missing", ["TENANTRY_SECRET", "TENANTRY_MASTER_KEY", "TENANTRY_PUBLIC_URL", "DATABASE_URL", "REDIS_URL"]
)
def test_production_demands_what_it_needs(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        Settings.from_environment({key: value for key, value in PRODUCTION.items() if key != missing})


def test_production_refuses_services_of_its_own_and_weak_passwords() -> None:
    assert Settings.from_environment(PRODUCTION).outside_services
    with pytest.raises(SettingsError, match="DATABASE_URL and REDIS_URL"):
        Settings.from_environment(
            {key: text for key, text in PRODUCTION.items() if not key.endswith("_URL") or "PUBLIC" in key}
        )
    with pytest.raises(SettingsError, match="TENANTRY_PASSWORD_COST"):
        Settings.from_environment(PRODUCTION | {"TENANTRY_PASSWORD_COST": "test"})


def test_nothing_secret_is_shown() -> None:
    shown = repr(Settings.from_environment(PRODUCTION))
    assert "hidden-password" not in shown
    assert "abab" not in shown
    assert "\\xab" not in shown
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"DATABASE_URL": "mysql://u:hidden-password@x"})
    assert "hidden-password" not in str(caught.value)


def test_the_demo_refuses_production_and_foreign_addresses() -> None:
    with pytest.raises(SettingsError, match="TENANTRY_MODE"):
        Settings.for_demo(PRODUCTION)
    for host in ("0.0.0.0", "::", "192.0.2.1", "portal.example"):
        with pytest.raises(SettingsError, match="TENANTRY_HOST"):
            Settings.for_demo({"TENANTRY_HOST": host})
    assert Settings.for_demo({"TENANTRY_HOST": "::1"}).mode == "demo"


def test_the_demo_never_uses_the_database_of_the_shell() -> None:
    given = {"DATABASE_URL": "postgresql://x@y/z", "REDIS_URL": "redis://y", "MIGRATE_DATABASE_URL": "postgres://y"}
    settings = Settings.for_demo(given)
    assert (settings.database_url, settings.redis_url, settings.migrate_database_url) == ("", "", "")


def test_our_own_origins_follow_the_port_outside_production() -> None:
    assert Settings.from_environment({}).listening_on(8007).allowed_origins == (
        "http://127.0.0.1:8007",
        "http://localhost:8007",
    )
    assert Settings.from_environment(PRODUCTION).listening_on(8007).allowed_origins == ()


@pytest.mark.parametrize("text", ["ab" * 32, "q83v" * 11, "_-8_" * 11, "q6ur" * 10 + "q6urq6s="])
def test_a_secret_is_hex_or_base64(text: str) -> None:
    assert len(Settings.from_environment({"TENANTRY_SECRET": text}).secret_key) >= 32


def test_the_kept_secret_is_made_once_and_closed(tmp_path: Path) -> None:
    settings = Settings.from_environment({"TENANTRY_VAR": str(tmp_path / "var")})
    first = settings.with_secret()
    assert len(first.secret_key) == len(first.master_key) == 32 and first.secret_key != first.master_key
    assert settings.with_secret() == first
    files = sorted((tmp_path / "var").iterdir())
    assert [path.name for path in files] == ["master-key", "secret"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("weak", ["ab" * 32, "ab" * 31, "00" * 32, bytes(range(33)).hex(), "0123456789abcdef" * 4])
def test_a_weak_master_key_is_refused(weak: str) -> None:
    with pytest.raises(SettingsError, match="TENANTRY_MASTER_KEY") as caught:
        Settings.from_environment({"TENANTRY_MASTER_KEY": weak})
    assert weak not in str(caught.value)


def test_production_keeps_its_two_secrets_apart() -> None:
    with pytest.raises(SettingsError, match="TENANTRY_MASTER_KEY"):
        Settings.from_environment(PRODUCTION | {"TENANTRY_SECRET": PRODUCTION["TENANTRY_MASTER_KEY"]})


@pytest.mark.parametrize("wrong", ["http://portal.example", "https://portal.example/", "portal.example"])
def test_production_is_opened_at_an_https_origin(wrong: str) -> None:
    with pytest.raises(SettingsError, match="TENANTRY_PUBLIC_URL"):
        Settings.from_environment(PRODUCTION | {"TENANTRY_PUBLIC_URL": wrong})


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff\xfe"])
def test_a_damaged_secret_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(str(tmp_path / "secret"))):
        Settings.from_environment({"TENANTRY_VAR": str(tmp_path)}).with_secret()
