"""Where files of tests are kept."""

import tempfile
from pathlib import Path

from app.integrations.depot import Depot
from app.integrations.files.folder import FolderFiles
from app.settings import Settings

FOLDER = tempfile.TemporaryDirectory(prefix="tn-files-")
"""Of this worker, for as long as it runs; keys never meet, as they carry ids."""


def depot_of(settings: Settings) -> Depot:
    """A folder, as the application keeps its files without S3."""
    return Depot(FolderFiles(Path(FOLDER.name), settings.secret_key, settings.public_url))
