"""Pictures made anew from the pixels of pictures that strangers sent."""

import asyncio
import contextlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
SECONDS = 30
AT_ONCE = 2
LONGEST = 40 * 1024 * 1024


class NoPicture(Exception):
    """This cannot be decoded within the limits; the file is to blame."""


class Busy(Exception):
    """The machine did not get to it in time; a later try may succeed."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A picture and a small one, both JPEG, with nothing beside their pixels; sizes in pixels are of the first."""

    kind: str
    width: int
    height: int
    whole: bytes
    small: bytes


class Studio:
    """Rebuilds pictures, few at a time: each may take much memory."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def rebuild(self, content: bytes) -> Rebuilt:
        """Decode in a process of its own and build anew; raises `NoPicture` and `Busy`."""
        try:
            async with asyncio.timeout(2 * SECONDS):
                async with self._places:
                    return await _run(content)
        except TimeoutError:
            raise Busy("too many pictures at once") from None


async def _run(content: bytes) -> Rebuilt:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(CHILD)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await child.communicate(content)
    except TimeoutError:
        raise NoPicture("it takes too long to decode") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    if child.returncode != 0 or len(out) > LONGEST:
        raise NoPicture("it cannot be decoded")
    return _read(out)


def _read(out: bytes) -> Rebuilt:
    head, _, rest = out.partition(b"\n")
    try:
        facts = json.loads(head)
        whole, small = facts["sizes"]
        if whole + small != len(rest):
            raise ValueError
        return Rebuilt(facts["format"], facts["width"], facts["height"], rest[:whole], rest[whole:])
    except (ValueError, KeyError, TypeError):
        raise NoPicture("it cannot be decoded") from None
