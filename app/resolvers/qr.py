"""QR codes as SVG, for what is read from a screen with a telephone."""

import segno


def svg(text: str) -> str:
    """Return the code as an SVG element that scales, black on white with its quiet zone."""
    return str(segno.make(text, error="m").svg_inline(omitsize=True, light="white", border=4))
