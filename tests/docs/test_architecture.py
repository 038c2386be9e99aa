"""What the pages say of the tree is so: places exist, and the layers are those of the contract."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import blocks, named, pages, prose
from tests.support.processes import CLONE

PLACE = re.compile(r"`((?:app|docs|scripts|tests)/[\w./*-]*)`")
TO_COME = ("parcels", "NNNN", "app/portal")
"""What the page that adds a domain is about to make, and what is only there once it is built."""


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((CLONE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    (drawn,) = [block.text for block in blocks(named("docs/architecture.md"), "")]
    assert [line.strip() for line in drawn.strip().splitlines()] == layers


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(CLONE)))
def test_every_place_exists(page: Path) -> None:
    for place in PLACE.findall(prose(page)):
        if not any(word in place for word in TO_COME):
            assert list(CLONE.glob(place.rstrip("/"))), place
