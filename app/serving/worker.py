"""One of several processes that serve one socket: run as a script, with the parent's pipe as standard input."""

import argparse
import os
import signal
import socket
import sys
import threading
from typing import NoReturn

from app.serving import logs
from app.serving.handover import unpacked
from app.serving.server import serve


def main() -> None:
    """Take what the parent hands over, and serve until it says so, or is gone."""
    parser = argparse.ArgumentParser()
    for name in ("number", "web", "metrics", "ready"):
        parser.add_argument(name, type=int)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _ended)
    settings = unpacked(sys.stdin.buffer.readline())
    logs.set_up(settings, given.number)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    serve(
        settings,
        socket.socket(fileno=given.web),
        socket.socket(fileno=given.metrics) if given.metrics else None,
        lambda: _say(given.ready),
        given.number,
    )


def _say(ready: int) -> None:
    os.write(ready, b"1")
    os.close(ready)


def _end_with_parent() -> None:
    """Whatever the parent died of, its end of the pipe closes."""
    # Not through the buffer of `sys.stdin`, whose lock would be held when the interpreter ends.
    while os.read(0, 4096):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def _ended(*_: object) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
