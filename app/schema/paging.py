"""Connections: windows over ordered lists, with cursors that fit the list they were made for and no other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from app.auth.policy import Policy
from app.errors import BadInput, InvalidCursor
from app.models.base import Row
from app.models.paging import MAX_PAGE, Condition, Key, Order, Page, Slice, key_of
from app.schema.context import Context, Info
from app.schema.cost import COUNTED, SIZED, sliced
from app.schema.fields import GRANTS, NONE, Depends, Kind, column, computed, declared

T = TypeVar("T")

WINDOW = {
    "first": (int, "How many from the beginning, 1 to 100."),
    "after": (str, "Page cursor to start after."),
    "last": (int, "How many from the end, 1 to 100."),
    "before": (str, "Page cursor to end before."),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The four arguments of a page, as they came."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def limit(self) -> int:
        """Return the page size; raises `BadInput` unless exactly one of first and last is 1 to 100."""
        if (self.first is None) == (self.last is None):
            raise BadInput("Ask for either `first` or `last`.", maximum=MAX_PAGE)
        size = self.first if self.first is not None else self.last
        if size is None or not 1 <= size <= MAX_PAGE:
            raise BadInput(f"A page has 1 to {MAX_PAGE} rows.", maximum=MAX_PAGE)
        return size


class PageExtension(FieldExtension):
    """Gives a connection field its four arguments and hands the resolver one `Window` called `window`."""

    def apply(self, field: StrawberryField) -> None:
        """Put the window's arguments in the place of `window`."""
        own = [argument for argument in field.arguments if argument.python_name != "window"]
        field.arguments = [*own, *(_argument(name, *about) for name, about in WINDOW.items())]

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        """Gather the four arguments into one."""
        window = Window(**{name: arguments.pop(name, None) for name in WINDOW})
        return await next_(source, info, window=window, **arguments)


def _argument(name: str, kind: type, description: str) -> StrawberryArgument:
    annotation = StrawberryAnnotation(kind | None)
    return StrawberryArgument(name, None, annotation, description=description, default=None)


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Shows a `Listed`."""

    has_previous_page: bool = computed(lambda listed: listed.slice.has_previous, "Something comes before.", GRANTS)
    has_next_page: bool = computed(lambda listed: listed.slice.has_next, "Something comes after.", GRANTS)
    start_cursor: str | None = computed(lambda listed: listed.cursor(0), "Page cursor of the first row.", GRANTS)
    end_cursor: str | None = computed(lambda listed: listed.cursor(-1), "Page cursor of the last row.", GRANTS)


@strawberry.type(description="A row with its place in the list.")
class Edge(Generic[T]):
    """Shows one row of a `Listed`."""

    cursor: str = column("Page cursor of this row.")
    node: T = column("The row.")


async def _total(self: Any) -> int:
    count: int = await self.count()
    return count


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Shows a `Listed`."""

    edges: list[Edge[T]] = computed(lambda listed: listed.edges(), "Rows with their cursors.", NONE)
    nodes: list[T] = computed(lambda listed: listed.slice.rows, "Rows alone.", NONE)
    page_info: PageInfo = computed(lambda listed: listed, "Where the page lies in its list.", NONE)
    total_count: int = strawberry.field(
        resolver=_total,
        description="How many rows there are in all pages; counted only when asked for.",
        metadata=declared(Kind.COMPUTED, GRANTS),
        directives=[COUNTED],
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its sealed place."""

    cursor: str
    node: Row


@dataclass(slots=True)
class Listed:
    """One page as read, with what it takes to seal cursors and to count."""

    slice: Slice
    seal: Callable[[Row], str]
    count: Callable[[], Awaitable[int]]

    def edges(self) -> list[Placed]:
        """Return the rows with their cursors."""
        return [Placed(self.seal(row), row) for row in self.slice.rows]

    def cursor(self, place: int) -> str | None:
        """Return the cursor of the first (0) or last (-1) row, None on an empty page."""
        return self.seal(self.slice.rows[place]) if self.slice.rows else None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in one order: what makes its pages and the cursors that fit it."""

    policy: type[Policy[Any]]
    order: Order
    where: tuple[Condition, ...] = ()
    parent: tuple[str, UUID] | None = None

    def purpose(self) -> str:
        """Return what a cursor of this list is bound to."""
        parent = f":{self.parent[0]}:{self.parent[1]}" if self.parent else ""
        return f"page:{self.policy.table()}:{self.order.name}:{'desc' if self.order.descending else 'asc'}{parent}"

    def page(self, context: Context, window: Window) -> Page:
        """Return the window as a page; raises `BadInput` and `InvalidCursor`."""
        limit = window.limit
        after, before = (self._key(context, text) for text in (window.after, window.before))
        return Page(limit, self.order, after, before, window.last is not None, self.where)

    def _key(self, context: Context, text: str | None) -> Key | None:
        if text is None:
            return None
        content = context.services.cursors.open(self.purpose(), context.organization_id, text)
        try:
            value, id = orjson.loads(content)
            return Key(self.order.read(value), UUID(id))
        except (ValueError, TypeError):
            raise InvalidCursor("This cursor is of a version that is no longer read.") from None

    def seal(self, context: Context) -> Callable[[Row], str]:
        """Return what seals the place of a row."""

        def sealed(row: Row) -> str:
            key = key_of(row)
            value = key.value.isoformat() if hasattr(key.value, "isoformat") else str(key.value)
            return context.services.cursors.seal(
                self.purpose(), context.organization_id, orjson.dumps([value, str(key.id)])
            )

        return sealed


async def root_page(info: Info, listing: Listing, window: Window) -> Listed:
    """Return a page of everything the viewer may see of a table."""
    context = info.context
    page = listing.page(context, window)
    if context.viewer.organization_id is None:
        return Listed(Slice(), str, _none)

    async def count() -> int:
        return await listing.policy.count(context.viewer, listing.where)

    return Listed(await listing.policy.page(context.viewer, page), listing.seal(context), count)


async def _none() -> int:
    return 0


async def nested_page(info: Info, listing: Listing, window: Window) -> Listed:
    """Return a page below one parent; all parents of this level are read in one statement.

    The order's name tells lists below one parent apart: what is narrowed otherwise needs another.
    """
    context = info.context
    assert listing.parent is not None
    column_name, parent = listing.parent
    page = listing.page(context, window)
    policy = listing.policy

    async def load(parents: list[UUID]) -> list[Slice]:
        found = await policy.pages(context.viewer, column_name, parents, page)
        return [found.get(id, Slice()) for id in parents]

    async def load_counts(parents: list[UUID]) -> list[int]:
        found = await policy.counts(context.viewer, column_name, parents, listing.where)
        return [found.get(id, 0) for id in parents]

    async def count() -> int:
        counted: int = await context.loader((policy, column_name, listing.order, "count"), load_counts).load(parent)
        return counted

    slice = await context.loader((policy, column_name, window, listing.order), load).load(parent)
    return Listed(slice, listing.seal(context), count)


def connection(resolver: Callable[..., Awaitable[Listed]], description: str, depends: Depends = GRANTS) -> Any:
    """Declare a connection field; the resolver takes `window: Window` beside its own arguments."""
    return strawberry.field(
        resolver=resolver,
        description=description,
        extensions=[PageExtension()],
        metadata=declared(Kind.PAGE, depends),
        directives=[sliced("first", "last", fields=SIZED)],
    )
