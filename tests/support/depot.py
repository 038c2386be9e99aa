"""Where files of tests are kept."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from nanio.app import build_app
from nanio.auth.credentials import StaticCredentialResolver
from nanio.config import Settings as NanioSettings

from app.integrations.depot import Depot
from app.integrations.files.folder import FolderFiles
from app.settings import Settings

FOLDER = tempfile.TemporaryDirectory(prefix="tn-files-")
"""Of this worker, for as long as it runs; keys never meet, as they carry ids."""


def depot_of(settings: Settings) -> Depot:
    """A folder, as the application keeps its files without S3."""
    return Depot(FolderFiles(Path(FOLDER.name), settings.secret_key, settings.public_url))


@asynccontextmanager
async def nanio_on(port: int, folder: Path) -> AsyncIterator[int]:
    """S3 as nanio plays it over a folder, on a port (0: a free one): a signature that does not fit is refused."""
    settings = NanioSettings(data_dir=folder, credentials=StaticCredentialResolver({"key": "secretsecret"}))
    config = uvicorn.Config(build_app(settings), port=port, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task
