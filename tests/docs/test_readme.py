"""The README and the pages behind it: what they name exists, and what they show is so."""

import os
import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from tests.docs.conftest import Demo
from tests.docs.pages import blocks, named, pages, prose
from tests.support.processes import CLONE

LINK = re.compile(r"\]\(([^)\s]+)\)")
MAKE = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
QUOTED_QUERY = re.compile(r"(?:`|\"\"\")(subscription .*?)(?:`|\"\"\")", re.DOTALL)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((CLONE / "schema.graphql").read_text())


def name_of(page: Path) -> str:
    return str(page.relative_to(CLONE))


def test_the_readme_names_the_two_commands() -> None:
    text = named("README.md").read_text()
    assert [block.text.strip() for block in blocks(named("README.md"), "sh")] == ["make demo", "make test"]
    assert "![" in text


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_make_target_exists_and_only_calls_its_script(page: Path) -> None:
    makefile = (CLONE / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    assert re.findall(r"^\t(.+)$", makefile, re.MULTILINE) == ["@scripts/$@"]
    for target in {one or other for one, other in MAKE.findall(page.read_text())}:
        assert target in targets, target
        assert os.access(CLONE / "scripts" / target, os.X_OK), target


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not fragment or fragment in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The names that headings get where pages are shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_graphql_document_fits_the_schema(page: Path, schema: GraphQLSchema) -> None:
    documents = [block.text for block in blocks(page, "graphql")]
    for block in blocks(page, "js", "python"):
        documents += QUOTED_QUERY.findall(block.text)
    for document in documents:
        assert validate(schema, parse(document)) == [], document


def test_there_are_documents_to_try(schema: GraphQLSchema) -> None:
    assert blocks(named("docs/api.md"), "graphql")
    assert all(QUOTED_QUERY.findall(block.text) for block in blocks(named("docs/realtime.md"), "js", "python"))
    assert validate(schema, parse("{ nothingOfThisName }"))


def test_the_demo_prints_what_the_readme_shows(demo: Demo) -> None:
    (shown,) = [block.text for block in blocks(named("README.md"), "text")]
    pattern = ".*".join(re.escape(part) for part in demo.here(shown.strip()).split("…"))
    printed = demo.words[demo.words.index("Tenantry runs at") :]
    assert re.fullmatch(pattern, printed.strip()), printed


def test_the_repository_is_named_in_no_page_by_a_host_of_packages() -> None:
    for page in pages():
        assert not re.search(r"pypi\.org|pythonhosted|npmjs", page.read_text()), page
