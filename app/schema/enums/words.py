"""How an enum gets its words."""

from enum import StrEnum

import strawberry


def describe(kind: type[StrEnum], description: str, values: dict[str, str], name: str | None = None) -> None:
    """Give an enum and its values their words; a value without any would be a riddle, so each must have some."""
    strawberry.enum(kind, name=name, description=description)
    for value in kind.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
