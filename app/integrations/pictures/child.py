"""Runs alone in a process: reads a picture of a stranger on stdin, and writes new ones made of its pixels alone.

Nothing of the program is imported here, and the process has no environment, no network where the system allows it, and
limits on memory, time and files. Out come a line of JSON, then both pictures.
"""

import contextlib
import ctypes
import io
import json
import resource
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MEMORY = 1_200 * 1024 * 1024
CPU_SECONDS = 15
MOST_PIXELS = 50_000_000
WIDEST, THUMBNAIL = 4_096, 480
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def jail() -> None:
    """Take away what a decoder does not need."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    limits = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    if sys.platform == "darwin":
        # It has no limit on address space.
        limits.pop("RLIMIT_AS")
    for name, limit in limits.items():
        resource.setrlimit(getattr(resource, name), (limit, limit))


def main() -> None:
    """Rebuild one picture."""
    from PIL import Image, ImageCms, ImageOps
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    jail()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    given = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    if given.width * given.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    kind = given.format
    given.draft("RGB", (WIDEST, WIDEST))
    given.load()
    picture: Image.Image = ImageOps.exif_transpose(given)
    profile = given.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    elif profile and picture.mode == "RGB":
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            done = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            picture = done or picture
    picture = picture.convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    # From the pixels alone: whatever the file carried beside them ends here.
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    whole = saved(clean)
    clean.thumbnail((THUMBNAIL, THUMBNAIL))
    small = saved(clean)
    facts = {"format": kind, "width": picture.width, "height": picture.height, "sizes": [len(whole), len(small)]}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + whole + small)


def saved(picture: "Image.Image") -> bytes:
    """Return the picture as JPEG, without anything beside the pixels."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=False)
    return out.getvalue()


if __name__ == "__main__":
    main()
