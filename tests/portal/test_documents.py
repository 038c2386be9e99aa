"""Every operation that the portal sends fits the schema: seen without Node and without a browser."""

import re
from functools import cache

from graphql import build_schema, parse, validate

from tests.portal.test_sources import CLONE, sources

DOCUMENT = re.compile(r"graphql\(\s*`(.*?)`", re.S)


@cache
def documents() -> dict[str, str]:
    """Every operation and fragment, by name."""
    found: dict[str, str] = {}
    for path in sources():
        for text in DOCUMENT.findall(path.read_text()):
            for definition in parse(text).definitions:
                found[definition.name.value] = text
    return found


def test_every_document_fits_the_schema() -> None:
    schema = build_schema((CLONE / "schema.graphql").read_text())
    assert len(documents()) > 20
    fragments = {name: text for name, text in documents().items() if text.lstrip().startswith("fragment")}
    for name, text in documents().items():
        if name in fragments:
            continue
        wanted, whole = {name}, text
        while spread := set(re.findall(r"\.\.\.([A-Z]\w+)", whole)) - wanted:
            wanted |= spread
            whole += "".join(fragments[one] for one in spread)
        assert not validate(schema, parse(whole)), name
