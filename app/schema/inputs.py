"""How the fields of inputs are declared, and what many inputs share."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from app.errors import BadInput
from app.models.ids import id_of
from app.models.paging import MAX_PAGE
from app.schema.scalars import CurrencyCode


def optional(description: str) -> Any:
    """Declare a field that may be left out; null means the same."""
    return strawberry.field(default=None, description=description)


def wanted(description: str) -> Any:
    """Declare a field that must be there."""
    return strawberry.field(description=description)


def version_field() -> Any:
    """Declare `expectedVersion` of an input."""
    return optional("Refuse with CONFLICT when it has another version by now.")


def input_id(kind: str, id: strawberry.ID, name: str) -> UUID:
    """Return the row's id; raises `BadInput` with its place in the input for the id of something else."""
    return id_of(kind, id, ("input", name))


def input_ids(kind: str, ids: list[strawberry.ID], name: str) -> tuple[UUID, ...]:
    """Return the rows' ids; raises `BadInput` for more than anybody would name."""
    if len(ids) > MAX_PAGE:
        raise BadInput(f"At most {MAX_PAGE} ids.", ("input", name), maximum=MAX_PAGE)
    return tuple(input_id(kind, id, name) for id in ids)


def ids_of(kind: str, ids: list[strawberry.ID]) -> list[UUID]:
    """Return the ids of a filter; raises `BadInput` for the id of something else, and for too many."""
    if len(ids) > MAX_PAGE:
        raise BadInput(f"At most {MAX_PAGE} ids.", ("filter", "ids"), maximum=MAX_PAGE)
    return [id_of(kind, id, ("filter", "ids")) for id in ids]


@strawberry.input(description="An exact amount.")
class MoneyInput:
    """Input of money; what has more decimals than the currency is refused."""

    amount: Decimal = wanted("The exact amount, with no more decimals than the currency has.")
    currency: CurrencyCode = wanted("Its currency: that of the property.")

    def pair(self) -> tuple[Decimal, str]:
        """Return amount and currency."""
        return self.amount, self.currency
