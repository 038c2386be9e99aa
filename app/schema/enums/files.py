"""The words of the enums of files."""

from app.models.files import FileKind, FileStatus
from app.schema.enums.words import describe

describe(
    FileKind,
    "What a file is for.",
    {
        "IMAGE": "A picture, made anew from its pixels: nothing of where and how it was taken is left.",
        "DOCUMENT": "A PDF, as it was sent; it is saved, and never shown inside a page.",
        "SHEET": "A table to import; only whoever sent it sees it.",
        "LOGO": "The sign of the organization, shown to all of its people once `changeBrand` has named it.",
    },
)
describe(
    FileStatus,
    "What has become of a file.",
    {
        "PENDING": "It was announced; it has not come, or nobody has looked at it.",
        "READY": "It was found good.",
        "REJECTED": "It was refused.",
    },
)
