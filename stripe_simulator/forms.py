"""Stripe's form encoding: nested hashes and arrays, read from pairs and checked against what an endpoint knows."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from stripe_simulator.errors import invalid, missing

Params = dict[str, Any]
Reader = Callable[[Any, str], Any]
Spec = Mapping[str, Any]
"""What an endpoint knows: the name of each parameter, and a reader or the spec of what is nested in it."""

MOST_PAIRS = 1000
DEEPEST = 8
MOST_AMOUNT = 99_999_999
KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
CURRENCY = re.compile(r"[a-z]{3}")


def decoded(text: str) -> Params:
    """Return what a body or a query says, nested; raises `Refusal` for what cannot be understood."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PAIRS, errors="strict")
    except ValueError as error:
        raise invalid("The request cannot be read as a form.") from error
    root: Params = {}
    for name, value in pairs:
        _put(root, _path(name), value)
    return {key: _lists(value) for key, value in root.items()}


def _path(name: str) -> list[str]:
    found = KEY.fullmatch(name)
    if found is None:
        raise invalid(f"Invalid parameter name: {name[:100]}", code="parameter_unknown")
    path = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
    if len(path) > DEEPEST:
        raise invalid(f"Parameter is nested too deeply: {name[:100]}", name[:100])
    return path


def _put(root: Params, path: list[str], value: str) -> None:
    place = root
    for step in path[:-1]:
        below = place.setdefault(step or str(len(place)), {})
        if not isinstance(below, dict):
            raise invalid(f"Invalid hash: {path[0]}", path[0])
        place = below
    last = path[-1] or str(len(place))
    if last in place:
        raise invalid(f"Parameter is given twice: {path[0]}", path[0])
    place[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(one) for key, one in value.items()}
    if inner and all(key.isascii() and key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def checked(params: Params, spec: Spec, required: Iterable[str] = (), above: str = "") -> Params:
    """Return the parameters with their types; unknown, missing and malformed ones are refused as Stripe does."""
    result: Params = {}
    for name, value in params.items():
        param = f"{above}[{name}]" if above else name
        reader = spec.get(name)
        if reader is None:
            raise invalid(f"Received unknown parameter: {param}", param, "parameter_unknown")
        result[name] = _read(value, reader, param)
    for name in required:
        if result.get(name) in (None, "", []):
            raise missing(f"{above}[{name}]" if above else name)
    return result


def _read(value: Any, reader: Any, param: str) -> Any:
    if not isinstance(reader, Mapping):
        return reader(value, param)
    if value == "":
        return None
    if not isinstance(value, dict):
        raise invalid(f"Invalid hash: {param}", param)
    return checked(value, reader, above=param)


def text(value: Any, param: str) -> str | None:
    """A string of at most 5000 characters; the empty one unsets."""
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {param}", param)
    if len(value) > 5000:
        raise invalid(f"Invalid string: {param} must be at most 5000 characters", param)
    return value or None


def whole(value: Any, param: str) -> int:
    """A whole number."""
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise invalid(f"Invalid integer: {value}", param, "parameter_invalid_integer")
    return int(value)


def amount(value: Any, param: str) -> int:
    """An amount in the currency's smallest unit: at least 1, and at most what Stripe takes."""
    number = whole(value, param)
    if number < 1:
        raise invalid("This value must be greater than or equal to 1.", param, "parameter_invalid_integer")
    if number > MOST_AMOUNT:
        raise invalid("Amount must be no more than 999,999.99", param, "amount_too_large")
    return number


def flag(value: Any, param: str) -> bool:
    """True or false."""
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", param)
    return bool(value == "true")


def currency(value: Any, param: str) -> str:
    """Three letters, in lower case."""
    code = str(value).lower()
    if not CURRENCY.fullmatch(code):
        raise invalid(f"Invalid currency: {code[:20]}", param)
    return code


def texts(value: Any, param: str) -> list[str]:
    """An array of strings."""
    if value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid("Invalid array", param)
    return value


def one_of(*allowed: str) -> Reader:
    """A reader of one of some words."""

    def read(value: Any, param: str) -> str | None:
        if value == "":
            return None
        if value not in allowed:
            raise invalid(f"Invalid {param}: must be one of {', '.join(allowed)}", param)
        return str(value)

    return read


def metadata(value: Any, param: str) -> dict[str, str]:
    """At most 50 pairs of short names and strings; an empty string removes a pair."""
    if value == "":
        return {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise invalid("Invalid hash", param)
    if len(value) > 50 or any(len(key) > 40 or len(one) > 500 for key, one in value.items()):
        raise invalid("Metadata has at most 50 keys of 40 characters, with values of 500", param)
    return value


def anything(value: Any, _: str) -> Any:
    """Whatever is there; for parameters that change nothing here."""
    return value


WHEN: Spec = {"gt": whole, "gte": whole, "lt": whole, "lte": whole}


def moment(value: Any, param: str) -> dict[str, int]:
    """A filter by time: one moment in seconds, or a range of them."""
    if isinstance(value, dict):
        return checked(value, WHEN, above=param)
    at = whole(value, param)
    return {"gte": at, "lte": at}


ADDRESS: Spec = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), text)


def merged(before: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    """Return metadata with what was given put in; an empty dictionary or string takes away."""
    if given is None:
        return before
    return {key: value for key, value in {**before, **given}.items() if value != ""} if given else {}
