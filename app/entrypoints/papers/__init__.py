"""`/papers/…`: statements and receipts, by addresses that were sealed for whoever may see them."""

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app import clock
from app.auth.cursors import Cursors
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.entrypoints.files import SAFE
from app.entrypoints.papers import receipts, statements
from app.errors import NotFound, TenantryError
from app.integrations.papers.port import Printer, Unprintable
from app.models.papers import Paper, PaperKind, opened

logger = logging.getLogger("tenantry.errors")
PRINTING = 1
WAITING = 8
"""How many papers are printed at once, and how many may wait: each takes a core for half a second."""


class Desk:
    """Makes papers, one after the other."""

    def __init__(self, cursors: Cursors, printer: Printer) -> None:
        self._cursors = cursors
        self._printer = printer
        self._room = asyncio.Semaphore(PRINTING)
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        """Answer with the paper of an address; 404 for one that is broken or too old."""
        path = request.path_params
        paper = opened(self._cursors, path["organization"], path["token"], clock.now())
        if paper is None:
            return _refused("This address is broken, or too old: ask for a new one.", 404)
        try:
            return await self._made(paper)
        except NotFound:
            return _refused("There is nothing here.", 404)
        except statements.TooLong as error:
            return _refused(str(error), 413)
        except TenantryError as error:
            return _refused(error.message, 503)

    async def _made(self, paper: Paper) -> Response:
        house = Viewer.system_of(paper.organization_id, "papers")
        async with reading(house):
            if paper.kind is PaperKind.RECEIPT:
                page = await receipts.page(house, paper)
            else:
                account = await statements.gathered(house, paper)
                if paper.kind is PaperKind.STATEMENT_CSV:
                    # With the mark without which spreadsheets take UTF-8 for something else.
                    return _file(
                        statements.csv(account).encode("utf-8-sig"), "text/csv; charset=utf-8", f"{account.name}.csv"
                    )
                page = statements.page(account)
        return await self._printed(page.html, page.name)

    async def _printed(self, html: str, name: str) -> Response:
        if self._waiting >= WAITING:
            return _refused("Too many papers are being printed; try again.", 503)
        self._waiting += 1
        try:
            async with self._room:
                pdf = await asyncio.to_thread(self._printer.pdf, html)
        except Unprintable as error:
            logger.error("no paper can be printed: %s", error)
            return _refused(f"{error} The CSV file needs nothing.", 501)
        finally:
            self._waiting -= 1
        return _file(pdf, "application/pdf", f"{name}.pdf")


def paper_routes(cursors: Cursors, printer: Printer) -> list[BaseRoute]:
    """Return the one path."""
    desk = Desk(cursors, printer)
    return [Route("/papers/{organization}/{token}", desk.answer, methods=["GET"])]


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _refused(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=SAFE)
