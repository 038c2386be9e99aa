"""Makes PDF with WeasyPrint, which needs Pango of the system."""

from typing import NoReturn

from app.integrations.papers.port import Unprintable


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    # A page brings all it has along: nothing of it may reach into the network, or into the disk.
    raise ValueError(f"Nothing is loaded for a paper: {url[:40]}")


class WeasyPrinter:
    """Prints; the library is loaded with the first paper."""

    def pdf(self, html: str) -> bytes:
        """Return a page as PDF/UA. Raises `Unprintable` where Pango is missing."""
        try:
            import weasyprint
        except OSError as error:
            raise Unprintable("PDF needs the library Pango of the system (libpango-1.0 and libpangoft2).") from error
        printed: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1")
        return printed
