"""Processes that are killed and frozen, and how one sees that they were."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path


class NotHappened(Exception):
    """A fault that was planned could not be seen afterwards."""


def pid_in(file: Path) -> int:
    """Return the process id that a server keeps in a file."""
    return int(file.read_text().split("\n", 1)[0])


def state(pid: int) -> str:
    """Return the letter of a process's state; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


async def until(holds: Callable[[], bool], words: str, seconds: float = 10.0) -> None:
    """Wait until something holds; raises `NotHappened` with these words when it does not."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise NotHappened(words)
        await asyncio.sleep(0.005)


async def frozen(pid: int, seconds: float) -> None:
    """Stop a process for some seconds, and let it go on."""
    os.kill(pid, signal.SIGSTOP)
    try:
        await until(lambda: state(pid) == "T", "a process did not stop")
        await asyncio.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)
    await until(lambda: state(pid) not in ("T", ""), "a process did not go on")
