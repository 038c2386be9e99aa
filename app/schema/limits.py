"""What one operation may ask for, counted in one linear pass before validation sees the document."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from app.errors import OperationLimitExceeded

MAX_TOKENS = 2_000
MAX_SOURCE_LENGTH = 100_000
MAX_DEPTH = 12
MAX_INTROSPECTION_DEPTH = 15
"""Introspection of common tools goes 15 deep through `ofType`; it reads the schema alone, so depth there is cheap."""
MAX_FIELDS = 1_000
MAX_ROOT_FIELDS = 20
MAX_ALIASES = 30
MAX_DIRECTIVES = 20
MAX_REPEATS = 50
"""The same response name again in one selection set: validation compares all of them in pairs."""

SATURATED = 1_000_000
"""Sums stop here, so that doubling fragments cannot make numbers of a thousand digits."""

INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(slots=True)
class Weight:
    """What a definition holds, its fragments included once they are added."""

    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
    introspects: bool = False
    is_operation: bool = False
    spreads: list["Spread"] = field(default_factory=list)

    def add(self, fragment: "Weight", spread: "Spread") -> None:
        """Add a fragment where it is spread."""
        if spread.introspects:
            inner = max(fragment.depth, fragment.introspection_depth)
            self.introspection_depth = max(self.introspection_depth, spread.depth + inner)
        else:
            self.depth = max(self.depth, spread.depth + fragment.depth)
            self.introspection_depth = max(self.introspection_depth, fragment.introspection_depth)
        self.introspects = self.introspects or fragment.introspects
        if spread.depth == 0:
            self.root_fields = min(self.root_fields + fragment.root_fields, SATURATED)
        self.fields = min(self.fields + fragment.fields, SATURATED)
        self.aliases = min(self.aliases + fragment.aliases, SATURATED)
        self.directives = min(self.directives + fragment.directives, SATURATED)
        self.repeats = min(self.repeats + fragment.repeats, SATURATED)


@dataclass(frozen=True, slots=True)
class Spread:
    """A place where a fragment is spread."""

    name: str
    depth: int
    introspects: bool


def check_limits(document: DocumentNode) -> bool:
    """Say whether the document reads the schema; raises `OperationLimitExceeded` naming the limit it breaks."""
    fragments, roots = weigh_all(document)
    add_fragments(fragments)
    for root in roots:
        for spread in root.spreads:
            if spread.name in fragments:
                root.add(fragments[spread.name], spread)
    # Unused fragments count too: validation walks them all the same.
    weights = (*roots, *fragments.values())
    for weight in weights:
        refuse_excess(weight)
    return any(weight.introspects for weight in weights)


def weigh_all(document: DocumentNode) -> tuple[dict[str, Weight], list[Weight]]:
    """Weigh fragments by name, and what spreads them."""
    fragments: dict[str, Weight] = {}
    roots: list[Weight] = []
    for definition in document.definitions:
        # A second fragment of the same name is an error that validation reports, after walking both.
        if isinstance(definition, FragmentDefinitionNode) and definition.name.value not in fragments:
            fragments[definition.name.value] = weigh(definition)
        elif isinstance(definition, (FragmentDefinitionNode, OperationDefinitionNode)):
            roots.append(weigh(definition))
    return fragments, roots


def weigh(definition: OperationDefinitionNode | FragmentDefinitionNode) -> Weight:
    """Count what the definition says itself, and note where it spreads fragments. No recursion: depth is theirs."""
    is_operation = isinstance(definition, OperationDefinitionNode)
    weight = Weight(directives=len(definition.directives or ()), is_operation=is_operation)
    stack: list[tuple[SelectionSetNode, int, bool]] = [(definition.selection_set, 0, is_about_schema(definition))]
    while stack:
        selection_set, depth, introspects = stack.pop()
        names: Counter[str] = Counter()
        for selection in selection_set.selections:
            weight.directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                weight.spreads.append(Spread(selection.name.value, depth, introspects))
            elif isinstance(selection, FieldNode):
                names[selection.alias.value if selection.alias else selection.name.value] += 1
                stack.extend(weigh_field(weight, selection, depth, introspects))
            else:
                stack.extend((nested, depth, introspects) for nested in nested_set(selection))
        weight.repeats += sum(names.values()) - len(names)
    return weight


def weigh_field(
    weight: Weight, node: FieldNode, depth: int, introspects: bool
) -> Iterator[tuple[SelectionSetNode, int, bool]]:
    """Count one field and yield its selection set with the depth it starts from."""
    if node.name.value in INTROSPECTION and not introspects:
        weight.introspects = introspects = True
        inner = 1
    else:
        inner = depth + 1
    weight.fields += 1
    weight.root_fields += depth == 0
    weight.aliases += node.alias is not None
    if introspects:
        weight.introspection_depth = max(weight.introspection_depth, inner)
    else:
        weight.depth = max(weight.depth, inner)
    for nested in nested_set(node):
        yield nested, inner, introspects


def is_about_schema(definition: OperationDefinitionNode | FragmentDefinitionNode) -> bool:
    """Say whether a fragment can only be used inside introspection, as `fragment TypeRef on __Type`."""
    return isinstance(definition, FragmentDefinitionNode) and definition.type_condition.name.value.startswith("__")


def nested_set(node: SelectionNode) -> Iterator[SelectionSetNode]:
    """Yield the selection set of a field or an inline fragment, if it has one."""
    selection_set = getattr(node, "selection_set", None)
    if isinstance(selection_set, SelectionSetNode):
        yield selection_set


def add_fragments(fragments: dict[str, Weight]) -> None:
    """Add to each fragment the fragments it spreads, each computed once; a cycle adds nothing (validation names it)."""
    done: set[str] = set()
    for root, first in fragments.items():
        if root in done:
            continue
        # Depth first by hand: a chain of hundreds of fragments would pass Python's recursion limit.
        path = [(root, iter(first.spreads))]
        on_path = {root}
        while path:
            name, spreads = path[-1]
            for spread in spreads:
                if spread.name in fragments and spread.name not in done and spread.name not in on_path:
                    path.append((spread.name, iter(fragments[spread.name].spreads)))
                    on_path.add(spread.name)
                    break
            else:
                settle(name, fragments, done)
                path.pop()
                on_path.discard(name)


def settle(name: str, fragments: dict[str, Weight], done: set[str]) -> None:
    """Finish one fragment whose own fragments are finished."""
    for spread in fragments[name].spreads:
        if spread.name in done:
            fragments[name].add(fragments[spread.name], spread)
    done.add(name)


def refuse_excess(weight: Weight) -> None:
    """Raise `OperationLimitExceeded` for the first limit that is broken."""
    found = (
        ("depth", MAX_DEPTH, weight.depth),
        ("introspectionDepth", MAX_INTROSPECTION_DEPTH, weight.introspection_depth),
        ("rootFields", MAX_ROOT_FIELDS, weight.root_fields if weight.is_operation else 0),
        ("fields", MAX_FIELDS, weight.fields),
        ("aliases", MAX_ALIASES, weight.aliases),
        ("directives", MAX_DIRECTIVES, weight.directives),
        ("repeats", MAX_REPEATS, weight.repeats),
    )
    for limit, maximum, count in found:
        if count > maximum:
            raise limit_exceeded(limit, maximum, count)


def limit_exceeded(limit: str, maximum: int, found: int) -> OperationLimitExceeded:
    """Name the limit, what it allows, and what was found (at least)."""
    return OperationLimitExceeded(
        f"The operation is too large: {limit} is {found}, at most {maximum} are allowed.",
        limit=limit,
        maximum=maximum,
        found=found,
    )
