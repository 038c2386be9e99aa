"""What the system says of a process and of this machine."""

import os
import platform
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SPARE_FILES = 512


@dataclass(frozen=True)
class Usage:
    """Processor time so far, in seconds, and resident memory, in bytes."""

    cpu: float
    rss: int

    @classmethod
    def of(cls, pid: int) -> "Usage":
        """Read it from /proc."""
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return cls((int(after_name[11]) + int(after_name[12])) / TICK, int(after_name[21]) * PAGE)


def core(number: int) -> int:
    """Return one of the cores we may use; the same one again where there are too few."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[number % len(ours)]


def pin(pid: int, number: int) -> None:
    """Keep a process on one core, so that the load and the server do not take turns."""
    os.sched_setaffinity(pid, {core(number)})


def allow_files(wanted: int) -> None:
    """Raise the limit of open files for this process and its children; exits with a sentence where it is too low."""
    needed = wanted + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        sys.exit(
            f"{wanted} sockets need {needed} open files; this shell allows {hard}: raise ulimit -Hn, or ask for fewer."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def open_files(pid: int) -> int:
    """Return how many files a process holds; each of its sockets is one."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def machine() -> str:
    """Describe the machine in one line."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE / 2**30
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GB, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}"
    )


def version_of(program: str) -> str:
    """Return what `program --version` prints."""
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout.strip()
