"""What the world has agreed on: countries, currencies, time zones, languages; checks name their place in the input."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from app.errors import BadInput
from app.words.catalogue import LOCALES

Path = tuple[str, ...]
JURISDICTION = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3}(-[^\W\d_][\w .'-]{0,60})?)?")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def country(code: str, path: Path) -> str:
    """Return a code of ISO 3166-1; raises `BadInput`."""
    if code not in _countries():
        raise BadInput("A country is two capital letters of ISO 3166.", path)
    return code


def currency(code: str, path: Path) -> str:
    """Return a code of ISO 4217 that people pay with somewhere today; raises `BadInput`."""
    if code not in _currencies():
        raise BadInput("A currency is three capital letters of ISO 4217, in use today.", path)
    return code


def time_zone(name: str, path: Path) -> str:
    """Return the name of an IANA time zone; raises `BadInput`."""
    if name not in _time_zones():
        raise BadInput("This is no time zone of the IANA database.", path)
    return name


def locale(tag: str, path: Path) -> str:
    """Return a language tag of BCP 47; raises `BadInput`."""
    try:
        if len(tag) > 35:
            raise ValueError
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        raise BadInput("This is no language tag that we know.", path) from None
    return tag


def jurisdiction(text: str, path: Path) -> str:
    """Return a country, perhaps with region and city, as in NO or US-NY; raises `BadInput`."""
    found = JURISDICTION.fullmatch(text)
    if found is None:
        raise BadInput("A jurisdiction is written like NO, US-NY or US-NY-New York.", path)
    country(found.group(1), path)
    return text


def day(value: date, path: Path) -> date:
    """Return a day that leases are written about; raises `BadInput` for one long gone or far away."""
    if not FIRST_DAY <= value < LAST_DAY:
        raise BadInput(f"A day from {FIRST_DAY} on and before {LAST_DAY} is wanted.", path)
    return value


@cache
def _countries() -> frozenset[str]:
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#"))


@cache
def _currencies() -> frozenset[str]:
    used = get_global("territory_currencies").values()
    return frozenset(code for entries in used for code, _, ended, is_tender in entries if ended is None and is_tender)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


@dataclass(frozen=True, slots=True)
class Home:
    """What is usual in a country."""

    currency: str
    time_zone: str
    languages: str
    """Separated by commas, the first one first."""


def home_of(code: str) -> Home:
    """Return what is usual in a country, empty where nothing is; raises `BadInput` for what is no country."""
    country(code, ("input", "countryCode"))
    used = get_global("territory_currencies").get(code, ())
    money = [name for name, _, ended, is_tender in used if ended is None and is_tender]
    spoken = [tag for tag in get_official_languages(code, de_facto=True) if tag in LOCALES]
    zones = [zone for where, zone in _zones() if where == code]
    return Home(money[-1] if money else "", zones[0] if zones else "", ", ".join(spoken or ["en"]))


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)
