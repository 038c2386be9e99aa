"""Files that people send, good ones and traps; `python -m tests.corpora.uploads FOLDER` writes them out."""

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = b"CANARY-59.9139N-10.7522E"
WORD = CANARY.decode()
CLEAN, KEPT, REJECTED, REFUSED = "clean", "kept", "rejected", "refused"
"""A picture made anew without what was beside its pixels; a paper kept as it is, to be saved only; refused when it has
come; refused before it is sent."""

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = b"<html><script>alert(document.cookie)</script></html>" + CANARY
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PAPER = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file: its name and type as announced, its bytes, and what becomes of it."""

    name: str
    content_type: str
    content: bytes
    becomes: str


def picture(format: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A small picture of noise."""
    pillow_heif.register_heif_opener()
    image = Image.effect_noise(size, 60).convert(mode)
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes beside the pixels: where and with what."""
    found = Image.Exif()
    found[0x010E], found[0x0112], found[0x0132] = WORD, orientation, "2026:01:01 00:00:00"
    place = found.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (59.0, 54.0, 50.0), WORD
    return found


def segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """The picture with one more segment after its beginning."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def chunk(png: bytes, kind: bytes, content: bytes, sum: int | None = None) -> bytes:
    """The picture with one more chunk after its header."""
    check = zlib.crc32(kind + content) if sum is None else sum
    return png[:33] + struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check) + png[33:]


def archive() -> bytes:
    """A ZIP with a canary in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("evil.html", HTML)
    return out.getvalue()


def frames(format: str, count: int) -> bytes:
    """A picture that moves."""
    first, *rest = (Image.effect_noise((32, 32), n + 1).convert("RGB") for n in range(count))
    out = io.BytesIO()
    first.save(out, format, save_all=True, append_images=rest)
    return out.getvalue()


def huge(width: int, height: int) -> bytes:
    """A small file of very many pixels."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def words(**options: Any) -> PngInfo:
    """Texts inside a PNG."""
    info = PngInfo()
    info.add_text("Comment", WORD)
    info.add_text("Packed", WORD * 20, zip=True)
    info.add_itxt("Place", WORD)
    return info


def clean_pictures() -> Iterator[tuple[str, str, bytes]]:
    """Pictures that people may send, with something beside the pixels that nobody else shall have."""
    jpeg, png = picture("JPEG"), picture("PNG")
    yield "gps.jpg", JPEG, picture("JPEG", exif=exif())
    yield "turned.jpg", JPEG, picture("JPEG", exif=exif(6))
    yield "xmp.jpg", JPEG, segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>" + CANARY + b"</x>")
    yield "iptc.jpg", JPEG, segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + CANARY)
    yield "comment.jpg", JPEG, picture("JPEG", comment=CANARY)
    yield "icc.jpg", JPEG, segment(jpeg, 0xE2, b"ICC_PROFILE\x00\x01\x01" + CANARY * 8)
    yield "script.jpg", JPEG, segment(jpeg, 0xFE, HTML)
    yield "html-behind.jpg", JPEG, jpeg + HTML
    yield "zip-behind.jpg", JPEG, jpeg + archive()
    yield "pdf-behind.jpeg", JPEG, jpeg + PAPER + CANARY
    yield "gray.jpg", JPEG, picture("JPEG", mode="L", exif=exif())
    yield "cmyk.jpg", JPEG, picture("JPEG", mode="CMYK", exif=exif())
    yield "progressive.jpg", JPEG, picture("JPEG", progressive=True, exif=exif())
    yield "words.png", PNG, picture("PNG", pnginfo=words())
    yield "gps.png", PNG, picture("PNG", exif=exif())
    yield "private.png", PNG, chunk(png, b"prVt", CANARY)
    yield "html-behind.png", PNG, png + HTML
    yield "palette.png", PNG, picture("PNG", mode="P", pnginfo=words())
    yield "glass.png", PNG, picture("PNG", mode="RGBA", pnginfo=words())
    yield "deep.png", PNG, picture("PNG", mode="I;16")
    yield "dot.png", PNG, picture("PNG", size=(1, 1), pnginfo=words())
    yield "moving.png", PNG, frames("PNG", 3)
    yield "gps.webp", WEBP, picture("WEBP", exif=exif())
    yield "xmp.webp", WEBP, picture("WEBP", xmp=b"<x>" + CANARY + b"</x>")
    yield "moving.webp", WEBP, frames("WEBP", 4)
    yield "gps.heic", HEIC, picture("HEIF", exif=exif())


