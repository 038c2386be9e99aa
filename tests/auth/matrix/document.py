"""Writes docs/permissions.md from the matrix: `python -m tests.auth.matrix.document`."""

from pathlib import Path

from tests.auth.matrix.oracle import COLUMNS, matrix

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
APP = Path(__file__).parents[3] / "app"
SIGNS = {"allow": "all", "own": "own", "deny": "–"}
PARTS = {
    "queries": "Queries",
    "types": "Rows by their id",
    "fields": "Guarded fields",
    "mutations": "Mutations",
    "subscriptions": "Subscriptions",
}
HEAD = """\
# Permissions

Written by `python -m tests.auth.matrix.document` from the tables in `tests/auth/matrix`; change those. Every cell is
exercised by `tests/auth/test_matrix*.py`: what is allowed brings back a row that was seeded, what is denied brings back
nothing and writes nothing, and no answer holds a word of anybody else's.

**all**: everything of the organization. **own**: what the grant reaches. **–**: nothing: lists are empty, a row is
absent (`NOT_FOUND`, the same for what does not exist), a visible row may not be changed (`FORBIDDEN`), nobody in
particular is `UNAUTHENTICATED`. Nothing ever reaches into another organization: PostgreSQL's row-level security is the
wall behind the policies of `app/auth/policies`.

| Role | What it is in these tables |
| --- | --- |
| anonymous | nobody in particular |
| admin | runs the organization; the landlord |
| manager | manages every property of the organization |
| scoped manager | manages one property: own is what belongs to it |
| accountant | keeps the books |
| maintenance | works on tickets everywhere |
| auditor | reads everything but private threads, and changes nothing |
| owner | owns one property: own is what belongs to it, to read only |
| vendor | works on the tickets that name it |
| tenant, co-tenant | party to a lease: own is the lease, its home, and the tickets about it |
| guarantor | answers for a lease: own is the lease and its money |
| former tenant | a grant that has ended: nothing is left but oneself |
"""
TAIL = """\
## Escapes

Statements outside the policies are marked `# unscoped: why` in the source, and a test pins their number.

"""


def table(part: str) -> str:
    """One part of the matrix as a table."""
    names = [name.replace("_", " ") for name in COLUMNS]
    lines = [f"| | {' | '.join(names)} | |", "| --- |" + " :-: |" * len(names) + " --- |"]
    for field, row in matrix(part).items():
        cells = [SIGNS[row[name]] for name in COLUMNS]
        lines.append(f"| `{field}` | {' | '.join(cells)} | {row['note']} |")
    return "\n".join(lines) + "\n"


def escapes() -> list[str]:
    """The marked lines, each with its file."""
    return [
        f"* `{path.relative_to(APP.parent)}`: {line.split('# unscoped:', 1)[1].strip()}"
        for path in sorted(APP.rglob("*.py"))
        for line in path.read_text().splitlines()
        if "# unscoped:" in line
    ]


def page() -> str:
    """The whole page."""
    tables = [f"## {title}\n\n{table(part)}" for part, title in PARTS.items()]
    return "\n".join([HEAD, *tables, TAIL + "\n".join(escapes() or ["There is none."]) + "\n"])


if __name__ == "__main__":
    PAGE.write_text(page())
