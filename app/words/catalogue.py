"""The Fluent catalogues: every `locales/<language>/*.ftl` but the one that the portal reads itself, read once."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

FOLDER = Path(__file__).parents[2] / "locales"
LOCALES = ("nb", "en", "ar")
FALLBACK = "en"
OF_THE_PORTAL = "portal.ftl"
RIGHT_TO_LEFT = {"ar"}
ISOLATES = re.compile("[\u2068\u2069]")


def choose(*wanted: str | None) -> str:
    """Return the first wanted language there is a catalogue for, else English.

    Tags are BCP 47; `nb-NO` is answered with `nb`, and `no` too. Name the person's own language first, then the
    member's, then those of the organization in their order.
    """
    for tag in wanted:
        language = (tag or "").replace("_", "-").split("-")[0].lower()
        language = "nb" if language in {"no", "nn"} else language
        if language in LOCALES:
            return language
    return FALLBACK


def direction(locale: str) -> str:
    """Return `rtl` or `ltr`, as HTML says it."""
    return "rtl" if choose(locale) in RIGHT_TO_LEFT else "ltr"


def text(locale: str, key: str, /, *, isolated: bool = False, **values: Any) -> str:
    """Return one message, or one attribute of it (`key.attribute`), in this language.

    Values are strings, and whole numbers where plurals matter. They go in as they are: escape the whole result for
    HTML. `isolated` keeps the marks that stop a value from turning the direction of the words around it; they are for
    HTML, not for plain text. Raises `LookupError` for an unknown key and `ValueError` for a missing value.
    """
    bundle = _bundle(choose(locale))
    found = _pattern(bundle, key) or _pattern(_bundle(FALLBACK), key)
    if found is None:
        raise LookupError(f"No catalogue has {key!r}.")
    formatted, errors = bundle.format_pattern(found, values)
    if errors:
        raise ValueError(f"{key!r} in {locale!r}: {errors[0]}")
    return str(formatted) if isolated else ISOLATES.sub("", str(formatted))


def variables(key: str, locale: str = FALLBACK) -> set[str]:
    """Return the names of the values that a message and all its attributes take; raises `LookupError`."""
    message = messages(locale).get(key)
    if message is None:
        raise LookupError(f"No catalogue has {key!r}.")
    return {node.id.name for node in _below(message) if isinstance(node, ast.VariableReference)}


def attributes(key: str, locale: str = FALLBACK) -> set[str]:
    """Return the names of the attributes of a message; raises `LookupError`."""
    message = messages(locale).get(key)
    if message is None:
        raise LookupError(f"No catalogue has {key!r}.")
    return {attribute.id.name for attribute in message.attributes}


@cache
def messages(locale: str) -> dict[str, ast.Message]:
    """Return every message of one language by its key."""
    entries = [entry for resource in _resources(locale) for entry in resource.body]
    return {entry.id.name: entry for entry in entries if isinstance(entry, ast.Message)}


def _below(node: object) -> Iterator[object]:
    yield node
    inside = vars(node).values() if isinstance(node, ast.BaseNode) else node if isinstance(node, list) else ()
    for child in inside:
        yield from _below(child)


def _pattern(bundle: FluentBundle, key: str) -> Any | None:
    name, _, attribute = key.partition(".")
    if not bundle.has_message(name):
        return None
    message = bundle.get_message(name)
    return message.attributes.get(attribute) if attribute else message.value


@cache
def _resources(locale: str) -> list[Any]:
    paths = (path for path in sorted((FOLDER / locale).glob("*.ftl")) if path.name != OF_THE_PORTAL)
    return [FluentResource(path.read_text("utf-8")) for path in paths]


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=True)
    for resource in _resources(locale):
        bundle.add_resource(resource)
    return bundle
