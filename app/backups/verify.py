"""Tries a backup out: brings it into a scratch place and looks whether everything is there and fits together."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.auth.sealing import Damaged
from app.auth.secrets import rewrapped
from app.backups.restore import Target, bring, refusals, renewed
from app.backups.shelf import FILES, Unsound, sum_of
from app.backups.take import SMALL
from app.models import chain
from app.models.heads import HeadKey
from app.models.snapshot import Facts, standing_still, wrapped_keys

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scratch:
    """An empty place to try a backup in, and the keys that open it."""

    target: Target
    secret: bytes = field(repr=False)
    master: bytes = field(repr=False)
    trusted: frozenset[bytes] = frozenset()


async def verify(backup: Path, scratch: Scratch, told: Told) -> None:
    """Restore a backup and look at all of it; raises `Unsound` with the first thing that is not as it should be."""
    began = time.monotonic()
    manifest = await bring(backup, scratch.target, told)
    told(f"It took {time.monotonic() - began:.1f} s to bring it back")
    async with standing_still(scratch.target.migrate_url) as facts:
        wrong = next(iter([*_counts(manifest, facts), *_ends(manifest, facts)]), None)
        if wrong is not None:
            raise Unsound(f"The backup {backup} is not whole: {wrong}.")
        told(f"{sum(manifest['tables'].values())} rows in {len(manifest['tables'])} tables, as many as were counted")
        await asyncio.to_thread(_look_at_files, backup, manifest, facts)
        told(f"{len(facts.files)} files are those of their rows")
    with refusals():
        await _look_at_keys(scratch, told)
        await _look_at_audit(scratch, told)
    await renewed(scratch.target, told)
    for name in manifest["missing"]:
        told(f"The store did not have {name} when the backup was taken")


def _counts(manifest: dict[str, Any], facts: Facts) -> Iterator[str]:
    for name, count in manifest["tables"].items():
        if facts.tables.get(name) != count:
            yield f"{name} has {facts.tables.get(name, 0)} rows where there were {count}"


def _ends(manifest: dict[str, Any], facts: Facts) -> Iterator[str]:
    for was, now in zip(manifest["streams"], facts.streams, strict=False):
        if was != now:
            yield f"the stream of {was['organization']} ends at {now['head']}, and not at {was['head']}"


def _look_at_files(backup: Path, manifest: dict[str, Any], facts: Facts) -> None:
    missing = set(manifest["missing"])
    for file in facts.files:
        for key in (file.key, *([file.key + SMALL] if file.has_small else ())):
            if key in missing:
                continue
            path = backup / FILES / key
            if not path.is_file():
                raise Unsound(f"The backup {backup} is not whole: the file {key} is missing.")
            if key == file.key and sum_of(path) != file.sha256:
                raise Unsound(f"The backup {backup} is not whole: {key} is not the file that its row describes.")


async def _look_at_keys(scratch: Scratch, told: Told) -> None:
    rows = await wrapped_keys(scratch.target.migrate_url)
    for row in rows:
        try:
            rewrapped(row, scratch.master, scratch.master)
        except Damaged:
            raise Unsound(
                "The master key does not open the data keys: what they encrypted could not be read."
            ) from None
    told(f"The master key opens all {len(rows)} data keys")


async def _look_at_audit(scratch: Scratch, told: Told) -> None:
    trusted = scratch.trusted | {HeadKey(scratch.secret).public}
    entries = heads = 0
    async for report in chain.verify(scratch.target.migrate_url, trusted):
        entries, heads = entries + report.entries, heads + report.heads
        if not report.is_whole:
            damage = report.damages[0]
            raise Unsound(f"The audit of {report.organization_id} is damaged: entry {damage.position} {damage.words}.")
    told(f"The audit is whole: {entries} entries, {heads} signed heads")
