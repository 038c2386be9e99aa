"""The machine is thrown away: what `tenantry serve` saved by itself is brought back on another one."""

import os
import re
import signal
from pathlib import Path

from app.backups import Shelf
from tests.support.commands import START_SECONDS, command, lines_until, refused
from tests.support.processes import alive_under, eventually
from tests.support.services import open_folder
from tests.test_init import FLAGS, _free_port, said


def test_a_day_is_saved_and_comes_back_on_another_machine() -> None:
    with open_folder() as folder:
        first, second = folder / "first", folder / "second"
        where = {"TENANTRY_VAR": str(first), "TENANTRY_PORT": _free_port()}
        assert "nothing to back up" in refused(["backup"], **where)
        said(["init", *FLAGS], **where)
        process = command(["serve"], **where)
        lines_until(process, "Tenantry serves")
        eventually(lambda: Shelf(first / "backups").whole(), 60)
        assert re.search(r"ok +backups +the newest .* is 0 hours old", said(["doctor"], **where))
        by_hand = said(["backup", "--to", str(folder / "usb")], **where)
        process.terminate()
        process.communicate(timeout=30)
        (daily,), (taken,) = Shelf(first / "backups").whole(), Shelf(folder / "usb").whole()
        assert str(taken) in by_hand
        secret = (first / "secret").read_text()
        assert "is whole" in said(["backup", "verify", str(daily)], TENANTRY_VAR=str(second))
        assert not second.exists()
        killed_while_it_comes_back(taken, second)
        assert "streams begin anew" in said(["restore", str(taken)], TENANTRY_VAR=str(second))
        assert (second / "secret").read_text() == secret
        assert "/invitation#" in said(["init", "--new-link"], TENANTRY_VAR=str(second))


def killed_while_it_comes_back(backup: Path, var: Path) -> None:
    """End a restore by force once it has begun to work on the database."""
    process = command(["restore", str(backup)], TENANTRY_VAR=str(var))
    lines_until(process, "Every byte")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=START_SECONDS)
    eventually(lambda: not alive_under(var))
