"""`make attack`: attack a server, say what was tried and what got through; ends with 1 when anything did."""

import argparse
import sys

from tests.attack import arguments, crossing, signing, timing, uploading, wire
from tests.attack.arena import Attack, run

ATTACKS: dict[str, Attack] = {
    **signing.ATTACKS,
    **timing.ATTACKS,
    **crossing.ATTACKS,
    **uploading.ATTACKS,
    **wire.ATTACKS,
}


LONG: dict[str, Attack] = arguments.ATTACKS
"""Hundreds of places to measure, a minute or two: left out of the short form."""


def main() -> int:
    """Run as the arguments say."""
    parser = argparse.ArgumentParser(prog="attack")
    parser.add_argument("--short", action="store_true", help="fewer tries of each kind")
    parser.add_argument("--only", default="", help="only attacks with these words in their name")
    given = parser.parse_args()
    chosen = {
        name: attack for name, attack in {**ATTACKS, **({} if given.short else LONG)}.items() if given.only in name
    }
    return 1 if run(chosen, given.short, lambda words: print(words, flush=True)) else 0


if __name__ == "__main__":
    sys.exit(main())
