"""QR codes as SVG, for what is read from a screen with a telephone."""

import io

import segno


def svg(text: str) -> str:
    """Return the code as an SVG that scales, black on white with its quiet zone.

    It names its namespace: as the source of an image, browsers draw nothing without.
    """
    drawn = io.BytesIO()
    options = {"xmldecl": False, "nl": False, "omitsize": True, "light": "white", "border": 4}
    segno.make(text, error="m").save(drawn, kind="svg", **options)
    return drawn.getvalue().decode()
