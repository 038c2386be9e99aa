"""The sources of the portal, without Node: words are whole, files are short."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

CLONE = Path(__file__).parents[2]
WEB = CLONE / "web"
LOCALES = ("en", "nb", "ar")
LONGEST = 250
LONGEST_STYLES = 300
GENERATED = WEB / "src/api/generated"
PHYSICAL = re.compile(r"^\s*((?:margin|padding|border)-(?:left|right)|left|right)\b", re.M)
PREFIXES = re.compile(r"""(?:word\("([a-z-]+)",|t\(`([a-z-]+)-\$\{)""")


def sources() -> list[Path]:
    """What is written by hand."""
    files = (path for path in (WEB / "src").rglob("*") if path.suffix in {".ts", ".tsx", ".css"})
    return [path for path in files if path.parent != GENERATED]


@cache
def catalogue(locale: str) -> dict[str, set[str]]:
    """The keys of a language, with the variables that each uses."""
    parsed = FluentParser().parse((CLONE / f"locales/{locale}/portal.ftl").read_text())
    junk = [one.content for one in parsed.body if isinstance(one, ast.Junk)]
    assert not junk, f"{locale}: {junk}"
    keys: dict[str, set[str]] = {}
    for one in parsed.body:
        if isinstance(one, ast.Message):
            assert one.id.name not in keys, f"{locale}: {one.id.name} is there twice"
            keys[one.id.name] = set(re.findall(r"\$(\w+)", repr_of(one)))
    return keys


def repr_of(message: ast.Message) -> str:
    """The variables of a message, as text."""
    names: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            names.append(f"${node.id.name}")
        for value in vars(node).values() if hasattr(node, "__dict__") else ():
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, ast.BaseNode):
                    walk(inner)

    walk(message)
    return " ".join(names)


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_every_language_has_the_same_words(locale: str) -> None:
    english, other = catalogue("en"), catalogue(locale)
    assert set(other) == set(english)
    # A plural of one or two may do without its number.
    assert all(other[key] <= english[key] for key in english)


def test_no_word_is_missing_or_unused() -> None:
    code = "\n".join(path.read_text() for path in sources() if path.suffix != ".css")
    literal = set(re.findall(r"""(?<![\w.])t\(\s*"([a-z0-9-]+)\"""", code))
    literal |= set(re.findall(r"""\bt\([^)"]*\? "([a-z0-9-]+)" : "[a-z0-9-]+"\)""", code))
    literal |= set(re.findall(r"""\bt\([^)"]*\? "[a-z0-9-]+" : "([a-z0-9-]+)"\)""", code))
    made = {f"{one or other}-" for one, other in PREFIXES.findall(code)}
    english = set(catalogue("en"))
    assert literal <= english, f"missing: {sorted(literal - english)}"
    unused = {key for key in english - literal if not key.startswith(tuple(made))}
    assert not unused, f"unused: {sorted(unused)}"


def test_files_are_short_and_styles_are_logical() -> None:
    for path in sources():
        assert len(path.read_text().splitlines()) <= (LONGEST if path.suffix != ".css" else LONGEST_STYLES), path
    for path in (WEB / "src/styles").glob("*.css"):
        found = PHYSICAL.findall(path.read_text())
        assert not found, f"{path.name}: {found}"


SEPARATOR = r"(?:,| ?[·–+]|:)? "
JOINED = (
    re.compile(r"\.join\(\"" + SEPARATOR + r"\"\)"),
    re.compile(r"`[^`]*\$\{[^`]*?\}" + SEPARATOR + r"\$\{[^`]*`"),
    re.compile(r"` ?[·–] ?\$\{"),
    re.compile(r"[^>\s\"] ?[·–] ?[<{]|[>}] ?[·–] ?[^<\s\"]"),
)
TECHNICAL = ("class=", " of={`", " key={`", "const key ", "const keyOf", "const hour", 'join(" ") })', "name = [page,")
"""Names for the program, and the title of the tab, which the browser draws by itself."""


def test_texts_beside_each_other_keep_their_own_direction() -> None:
    """In Arabic, what is joined by hand changes places: `beside`, `Dots` and elements that isolate do not let it."""
    samples = ('a.join(", ")', "`${a} · ${b}`", "`${a}: ${b}`", "<p>{a} – {b}</p>", "&& ` · ${a}`")
    assert all(any(one.search(sample) for one in JOINED) for sample in samples)
    found = list[str]()
    for path in sources():
        if path.suffix == ".css" or path.name == "format.ts":
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            code = line.split(" // ")[0].strip()
            if code.startswith(("//", "/*", "*", "import ", "export {")) or any(one in code for one in TECHNICAL):
                continue
            # Within one <bdi> stands one thing, such as an address: it keeps the order in which it is written.
            code = re.sub(r"<bdi>\{`[^`]*`\}</bdi>", "", code)
            if any(one.search(code) for one in JOINED):
                found.append(f"{path.relative_to(WEB)}:{number}: {code}")
    assert not found, "\n".join(found)


def test_the_lock_names_no_host() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text()
