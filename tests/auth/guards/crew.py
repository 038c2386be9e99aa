"""Warm processes, each with services of its own, that share out tasks."""

import json
import queue
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Crew:
    """So many workers over the same tests; `guards` and `tests` are what they found."""

    def __init__(self, paths: Iterable[str], size: int, place: str = "") -> None:
        """Start them: each on a ground of its own, or a single one on the `place` that is there."""
        command = [sys.executable, "-P", "-m", "tests.auth.guards.worker", place, *paths]
        self._workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(size)
        ]
        found = [self._heard(worker) for worker in self._workers]
        self.guards: list[str] = found[0]["guards"]
        self.tests: list[str] = found[0]["tests"]

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            # Without the next task it ends; then there is nothing more to hear.
            assert worker.stdin is not None and worker.stdout is not None
            worker.stdin.close()
            worker.wait()
            worker.stdout.close()

    def share(self, tasks: Iterable[dict[str, Any]], done: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
        """Give out tasks; `done` is told each with its answer, by one thread at a time or another."""
        waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        with ThreadPoolExecutor(len(self._workers)) as pool:
            for each in [pool.submit(self._work, worker, waiting, done) for worker in self._workers]:
                each.result()

    def _work(self, worker: subprocess.Popen[str], waiting: Any, done: Any) -> None:
        while True:
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(task) + "\n")
            worker.stdin.flush()
            done(task, self._heard(worker))

    @staticmethod
    def _heard(worker: subprocess.Popen[str]) -> Any:
        assert worker.stdout is not None
        line = worker.stdout.readline()
        if not line:
            raise RuntimeError(f"a worker ended with {worker.wait()}")
        return json.loads(line)
