"""Any connection as a file: the query of a page, asked again for each next page, written as CSV."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from app.auth.staff import is_staff
from app.auth.viewer import Viewer
from app.errors import BadInput, ErrorCode, Forbidden, LimitReached, Unavailable
from app.schema.arrival import Arrival
from app.schema.documents import Operation, RequestRefused
from app.schema.execute import Api, execute
from app.schema.price import declared_on
from app.schema.request import Answer, Request
from app.schema.transport.table import BOM, Columns, Path, cell, lines

MAX_ROWS = 10_000
MAX_WAITS = 20
CURSOR = "exportAfter"
EXTRA = "{ exportInfo: pageInfo { hasNextPage endCursor } exportCount: totalCount }"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask for each page, and where its rows and columns lie in the answer."""

    name: str
    request: Request
    cursor: str
    rows: Path
    columns: list[Path]


@dataclass(slots=True)
class Export:
    """A file that has begun: its first page is read."""

    plan: Plan
    first: Answer
    bom: bool = False
    api: Api = field(kw_only=True, repr=False)
    viewer: Viewer = field(kw_only=True)
    arrival: Arrival = field(kw_only=True)

    async def content(self) -> AsyncGenerator[bytes, None]:
        """Yield the file page by page; a failure in the middle breaks it off, so that nobody takes it for whole."""
        plan = self.plan
        if self.bom:
            yield BOM
        yield lines([[".".join(path) for path in plan.columns]])
        answer = self.first
        while True:
            assert answer.data is not None
            page = answer.data["rows"]
            rows = page[plan.rows[0]]
            if len(plan.rows) > 1:
                rows = [edge[plan.rows[1]] for edge in rows]
            yield lines([cell(row, path) for path in plan.columns] for row in rows)
            if not page["exportInfo"]["hasNextPage"]:
                return
            answer = await self._next(page["exportInfo"]["endCursor"])

    async def _next(self, cursor: str) -> Answer:
        asked = self.plan.request
        asked = replace(asked, variables={**(asked.variables or {}), self.plan.cursor: cursor})
        for _ in range(MAX_WAITS):
            answer = await execute(self.api, self.viewer, self.arrival, asked, allow_mutation=False)
            if not answer.errors:
                return answer
            if answer.code != ErrorCode.RATE_LIMITED:
                break
            await asyncio.sleep(answer.errors[0]["extensions"]["retryAfterMs"] / 1000)
        raise Unavailable(f"The export ended in the middle: {answer.code}.")


async def start(api: Api, viewer: Viewer, arrival: Arrival, request: Request) -> Export | Answer:
    """Read the first page; returns the answer itself if there is nothing to write.

    Raises `Forbidden` for those who are no staff, `BadInput` for a query that is no list, and `LimitReached` for a list
    that is too long for a file.
    """
    if not is_staff(viewer):
        raise Forbidden("Lists as files are for staff.")
    try:
        plan = plan_of(api, request)
    except RequestRefused:
        return await execute(api, viewer, arrival, request, allow_mutation=False)
    answer = await execute(api, viewer, arrival, plan.request, allow_mutation=False)
    if answer.errors or answer.data is None:
        return answer
    count = answer.data["rows"]["exportCount"]
    if count > MAX_ROWS:
        raise LimitReached(f"A file has at most {MAX_ROWS} rows, this list has {count}: narrow it.", maximum=MAX_ROWS)
    wishes = (request.extensions or {}).get("csv")
    bom = isinstance(wishes, dict) and wishes.get("bom") is True
    return Export(plan, answer, bom, api=api, viewer=viewer, arrival=arrival)


def plan_of(api: Api, request: Request) -> Plan:
    """Turn the query of one page into one that can be asked for every page; raises `BadInput`, `RequestRefused`."""
    operation = api.documents.operation(request.query, request.operation_name)
    node = only_field(api, operation)
    given = {one.name.value: one.value for one in node.arguments or ()}
    if "last" in given or "before" in given:
        raise BadInput("A file is read forwards: ask with `first`, and `after` if need be.")
    after, variables = given.get("after"), dict(request.variables or {})
    cursor = after.name.value if isinstance(after, VariableNode) else CURSOR
    if after is not None and not isinstance(after, VariableNode):
        variables[CURSOR] = value_from_ast_untyped(after)
    fragments = [one for one in operation.document.definitions if isinstance(one, FragmentDefinitionNode)]
    text = "\n".join(print_ast(one) for one in (paged(operation.node, node, cursor), *fragments))
    rows, columns = rows_and_columns(api, node, fragments)
    return Plan(node.name.value, Request(text, operation.name, variables), cursor, rows, columns)


def only_field(api: Api, operation: Operation) -> FieldNode:
    """Return the one connection of the query; raises `BadInput`."""
    selections = operation.node.selection_set.selections
    query = api.graphql_schema.query_type
    assert query is not None
    only = selections[0]
    if operation.kind is OperationType.QUERY and len(selections) == 1 and isinstance(only, FieldNode):
        declared = query.fields.get(only.name.value)
        sizes = declared_on(declared)[1] if declared else None
        if sizes is not None and sizes.sized_fields and only.selection_set and not only.directives:
            return only
    raise BadInput("As text/csv a query asks for one list and nothing else: `{ tickets(first: 100) { nodes … } }`.")


def paged(operation: OperationDefinitionNode, node: FieldNode, cursor: str) -> OperationDefinitionNode:
    """Return the operation with a variable for the page, and with what it takes to go on to the next."""
    own = [one for one in node.arguments or () if one.name.value != "after"]
    head = f"query (${CURSOR}: String) {{ rows: {node.name.value}(after: ${cursor}) {EXTRA} }}"
    (template,) = parse(head).definitions
    assert isinstance(template, OperationDefinitionNode) and node.selection_set
    (field_,) = template.selection_set.selections
    assert isinstance(field_, FieldNode) and field_.selection_set
    selected = SelectionSetNode(selections=(*node.selection_set.selections, *field_.selection_set.selections))
    asked = FieldNode(
        name=node.name,
        alias=field_.alias,
        arguments=(*own, *(field_.arguments or ())),
        directives=(),
        selection_set=selected,
    )
    added = (template.variable_definitions or ()) if cursor == CURSOR else ()
    return OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=(*(operation.variable_definitions or ()), *added),
        directives=(),
        selection_set=SelectionSetNode(selections=(asked,)),
    )


def rows_and_columns(api: Api, node: FieldNode, fragments: list[FragmentDefinitionNode]) -> tuple[Path, list[Path]]:
    """Return where the rows lie in the answer and which columns they have; raises `BadInput`."""
    schema = api.graphql_schema
    assert schema.query_type is not None and node.selection_set is not None
    kind = get_named_type(schema.query_type.fields[node.name.value].type)
    leaves = Columns(schema, {one.name.value: one for one in fragments}).of(kind, node.selection_set)
    for rows in (("nodes",), ("edges", "node")):
        columns = [path[len(rows) :] for path in leaves if path[: len(rows)] == rows and len(path) > len(rows)]
        if columns:
            return rows, columns
    raise BadInput("As text/csv a query selects the columns inside of `nodes`, or of `node` inside of `edges`.")
