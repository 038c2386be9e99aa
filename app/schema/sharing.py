"""What an operation depends on besides its event: read off the declarations of its fields, once per document."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)

from app.schema.fields import Depends

KEPT = 500


@dataclass(frozen=True, slots=True)
class Shape:
    """The dependencies of a document, and the variables that shape its result and do not merely route."""

    depends: frozenset[Depends]
    variables: tuple[str, ...]


class _Reader(Visitor):
    """Collects declarations; a field without one depends on the person, so that sharing is opted into."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self._schema, self._types = schema, types
        self.depends: set[Depends] = set()
        self.variables: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note what a field depends on."""
        parent = self._types.get_parent_type()
        if parent is self._schema.subscription_type:
            # Its arguments choose what is followed; what its selection says is read below.
            return
        if node.name.value != "__typename":
            self.depends |= set(self._declared(parent, node.name.value))

    def enter_variable(self, node: VariableNode, _key: Any, _parent: Any, _path: Any, ancestors: Any) -> None:
        """Note a variable, unless it stands where it can only route: in an argument of the subscription's field."""
        kinds = [getattr(one, "kind", "list") for one in ancestors]
        at_root = kinds.count("field") == 1 and "fragment_definition" not in kinds and "directive" not in kinds
        if not at_root and "variable_definition" not in kinds:
            self.variables.add(node.name.value)

    def _declared(self, parent: Any, name: str) -> list[Depends]:
        kinds = [parent, *self._schema.get_possible_types(parent)] if is_abstract_type(parent) else [parent]
        found = []
        for kind in kinds:
            field = getattr(kind, "fields", {}).get(name)
            definition = field.extensions.get("strawberry-definition") if field is not None else None
            if field is not None:
                found.append((definition.metadata if definition else {}).get("depends", Depends.PERSON))
        return found or [Depends.PERSON]


class Shapes:
    """Reads documents and remembers the last ones."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Shape] = OrderedDict()

    def of(self, text: str, document: DocumentNode) -> Shape:
        """Return the shape of a document; `text` is what it was parsed from."""
        shape = self._kept.get(text)
        if shape is None:
            types = TypeInfo(self._schema)
            reader = _Reader(self._schema, types)
            visit(document, TypeInfoVisitor(types, reader))
            shape = Shape(frozenset(reader.depends), tuple(sorted(reader.variables)))
            self._kept[text] = shape
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return shape
