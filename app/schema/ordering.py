"""Directions and choices of order, the same for every list."""

from enum import StrEnum
from typing import Any

import strawberry

from app.models.paging import Order
from app.schema.enums.words import describe


class SortDirection(StrEnum):
    """Up or down."""

    ASC = "ASC"
    DESC = "DESC"


describe(
    SortDirection,
    "Which end comes first.",
    {"ASC": "The smallest, the first, the oldest.", "DESC": "The largest, the last, the newest."},
)


def chosen(order_by: Any, orders: dict[str, Order], default: str) -> Order:
    """Return the order that a OneOf input names, or the default one."""
    for name, order in orders.items():
        direction = getattr(order_by, name, None) if order_by is not None else None
        if direction is not None and direction is not strawberry.UNSET:
            return Order(order.name, order.expression, order.cast, direction is SortDirection.DESC)
    return orders[default]


def direction(description: str) -> Any:
    """Declare one choice of an order."""
    return strawberry.field(default=strawberry.UNSET, description=description)
