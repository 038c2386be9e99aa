"""`make torture SECONDS=60 SEED=1`: run, report, and end with 1 when anything was wrong."""

import argparse
import asyncio
import logging
import random
import sys
from pathlib import Path

from tests.torture import report
from tests.torture.run import Outcome, Run
from tests.torture.world import durable_services, opened


def _say(words: str) -> None:
    print(words, flush=True)


def torture(seed: int, seconds: float, log: Path | None = None) -> Outcome:
    """Run once in a world of its own; `log` takes what the nodes have said."""

    async def work() -> Outcome:
        async with opened(running, folder, seed) as world:
            return await Run(world, seed, seconds, _say).go()

    with durable_services() as (running, folder):
        outcome = asyncio.run(work())
    if log is not None:
        log.write_text(outcome.node_logs)
    return outcome


def main() -> int:
    """Run as the arguments say."""
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--log", type=Path, default=None, help="a file for what the nodes have logged")
    given = parser.parse_args()
    seed = random.randrange(1 << 31) if given.seed is None else given.seed
    # The pool of this process tells of every connection that a fault has taken.
    logging.disable()
    print(f"torture: SECONDS={given.seconds:g} SEED={seed}", flush=True)
    outcome = torture(seed, given.seconds, given.log)
    print("\n".join(report.lines(outcome)))
    wrong = report.failures(outcome)
    for words in wrong[: report.SHOWN]:
        print(f"WRONG {words}", file=sys.stderr)
    if len(wrong) > report.SHOWN:
        print(f"WRONG and {len(wrong) - report.SHOWN} more", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
