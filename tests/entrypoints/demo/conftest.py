"""The demo world in a database of this test's own, and the people in it as viewers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.auth.backend import close_database, open_database
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.entrypoints.demo import PASSWORD, DemoAccounts, prepare_demo
from app.settings import Settings

As = Callable[[str], Awaitable[Viewer]]


@pytest.fixture
def demo_settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings whose folder is this test's own."""
    return replace(settings, var_folder=tmp_path / "var")


@pytest.fixture
async def accounts(demo_settings: Settings) -> AsyncIterator[DemoAccounts]:
    """The demo world, and a database that is open for reading it."""
    made = await prepare_demo(demo_settings)
    await open_database(demo_settings.database_url, 2)
    yield made
    await close_database()


@pytest.fixture
async def signed_in(accounts: DemoAccounts) -> As:
    """Sign somebody of the demo in, by address and password as everybody does."""
    sessions = Sessions(Passwords("test"))

    async def sign_in(email: str) -> Viewer:
        return (await sessions.sign_in(email, PASSWORD, "127.0.0.1")).viewer

    return sign_in
