"""The commands of the pages are run against the demo, and their answers are those that the pages show."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import pytest

from tests.docs.conftest import Demo
from tests.docs.pages import Block, blocks, named

BETWEEN = "\x1e"
ANYTHING = "…"


def is_for_the_demo(block: Block) -> bool:
    return block.language == "sh" and ("127.0.0.1:8000" in block.text or "ask '" in block.text)


def answers_of(name: str, demo: Demo) -> list[tuple[str, Any, str]]:
    """Run the commands of a page in one shell; returns each with the answer that is shown and the one that came."""
    listed = blocks(named(name))
    commands = [(place, block) for place, block in enumerate(listed) if is_for_the_demo(block)]
    script = f"printf '{BETWEEN}'\n".join(demo.here(block.text) for _, block in commands)
    environment = {**os.environ, "API_TOKEN": demo.token}
    done = subprocess.run(
        ["sh", "-eu"], input=script, capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    outputs = done.stdout.split(BETWEEN)
    shown = [listed[place + 1] if place + 1 < len(listed) else None for place, _ in commands]
    return [
        (block.text, json.loads(answer.text), output)
        for (_, block), answer, output in zip(commands, shown, outputs, strict=True)
        if answer is not None and answer.language == "json"
    ]


def differences(shown: Any, came: Any, place: str = "") -> list[str]:
    """Say where an answer is not what is shown; `…` stands for anything."""
    if shown == ANYTHING:
        return []
    if isinstance(shown, dict) and isinstance(came, dict) and shown.keys() == came.keys():
        return [fault for key in shown for fault in differences(shown[key], came[key], f"{place}.{key}")]
    if isinstance(shown, list) and isinstance(came, list) and len(shown) == len(came):
        pairs = zip(shown, came, strict=True)
        return [fault for i, (one, other) in enumerate(pairs) for fault in differences(one, other, f"{place}[{i}]")]
    return [] if shown == came and type(shown) is type(came) else [f"{place}: shown {shown!r}, came {came!r}"]


@pytest.mark.parametrize("name", ["docs/api.md", "docs/operations.md"])
def test_the_commands_answer_what_is_shown(name: str, demo: Demo) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    tried = answers_of(name, demo)
    assert len(tried) >= 2
    for command, shown, output in tried:
        came = json.loads(output)
        came.pop("extensions", None)
        assert differences(shown, came) == [], command


def test_the_printed_commands_work(demo: Demo) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = "\n".join(re.findall(r"^(?:TOKEN=.*|curl .*)$", demo.words, re.MULTILINE))
    done = subprocess.run(["sh", "-eu"], input=script, capture_output=True, text=True, timeout=30, check=False)
    assert len(json.loads(done.stdout)["data"]["tickets"]["nodes"]) == 3, done


def test_a_difference_is_seen() -> None:
    assert differences({"a": [1, "…"]}, {"a": [1, 2]}) == []
    assert differences({"a": [1]}, {"a": [2]}) == [".a[0]: shown 1, came 2"]
    assert differences({"a": 1}, {"b": 1}) and differences([1], [1, 2]) and differences(True, 1)
