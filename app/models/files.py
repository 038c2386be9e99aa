"""Files beside tickets, comments, messages and leases: what may be sent, and what has become of it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tortoise import fields

from app.errors import BadInput
from app.models.base import Versioned

MEGABYTE = 1024 * 1024
LONGEST_NAME = 120
UNSAFE = re.compile(r'[\\/:*?"<>|]')


class FileKind(StrEnum):
    """What a file is for."""

    IMAGE = "IMAGE"
    DOCUMENT = "DOCUMENT"
    SHEET = "SHEET"
    LOGO = "LOGO"


class FileStatus(StrEnum):
    """What has become of a file."""

    PENDING = "PENDING"
    READY = "READY"
    REJECTED = "REJECTED"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sort:
    """One type of content that may be sent: the kind, the most bytes, the endings of its names, how it begins."""

    kind: FileKind
    most_bytes: int
    endings: tuple[str, ...]
    begins: re.Pattern[bytes]


# The endings of names agree with the type, so that nobody saves a picture as a program.
SORTS = {
    "image/jpeg": Sort(FileKind.IMAGE, 25 * MEGABYTE, ("jpg", "jpeg"), re.compile(rb"\xff\xd8\xff")),
    "image/png": Sort(FileKind.IMAGE, 25 * MEGABYTE, ("png",), re.compile(rb"\x89PNG\r\n\x1a\n")),
    "image/webp": Sort(FileKind.IMAGE, 25 * MEGABYTE, ("webp",), re.compile(rb"RIFF....WEBP", re.DOTALL)),
    "image/heic": Sort(
        FileKind.IMAGE, 25 * MEGABYTE, ("heic", "heif"), re.compile(rb"....ftyp(hei|mif|hev|msf)", re.DOTALL)
    ),
    "application/pdf": Sort(FileKind.DOCUMENT, 25 * MEGABYTE, ("pdf",), re.compile(rb"%PDF-[12]\.\d")),
    "text/csv": Sort(FileKind.SHEET, 20 * MEGABYTE, ("csv",), re.compile(rb"")),
    XLSX: Sort(FileKind.SHEET, 20 * MEGABYTE, ("xlsx",), re.compile(rb"PK\x03\x04")),
}


class File(Versioned):
    """What somebody sent; the bytes are in a store, under `stored_key` once they were found good."""

    kind = fields.CharEnumField(FileKind)
    status = fields.CharEnumField(FileStatus)
    is_ready = fields.BooleanField(default=False)
    name = fields.TextField()
    content_type = fields.TextField()
    size_bytes = fields.BigIntField()
    sha256 = fields.BinaryField()
    width = fields.IntField(null=True)
    height = fields.IntField(null=True)
    uploaded_by = fields.UUIDField()
    ticket_id = fields.UUIDField(null=True)
    comment_id = fields.UUIDField(null=True)
    message_id = fields.UUIDField(null=True)
    lease_id = fields.UUIDField(null=True)
    property_id = fields.UUIDField(null=True)
    stored_key = fields.TextField(null=True)

    class Meta:
        table = "file"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody means to send: as it is called, and exactly what it is."""

    name: str
    content_type: str
    size: int
    sha256: str

    def checked(self) -> "tuple[Sort, str, bytes]":
        """Return its sort, its name as it is kept, and its sum; raises `BadInput`."""
        sort = SORTS.get(self.content_type)
        if sort is None:
            raise BadInput("Files of this type are not taken.", ("input", "contentType"), allowed=sorted(SORTS))
        if not 1 <= self.size <= sort.most_bytes:
            raise BadInput(f"1 to {sort.most_bytes} bytes.", ("input", "size"), maximum=sort.most_bytes)
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise BadInput("SHA-256 is written as 64 small hexadecimal digits.", ("input", "sha256"))
        return sort, named(self.name, sort), bytes.fromhex(self.sha256)


def named(text: str, sort: Sort) -> str:
    """Return a name that no system and no reader takes for something else; raises `BadInput`."""
    path = ("input", "name")
    found = unicodedata.normalize("NFC", text).strip()
    # Cf holds the marks that let a name read backwards.
    if any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for each in found):
        raise BadInput("A name holds visible characters only.", path)
    if UNSAFE.search(found) or found.startswith(".") or len(found) > LONGEST_NAME:
        raise BadInput(f"A name has at most {LONGEST_NAME} characters, no slash, and no dot at its beginning.", path)
    stem, _, ending = found.rpartition(".")
    if not stem or ending.lower() not in sort.endings:
        raise BadInput(f"The name of such a file ends with .{sort.endings[0]}.", path)
    return found
