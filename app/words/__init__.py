"""What people read, in their own language: Fluent catalogues under `locales/`, and how moments and days look."""

from app.words.catalogue import LOCALES, choose, direction, text, variables
from app.words.formats import day, moment, place

__all__ = ["LOCALES", "choose", "day", "direction", "moment", "place", "text", "variables"]
