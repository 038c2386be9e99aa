"""What an operation costs before it runs: its structure is read once per document, page sizes with every request.

Weights and sizes are those of `@cost` and `@listSize`, so that anyone can reckon from `schema.graphql`. Two things are
refined: a page whose rows are not selected is read all the same and costs its rows; and of fragments on different types
only the dearest counts. `@skip` and `@include` are not looked at: the price is what the operation may cost at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from app.models.paging import MAX_PAGE
from app.schema.cost import DEFINITION, Cost, ListSize

MAX_COST = 2_000

Variables = Mapping[str, Any]
Size = int | Callable[[Variables], int]


@dataclass(frozen=True, slots=True)
class Price:
    """Points that are known, and parts that depend on the variables."""

    points: float = 0.0
    parts: tuple[Callable[[Variables], float], ...] = ()

    def at(self, variables: Variables) -> float:
        """Return the price with these variables."""
        points = self.points
        for part in self.parts:
            points += part(variables)
        return points

    def __add__(self, other: "Price") -> "Price":
        return Price(self.points + other.points, (*self.parts, *other.parts))


@dataclass(frozen=True, slots=True)
class Bought:
    """One field of a selection: the type it was narrowed to, if any, its name and its price."""

    owner: str | None
    name: str
    price: Price


def times(size: Size, each: Price) -> Price:
    """Return the price of that many."""
    if callable(size):
        return Price(0.0, (lambda variables: size(variables) * each.at(variables),))
    if not each.parts:
        return Price(size * each.points)
    return Price(size * each.points, (lambda variables: size * sum(part(variables) for part in each.parts),))


def total(bought: list[Bought]) -> Price:
    """Add up: what is shared, and the dearest of the types that the thing may turn out to be."""
    shared, narrowed = Price(), dict[str, Price]()
    for one in bought:
        if one.owner is None:
            shared += one.price
        else:
            narrowed[one.owner] = narrowed.get(one.owner, Price()) + one.price
    choices = tuple(narrowed.values())
    if not any(choice.parts for choice in choices):
        return shared + Price(max((choice.points for choice in choices), default=0.0))
    return shared + Price(0.0, (lambda variables: max(choice.at(variables) for choice in choices),))


class Pricer:
    """Reads the structure of one valid document within the limits; they bound how deep and wide this goes."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = {
            found.name.value: found for found in document.definitions if isinstance(found, FragmentDefinitionNode)
        }
        self._defaults = {
            one.variable.name.value: length_of(one.default_value) for one in operation.variable_definitions or ()
        }

    def price(self) -> Price:
        """Return the price of the operation."""
        root = self._schema.get_root_type(self._operation.operation)
        assert root is not None, "validation has found the root"
        return total(self._bought(root, [self._operation.selection_set]))

    def _bought(self, kind: GraphQLNamedType, sets: list[SelectionSetNode]) -> list[Bought]:
        bought = []
        for (owner, _), nodes in self._collect(kind, sets).items():
            holder = self._schema.type_map[owner] if owner else kind
            fields: dict[str, GraphQLField] = getattr(holder, "fields", {})
            name = nodes[0].name.value
            if name in fields:
                # Several interfaces can fit one thing, of the object types only one.
                one_of = owner if isinstance(holder, GraphQLObjectType) else None
                bought.append(Bought(one_of, name, self._field(fields[name], nodes)))
        return bought

    def _collect(
        self, kind: GraphQLNamedType, sets: list[SelectionSetNode]
    ) -> dict[tuple[str | None, str], list[FieldNode]]:
        """Merge fields of one name in the answer, as execution does; each fragment is looked into once."""
        found: dict[tuple[str | None, str], list[FieldNode]] = {}
        seen: set[tuple[str | None, str]] = set()
        stack: list[tuple[str | None, SelectionNode]] = [(None, one) for each in sets for one in each.selections]
        while stack:
            owner, selection = stack.pop()
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault((owner, key), []).append(selection)
                continue
            inner: Any = selection
            if isinstance(selection, FragmentSpreadNode):
                if (owner, selection.name.value) in seen:
                    continue
                seen.add((owner, selection.name.value))
                inner = self._fragments[selection.name.value]
            narrowed = self._narrowed(kind, owner, inner.type_condition)
            stack.extend((narrowed, one) for one in inner.selection_set.selections)
        return found

    def _narrowed(self, kind: GraphQLNamedType, owner: str | None, condition: NamedTypeNode | None) -> str | None:
        if condition is None or not is_abstract_type(kind) or condition.name.value == kind.name:
            return owner
        return condition.name.value

    def _field(self, field: GraphQLField, nodes: list[FieldNode]) -> Price:
        kind = get_named_type(field.type)
        cost, sizes = declared_on(field)
        weight = Price(cost if cost is not None else self._weight(kind))
        sets = [node.selection_set for node in nodes if node.selection_set]
        bought = self._bought(kind, sets) if sets else []
        if sizes is None:
            return weight + total(bought)
        size = self._size(sizes, nodes[0])
        if not sizes.sized_fields:
            return times(size, weight + total(bought))
        rows = [one for one in bought if one.name in sizes.sized_fields]
        rest = [one for one in bought if one.name not in sizes.sized_fields]
        return weight + total(rest) + times(size, total(rows) if rows else Price(1.0))

    def _size(self, sizes: ListSize, node: FieldNode) -> Size:
        if sizes.assumed_size:
            return sizes.assumed_size
        wanted = sizes.slicing_arguments or ()
        values = [one.value for one in node.arguments or () if one.name.value in wanted]
        names = [value.name.value for value in values if isinstance(value, VariableNode)]
        least = max((length_of(value) for value in values), default=0)
        if not names:
            return least
        defaults = {name: self._defaults.get(name, 0) for name in names}

        def size(variables: Variables) -> int:
            return max(least, *(length(variables[name]) if name in variables else defaults[name] for name in names), 0)

        return size

    def _weight(self, kind: GraphQLNamedType) -> float:
        if not is_composite_type(kind):
            return 0.0
        if is_abstract_type(kind):
            return max((self._weight(one) for one in self._schema.get_possible_types(kind)), default=1.0)
        assert isinstance(kind, GraphQLObjectType)
        cost, _ = declared_on(kind)
        return 1.0 if cost is None else cost


def declared_on(element: GraphQLField | GraphQLObjectType) -> tuple[float | None, ListSize | None]:
    """Return what `@cost` and `@listSize` say about a field or type."""
    directives = getattr(element.extensions.get(DEFINITION), "directives", None) or ()
    weights = [float(one.weight) for one in directives if isinstance(one, Cost)]
    sizes = [one for one in directives if isinstance(one, ListSize)]
    return (weights[0] if weights else None), (sizes[0] if sizes else None)


def length_of(node: ValueNode | None) -> int:
    """Return how many rows a literal asks for."""
    if isinstance(node, ListValueNode):
        return length(node.values)
    return length(int(node.value)) if isinstance(node, IntValueNode) and len(node.value) < 20 else 0


def length(value: Any) -> int:
    """Return how many rows a value asks for. More than a page is refused by the field, in better words."""
    if isinstance(value, (list, tuple)):
        return min(len(value), MAX_PAGE)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(min(max(value, 0), MAX_PAGE))
    return 0
