"""Codes of authenticator apps: which moments count, and what a wrong clock looks like."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.auth import totp
from app.auth.recovery import CODE_BYTES, hash_of, written

NOW = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(seconds: int) -> str:
    return pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_counts_for_its_step_and_the_neighbours(seconds: int, counts: bool) -> None:
    found = totp.matched(SECRET, code_at(seconds), NOW, None)
    assert found == (totp.step_of(NOW) + seconds // 30 if counts else None)


def test_only_a_later_step_counts_again() -> None:
    here = totp.step_of(NOW)
    for seconds in (-30, 0, 30):
        step = here + seconds // 30
        assert totp.matched(SECRET, code_at(seconds), NOW, step - 1) == step
        assert totp.matched(SECRET, code_at(seconds), NOW, step) is None
        # The unused neighbour of an accepted step is not left over.
        assert totp.matched(SECRET, code_at(seconds), NOW, here + 1) is None


@pytest.mark.parametrize("text", ["", "1", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 45", "\x00" * 6, "-12345"])
def test_what_is_no_code_is_wrong(text: str) -> None:
    assert totp.matched(SECRET, text, NOW, None) is None
    assert totp.skew_seconds(SECRET, text, NOW) is None


def test_spaces_as_apps_show_them_are_forgiven() -> None:
    code = code_at(0)
    assert totp.matched(SECRET, f" {code[:3]}\u00a0{code[3:]} ", NOW, None) is not None


@pytest.mark.parametrize("seconds", [-600, -300, -60, 60, 300, 600])
def test_a_wrong_clock_is_told_from_a_wrong_code(seconds: int) -> None:
    assert totp.skew_seconds(SECRET, code_at(seconds), NOW) == seconds


@pytest.mark.parametrize("seconds", [-30, 0, 30, 660, 86_400])
def test_no_clock_is_blamed_for_what_it_did_not_do(seconds: int) -> None:
    assert totp.skew_seconds(SECRET, code_at(seconds), NOW) is None


def test_a_secret_has_160_bits_and_its_uri_says_whose_it_is() -> None:
    secrets = {totp.fresh_secret() for _ in range(50)}
    assert len(secrets) == 50 and {len(secret) for secret in secrets} == {32}
    uri = totp.uri_of(SECRET, "kari@nordlys.example")
    assert uri.startswith("otpauth://totp/Tenantry:kari%40nordlys.example?") and f"secret={SECRET}" in uri


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    code = written(bytes(range(CODE_BYTES)))
    assert len(code.replace("-", "")) == 24 and code.count("-") == 5
    variants = {code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("-", " - ")}
    assert {hash_of(variant) for variant in variants} == {hash_of(code)}
    assert hash_of(code[:-1]) != hash_of(code)
