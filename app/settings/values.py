"""How the text of a variable becomes a value; each refusal is one sentence that names the variable."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit

SECRET_BYTES = 32
MOST_SECRETS = 4
STRIPE_KEY = re.compile(r"[A-Za-z0-9_]{8,255}", re.ASCII)
ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it and says what is allowed."""


def words(*allowed: str) -> Callable[[str, str], str]:
    """Return what reads one of these words."""

    def parse(variable: str, text: str) -> str:
        if text not in allowed:
            raise SettingsError(f"{variable} is {text!r}, but must be one of {', '.join(allowed)}.")
        return text

    return parse


def number(lowest: int, highest: int) -> Callable[[str, str], int]:
    """Return what reads a whole number between two."""

    def parse(variable: str, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise SettingsError(f"{variable} is {text!r}, but must be a whole number from {lowest} to {highest}.")
        return int(text)

    return parse


def seconds(highest: int) -> Callable[[str, str], float]:
    """Return what reads seconds, up to a highest number."""

    def parse(variable: str, text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text) or float(text) > highest:
            raise SettingsError(f"{variable} is {text!r}, but must be seconds from 0 to {highest}, such as 2.5.")
        return float(text)

    return parse


def address(*schemes: str) -> Callable[[str, str], str]:
    """Return what reads an address with one of these schemes."""

    # The value may carry a password, so the message must not repeat it.
    def parse(variable: str, text: str) -> str:
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            raise SettingsError(f"{variable} must be an address that starts with {starts}.")
        return text

    return parse


def smtp(variable: str, text: str) -> str:
    """Return the address of a mail server."""
    # The value may carry a password, so the message must not repeat it.
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0 and text.isprintable()
        clear = "starttls=no" in parts.query and not is_loopback(parts.hostname or "")
        fits = fits and not (clear and parts.password)
    except ValueError:
        fits = False
    if not fits:
        raise SettingsError(
            f"{variable} must be an address such as smtps://user:password@mail.example:465; no password goes in clear."
        )
    return text


def s3(variable: str, text: str) -> str:
    """Return the address of a bucket with the key that opens it."""
    # The value carries a secret, so the message must not repeat it.
    try:
        parts = urlsplit(text)
        clear = parts.scheme == "http" and not is_loopback(parts.hostname or "")
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.isprintable()
        fits = fits and not clear and bool(parts.username and parts.password)
        fits = fits and bool(re.fullmatch(r"/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/?", parts.path))
    except ValueError:
        fits = False
    if not fits:
        raise SettingsError(
            f"{variable} must be an address such as https://key:secret@s3.example/bucket?region=eu-north-1."
        )
    return text


def sender(variable: str, text: str) -> str:
    """Return the one address that mails are from, perhaps with a name."""
    (name, place), *more = getaddresses([text])
    if more or not text.isprintable() or not re.fullmatch(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+", place):
        raise SettingsError(f"{variable} must be one address, such as Tenantry <post@portal.example>.")
    quoted = name.replace('"', "")
    return f'"{quoted}" <{place.lower()}>' if quoted else place.lower()


def printable(variable: str, text: str) -> str:
    """Return a text of visible characters."""
    if not text.isprintable():
        raise SettingsError(f"{variable} holds characters that cannot be printed.")
    return text


def folder(variable: str, text: str) -> Path:
    """Return an absolute path."""
    return Path(printable(variable, text)).absolute()


def origins(variable: str, text: str) -> tuple[str, ...]:
    """Return exact origins of browsers."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{variable} holds {origin!r}, but must be exact origins such as https://portal.example, "
                "lower case, without a path, separated by commas."
            )
    return found


def networks(variable: str, text: str) -> tuple[str, ...]:
    """Return addresses and networks, such as 10.0.0.5 or 10.0.0.0/8."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for network in found:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise SettingsError(
                f"{variable} holds {network!r}, but must be addresses or networks such as 10.0.0.0/8, "
                "separated by commas."
            ) from None
    return found


def origin(variable: str, text: str) -> str:
    """Return the one origin that people open."""
    if not ORIGIN.fullmatch(text):
        raise SettingsError(f"{variable} is {text!r}, but must be an origin such as https://portal.example.")
    return text


def stripe_key(*begins: str) -> Callable[[str, str], str]:
    """Return a reader of one of Stripe's keys, which say by their beginning what they are."""

    def parse(variable: str, text: str) -> str:
        if not text.startswith(begins) or not STRIPE_KEY.fullmatch(text):
            raise SettingsError(f"{variable} must be a key that begins with {' or '.join(begins)}.")
        return text

    return parse


def stripe_keys(*begins: str) -> Callable[[str, str], tuple[str, ...]]:
    """Return a reader of one or a few of Stripe's keys, by commas."""
    one = stripe_key(*begins)

    def parse(variable: str, text: str) -> tuple[str, ...]:
        found = tuple(one(variable, part.strip()) for part in text.split(",") if part.strip())
        if len(found) > MOST_SECRETS:
            raise SettingsError(f"{variable} takes at most {MOST_SECRETS}.")
        return found

    return parse


def loopback_origin(variable: str, text: str) -> str:
    """Return an origin on this machine."""
    found = text.rstrip("/")
    if not ORIGIN.fullmatch(found) or not is_loopback((urlsplit(found).hostname or "").strip("[]")):
        raise SettingsError(f"{variable} must be an address on this machine, such as http://127.0.0.1:12111.")
    return found


def api_origin(variable: str, text: str) -> str:
    """Return an origin over https, or on this machine."""
    found = text.rstrip("/")
    if ORIGIN.fullmatch(found) and (
        found.startswith("https://") or is_loopback((urlsplit(found).hostname or "").strip("[]"))
    ):
        return found
    raise SettingsError(f"{variable} must be an https address without a path, such as https://gate.example.")


def master(variable: str, text: str) -> bytes:
    """Return a key of exactly the right length that is not a pattern somebody typed."""
    value = decoded(text)
    if len(value) != SECRET_BYTES or len(set(value)) < SECRET_BYTES // 2:
        raise SettingsError(f"{variable} must be {SECRET_BYTES} random bytes written in hex or base64.")
    return value


def secret(variable: str, text: str) -> bytes:
    """Return random bytes that are enough for a key."""
    value = decoded(text)
    if len(value) < SECRET_BYTES:
        raise SettingsError(f"{variable} must be at least {SECRET_BYTES} random bytes written in hex or base64.")
    return value


def decoded(text: str) -> bytes:
    """Return the bytes of hex or base64; none for what is neither."""
    if re.fullmatch(r"([0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
