"""Where files are kept, and where pictures are made anew."""

from dataclasses import dataclass, field

from app.integrations.files.port import Files
from app.integrations.pictures.rebuild import Studio


@dataclass(frozen=True, slots=True)
class Depot:
    """What those who work with files are given."""

    files: Files
    studio: Studio = field(default_factory=Studio)
