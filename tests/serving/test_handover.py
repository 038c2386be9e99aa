"""What a parent hands to its workers arrives as it was."""

from pathlib import Path

from app.serving.handover import packed, unpacked
from app.settings import Settings


def test_settings_arrive_as_they_were() -> None:
    environment = {
        "TENANTRY_VAR": "/tmp/grün å",
        "TENANTRY_SECRET": "ab" * 32,
        "TENANTRY_ORIGINS": "https://a.example,https://b.example",
        "TENANTRY_PORT": "8123",
    }
    settings = Settings.from_environment(environment)
    line = packed(settings)
    assert line.count(b"\n") == 1
    assert unpacked(line) == settings
    assert isinstance(unpacked(line).var_folder, Path)
