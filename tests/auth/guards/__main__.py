"""`make guards`: take every guard away in turn; ends with 1 unless a test notices each."""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.auth.guards import hints
from tests.auth.guards.run import ask, forked, ground, inventory, tried

LEAST = 250
"""Fewer guards than this were never there: then the list is broken, and not the program better."""


def main() -> int:
    """Run as the arguments say."""
    parser = argparse.ArgumentParser(prog="guards")
    parser.add_argument("--only", default="", help="only guards with these words in their name")
    parser.add_argument("--every", type=int, default=1, help="only every so-manieth guard, and not first all tests")
    parser.add_argument("--part", default=None, help="the first of two parts is 1/2")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    if given.part is not None:
        return part(given, *map(int, given.part.split("/")))
    return together(given, given.jobs)


def part(given: argparse.Namespace, number: int, parts: int) -> int:
    """Try every so-manieth guard, and say what became of each."""
    known = hints.read()
    with ground() as place:
        everything = inventory(place.addresses.migrate_url.replace("/tenantry?", f"/{place.template}?"))
        print(f"of\t{len(everything)}", flush=True)
        wanted = [mutant for mutant in everything if given.only in mutant.name][:: given.every]
        chosen = wanted[number - 1 :: parts]
        files = sorted({file for mutant in wanted for file in mutant.tests})
        place.warm(files)
        if given.every > 1:
            files = []
        for file in files[number - 1 :: parts]:
            red = forked(lambda file=file: ask([file])[0] or "green")  # type: ignore[misc]
            if red != "green":
                print(f"red\t{file}\t{red}", flush=True)
                return 2
        for mutant in chosen:
            result = tried(mutant, place, known.get(mutant.name))
            print("\t".join(("tried", result.name, result.killer or "", f"{result.seconds:.1f}")), flush=True)
    return 0


def together(given: argparse.Namespace, jobs: int) -> int:
    """Run the parts side by side, each with services of its own, and add up what they say."""
    start = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        parts = [pool.submit(listen, given, f"{number}/{jobs}") for number in range(1, jobs + 1)]
        said = [one for each in parts for one in each.result()]
    tries = [one for one in said if one[0] == "tried"]
    alive = [one[1] for one in tries if not one[2]]
    for name in alive:
        print(f"ALIVE {name}", file=sys.stderr)
    if given.every == 1:
        hints.write({one[1]: one[2] for one in tries if one[2]}, whole=not given.only)
    print(f"{len(tries) - len(alive)}/{len(tries)} guards were missed when they were taken away", end="")
    print(f" ({time.monotonic() - start:.0f} s)")
    total = max((int(one[1]) for one in said if one[0] == "of"), default=0)
    is_whole = total >= LEAST and tries and not any(one[0] in ("red", "broken") for one in said)
    return 0 if is_whole and not alive else 1


def listen(given: argparse.Namespace, part: str) -> list[list[str]]:
    """Run one part in a process of its own, print its progress, and return its lines."""
    command = [sys.executable, "-P", "-m", "tests.auth.guards", "--part", part]
    command += ["--only", given.only, "--every", str(given.every)]
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            words = line.rstrip("\n").split("\t")
            found.append(words)
            if words[0] == "red":
                print(f"RED without any change: {words[1]}: {words[2]}", file=sys.stderr, flush=True)
            if words[0] == "tried":
                print(f"{words[3]:>6} s  {words[1]}\n          {words[2] or 'NOBODY NOTICED'}", flush=True)
    if process.returncode:
        print(f"part {part} ended with {process.returncode}", file=sys.stderr)
        found.append(["broken", part])
    return found


if __name__ == "__main__":
    sys.exit(main())
