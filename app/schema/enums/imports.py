"""The words of the enums of imports."""

from app.models.imports import ImportEventKind, ImportStatus
from app.schema.enums.words import describe

describe(
    ImportStatus,
    "How far a list has come in.",
    {
        "WAITING": "A worker will take it up.",
        "RUNNING": "Rows come in.",
        "DONE": "All of it was worked through; rows with faults were left out.",
        "REFUSED": "Nothing was written: `refusal` and `faults` say why.",
        "FAILED": "It could not be read; what came in before stays.",
    },
)
describe(
    ImportEventKind,
    "What can happen to an import.",
    {"STARTED": "Somebody asked for it.", "PROGRESSED": "More rows are done.", "ENDED": "It is over."},
)
