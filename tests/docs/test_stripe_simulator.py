"""The page about the simulator of Stripe: its commands work, and its tables are those of the code."""

import re
import subprocess
from pathlib import Path

from stripe_simulator.__main__ import parser
from stripe_simulator.control import DEEDS
from tests.docs.pages import blocks, named
from tests.support.processes import CLONE
from tests.support.server import free_port

PAGE = named("docs/stripe-simulator.md")


def test_the_commands_of_the_page_work(tmp_path: Path) -> None:
    port = str(free_port())
    start, advance = (block.text.replace("12111", port) for block in blocks(PAGE, "sh"))
    start = start.replace("var/", f"{tmp_path}/").replace(".venv/bin/tenantry", "python -m app.cli")
    python = {"PATH": f"{CLONE}/.venv/bin:/usr/bin:/bin"}
    with subprocess.Popen(
        ["sh", "-c", f"exec {start}"], cwd=CLONE, stdout=subprocess.PIPE, text=True, env=python
    ) as served:
        assert served.stdout is not None
        assert served.stdout.readline() == f"The Stripe simulator serves http://127.0.0.1:{port}\n"
        done = subprocess.run(["sh", "-c", advance], capture_output=True, text=True, timeout=20, check=False)
        assert '"now":' in done.stdout
        served.terminate()
        assert served.wait(10) == 0
    assert (tmp_path / "stripe.db").exists()


def test_the_tables_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    flags = [row.split()[0] for row in rows if row.startswith("--")]
    named_here = {re.sub(r"/(pi|re|acct)_…", "/{id}", row) for row in rows if not row.startswith("--")}
    known = {option for action in parser()._actions for option in action.option_strings}
    assert set(flags) == known - {"-h", "--help", "--webhook-secret"}
    assert named_here == set(DEEDS)
