"""The packets of nearly every socket as they are on the wire: one whole text frame each (RFC 6455, section 5.2)."""

import struct

from websockets.frames import apply_mask  # type: ignore[attr-defined]

FINAL_TEXT = 0x81
MASKED = 0x80
SHORT, LONG = 126, 127


def text_in(data: bytes, longest: int) -> str | None:
    """Return the text of a packet that is one whole, masked text frame, and None for any other.

    Lengths that take eight bytes are longer than anything we read.
    """
    if len(data) < 6 or data[0] != FINAL_TEXT or data[1] < MASKED:
        return None
    length, at = data[1] - MASKED, 2
    if length == LONG:
        return None
    if length == SHORT:
        length, at = int.from_bytes(data[2:4]), 4
    if length > longest or len(data) != at + 4 + length:
        return None
    try:
        return apply_mask(data[at + 4 :], data[at : at + 4]).decode()
    except UnicodeDecodeError:
        return None


def header(length: int) -> bytes:
    """Return the header of an unmasked, final text frame (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((FINAL_TEXT, length))
    if length < 65_536:
        return struct.pack("!BBH", FINAL_TEXT, 126, length)
    return struct.pack("!BBQ", FINAL_TEXT, 127, length)
