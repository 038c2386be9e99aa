"""The import contracts hold, and each of them can fail: a copy of the tree is broken once for each."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = {
    "layers": ("app/models/tickets.py", "import app.resolvers.tickets"),
    "adapters": ("app/entrypoints/health.py", "import app.integrations.bus.redis"),
    "services": ("app/main.py", "import app.services.embedded"),
    "strawberry": ("app/resolvers/tickets.py", "import strawberry"),
    "database": ("app/resolvers/tickets.py", "import asyncpg"),
    "outside": ("app/entrypoints/mail.py", "import aiosmtplib"),
    "numbers": ("app/subscriptions/feed.py", "import prometheus_client"),
    "redis": ("app/subscriptions/feed.py", "import redis"),
    "scopes": ("app/resolvers/tickets.py", "import app.auth.scope"),
    "siblings": ("app/models/base.py", "import app.models.tickets"),
    "simulator": ("stripe_simulator/world.py", "import app.clock"),
}

NAMES = {
    "layers": "Downwards only",
    "adapters": "Only main picks adapters",
    "services": "Only the console script starts services",
    "strawberry": "GraphQL stays in the schema",
    "database": "The driver stays behind scopes and models",
    "outside": "Libraries of the outside stay in their adapters",
    "numbers": "Prometheus stays in its registry",
    "redis": "Redis stays in its adapter",
    "scopes": "Shapes and use cases reach rows through policies, never through a scope",
    "siblings": "No circles between the nouns of a layer",
    "simulator": "The simulator of Stripe and the app meet over HTTP alone",
}


def lint(folder: Path) -> str:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in ("app", "stripe_simulator"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_all_contracts_hold() -> None:
    shown = lint(ROOT)
    assert "0 broken" in shown, shown
    assert all(f"{name} KEPT" in shown for name in NAMES.values()), shown


@pytest.mark.parametrize("contract", BREACHES)
def test_each_contract_can_be_broken(contract: str, copy: Path) -> None:
    place, line = BREACHES[contract]
    whole = (copy / place).read_text()
    (copy / place).write_text(whole + "\n" + line + "\n")
    try:
        assert f"{NAMES[contract]} BROKEN" in lint(copy)
    finally:
        (copy / place).write_text(whole)
