"""What a reader sees in a PDF that was printed here: its text, out of glyphs that only its own fonts can spell."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/Subtype /Type0/BaseFont /([A-Z]{6})\+[^>]*?/ToUnicode (\d+) 0 R")
SPELLED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4,})>", re.IGNORECASE)
SHOWN = re.compile(rb"/([A-Z]{6}) [\d.]+ Tf|<([0-9a-fA-F]+)>|(T[jJ]\b)")


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, one piece a line, in the order in which it was drawn."""
    objects = dict(_objects(pdf))
    fonts: dict[bytes, dict[int, str]] = {}
    for name, place in FONT.findall(b"".join(objects.values())):
        fonts[name] = {int(glyph, 16): _spelled(word) for glyph, word in SPELLED.findall(objects[place])}
    drawn = (content for content in objects.values() if b"BT\n" in content and b" Tf" in content)
    return "\n".join(line for content in drawn for line in _lines(content, fonts))


def _objects(pdf: bytes) -> Iterator[tuple[bytes, bytes]]:
    for number, body in OBJECT.findall(pdf):
        stream = STREAM.search(body)
        content = body
        if stream is not None:
            with suppress(zlib.error):
                content = zlib.decompress(stream.group(1))
        yield number, content


def _spelled(word: bytes) -> str:
    return bytes.fromhex(word.decode()).decode("utf-16-be")


def _lines(content: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    font, line = fonts.get(b"", {}), ""
    for name, glyphs, shown in SHOWN.findall(content):
        if name:
            font = fonts[name]
        elif glyphs:
            line += "".join(font.get(int(glyphs[at : at + 4], 16), "?") for at in range(0, len(glyphs), 4))
        elif shown and line:
            yield line
            line = ""
