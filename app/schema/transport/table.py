"""A list as a table: the columns of a selection, and rows as CSV that no spreadsheet will run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

Path = tuple[str, ...]

BOM = "\ufeff".encode()
BETWEEN = "; "
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class Columns:
    """Finds the leaves of a selection in the order they are written, each once."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments

    def of(self, kind: GraphQLNamedType, selected: SelectionSetNode, above: Path = ()) -> list[Path]:
        """Return the path of every leaf, as the names of the answer."""
        found: dict[Path, None] = {}
        for selection in selected.selections:
            if isinstance(selection, FieldNode):
                found.update(dict.fromkeys(self._of_field(kind, selection, above)))
                continue
            inner: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                inner = self._fragments[selection.name.value]
            condition = inner.type_condition
            narrowed = self._schema.type_map[condition.name.value] if condition else kind
            found.update(dict.fromkeys(self.of(narrowed, inner.selection_set, above)))
        return list(found)

    def _of_field(self, kind: GraphQLNamedType, node: FieldNode, above: Path) -> list[Path]:
        path = (*above, node.alias.value if node.alias else node.name.value)
        field = getattr(kind, "fields", {}).get(node.name.value)
        target = get_named_type(field.type) if field else None
        if target is None or not is_composite_type(target) or node.selection_set is None:
            return [path]
        return self.of(target, node.selection_set, path)


def cell(value: Any, path: Path = ()) -> str:
    """Return what lies at the path, as text; the values of a list side by side."""
    if value is None:
        return ""
    if isinstance(value, list):
        return BETWEEN.join(cell(one, path) for one in value)
    if path:
        return cell(value.get(path[0]), path[1:])
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; plain numbers stay as they are."""
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) and not NUMBER.fullmatch(text) else text


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as RFC 4180 wants them, in UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([harmless(text) for text in row] for row in rows)
    return written.getvalue().encode()
