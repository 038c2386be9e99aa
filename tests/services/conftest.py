"""A folder with services that were started once and stopped, copied for each test that harms it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import held
from tests.support.services import open_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder that other users can enter."""
    with open_folder() as new:
        yield new


@pytest.fixture(scope="session")
def pristine() -> Iterator[Path]:
    """A `var` whose services ran and ended in good order."""
    with open_folder() as new:
        with held(new / "var"):
            pass
        yield new / "var"


@pytest.fixture
def var(folder: Path, pristine: Path) -> Path:
    """A copy of it, owners included."""
    subprocess.run(["cp", "-a", str(pristine), str(folder / "var")], check=True, timeout=60)
    return folder / "var"
