"""The portal as `scripts/portal` builds it, once for all workers of a run."""

import fcntl
import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).parents[2]
LOCK = CLONE / "var/portal-build.lock"


def build() -> str | None:
    """Build it unless it is built; returns the last words of a build that failed."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        command = [sys.executable, "web/build.py"]
        done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, timeout=600, check=False)
    return None if done.returncode == 0 else (done.stdout + done.stderr)[-3000:]