def rejected() -> Iterator[tuple[str, str, bytes]]:
    """Files that are not what they were announced as, cannot be decoded, or are too much."""
    jpeg, png = picture("JPEG", (400, 300)), picture("PNG", (400, 300))
    yield "cut.jpg", JPEG, jpeg[: len(jpeg) // 3]
    yield "only-begun.jpg", JPEG, jpeg[:12]
    yield "cut.png", PNG, png[: len(png) // 3]
    yield "wrong-sum.png", PNG, chunk(png, b"IDAT", b"x" * 40, sum=7)
    yield "garbage.png", PNG, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    yield "garbage.webp", WEBP, b"RIFF\x40\x00\x00\x00WEBP" + bytes(range(256))
    yield "garbage.heic", HEIC, b"\x00\x00\x00\x18ftypheic" + bytes(range(256)) * 4
    yield "bomb.png", PNG, huge(20_000, 20_000)
    yield "gif.jpg", JPEG, picture("GIF", mode="P")
    yield "bmp.png", PNG, picture("BMP")
    yield "tiff.jpg", JPEG, picture("TIFF")
    yield "png.jpg", JPEG, png
    yield "jpeg.png", PNG, jpeg
    yield "svg.png", PNG, SVG
    yield "html.jpg", JPEG, HTML
    yield "gif-script.jpg", JPEG, b"GIF89a/*" + HTML + b"*/"
    yield "program.pdf", PDF, b"MZ" + bytes(200)
    yield "zip.pdf", PDF, archive()
    yield "html.pdf", PDF, HTML
    yield "hidden.pdf", PDF, HTML + PAPER
    yield "no-zip.xlsx", XLSX, HTML


def kept() -> Iterator[tuple[str, str, bytes]]:
    """Papers that are kept as they are: nothing in them ever runs, because they are only ever saved."""
    yield "lease.pdf", PDF, PAPER
    yield "javascript.pdf", PDF, PAPER.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    yield "launch.pdf", PDF, PAPER.replace(b"/Catalog", b"/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>")
    yield "virus.pdf", PDF, PAPER + EICAR
    yield "zip-behind.pdf", PDF, PAPER + archive()


def refused() -> Iterator[tuple[str, str, bytes]]:
    """Names and types that are refused before anything is sent."""
    for name in (
        *("photo.jpg.exe", "photo.html", "../photo.jpg", "a/b.jpg", "a\\b.jpg", ".jpg", "photo", "photo.jpg\x00.png"),
        *(
            "gpj.\u202eexe.jpg",
            "\u200bphoto.jpg",
            "con:photo.jpg",
            "x" * 130 + ".jpg",
            "photo.jpg\r\nX: y",
            "photo.svg",
        ),
    ):
        yield name, JPEG, b"\xff\xd8\xff"
    for content_type in ("image/svg+xml", "text/html", "image/gif", "application/zip", "video/mp4", "image/JPEG", ""):
        yield "photo.jpg", content_type, b"\xff\xd8\xff"
    yield "nothing.jpg", JPEG, b""


def every() -> list[Sent]:
    """All of them."""
    groups = {CLEAN: clean_pictures(), REJECTED: rejected(), KEPT: kept(), REFUSED: refused()}
    return [Sent(*file, becomes) for becomes, files in groups.items() for file in files]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(each for each in every() if each.becomes != REFUSED):
        (folder / f"{number:02}-{file.becomes}-{file.name}").write_bytes(file.content)
    print(f"{number + 1} files in {folder}")
