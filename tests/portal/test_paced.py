"""What pages reckon without being looked at: tried in the Node that builds them, without a browser."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal.test_sources import WEB

PATH = "import json, build; print(json.dumps(build.node()[1]))"


@pytest.mark.parametrize("script", ["paced.js", "amounts.js"])
def test_many_events_ask_little_and_amounts_are_read_in_one_way(portal: None, script: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", PATH], cwd=WEB, capture_output=True, text=True, timeout=60, check=True
    )
    environment = json.loads(found.stdout.splitlines()[-1])
    command = ["node", "--input-type=module", "--eval", (Path(__file__).parent / script).read_text()]
    done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
