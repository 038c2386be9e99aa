"""What subscriptions open, remembered by document and variables: thousands ask for the same from another place."""

from collections import OrderedDict
from typing import Any

import orjson
from graphql import FieldNode, OperationDefinitionNode, VariableNode, Visitor, visit

from app.errors import TenantryError
from app.schema.documents import Operation
from app.schema.request import Request
from app.schema.streams import Stream

KEPT = 1_000
LONGEST_KEY = 2_000
"""Bytes of variables; a longer list is opened anew each time."""

Key = tuple[str, str | None, bytes]


class Openings:
    """Streams by what was asked. A stream follows from the arguments alone; its place and its viewer are put in anew.

    Whatever is not plainly a repetition, or would be refused, goes the long way and gets its answer there.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Stream] = OrderedDict()
        self._places: OrderedDict[tuple[str, str | None], str | None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, asked: tuple[Operation, Request], context: Any) -> Stream | None:
        """Return the stream of an operation, as the viewer of the context follows it; None for a new one."""
        key, after = self._key(asked)
        kept = self._kept.get(key) if key is not None else None
        if kept is None or key is None:
            return None
        self._kept.move_to_end(key)
        try:
            return kept.again(context, after)
        except TenantryError:
            return None

    def keep(self, asked: tuple[Operation, Request], stream: Stream) -> None:
        """Remember what an operation has opened."""
        key, _ = self._key(asked)
        if key is not None:
            self._kept[key] = stream.nowhere()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _key(self, asked: tuple[Operation, Request]) -> tuple[Key | None, str | None]:
        operation, request = asked
        name = self._place_of(operation, request.query)
        variables = dict(request.variables or {})
        after = variables.pop(name, None) if name else None
        if name is None or not (after is None or isinstance(after, str)):
            return None, None
        try:
            rest = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            return None, None
        return ((request.query, operation.name, rest) if len(rest) <= LONGEST_KEY else None), after

    def _place_of(self, operation: Operation, query: str) -> str | None:
        key = (query, operation.name)
        if key not in self._places:
            self._places[key] = place_of(operation)
            if len(self._places) > KEPT:
                self._places.popitem(last=False)
        return self._places[key]


class _Uses(Visitor):
    """Counts how often each variable is used."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note one, also where it is defined."""
        self.names.append(node.name.value)


def place_of(operation: Operation) -> str | None:
    """Return the variable that says after which place to go on and does nothing else.

    The empty string when the operation names no place; None when a place cannot be put in so simply.
    """
    node: OperationDefinitionNode = operation.node
    (field, *others) = node.selection_set.selections
    if others or not isinstance(field, FieldNode):
        return None
    value = next((argument.value for argument in field.arguments or () if argument.name.value == "after"), None)
    if value is None:
        return ""
    if not isinstance(value, VariableNode):
        return None
    name = value.name.value
    has_default = any(
        one.variable.name.value == name and one.default_value is not None for one in node.variable_definitions or ()
    )
    uses = _Uses()
    visit(operation.document, uses)
    return name if uses.names.count(name) == 2 and not has_default else None
