"""The simulator of Stripe: as a command of its own, and as a child of the demo."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.services.errors import ServiceError

MODULE = (sys.executable, "-P", "-m", "stripe_simulator")
FIRST_WORDS = "The Stripe simulator serves "
STOP_SECONDS = 5


def simulate(arguments: Sequence[str]) -> None:
    """Become the simulator, with arguments of its own; `--help` lists them."""
    os.execv(sys.executable, [*MODULE, *arguments])  # noqa: S606 - it is our own program


@contextlib.contextmanager
def simulator(arguments: Sequence[str], log: Path) -> Iterator[str]:
    """Run the simulator as a child, and yield its address; it ends with us, however we end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as errors:
        child = subprocess.Popen(
            [*MODULE, "--until-eof", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    assert child.stdin is not None and child.stdout is not None
    try:
        said = child.stdout.readline()
        if not said.startswith(FIRST_WORDS):
            child.wait(STOP_SECONDS)
            raise ServiceError(f"The Stripe simulator does not start: {log.read_text()[-500:].strip()}")
        yield said.removeprefix(FIRST_WORDS).strip()
    finally:
        child.stdin.close()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()
