"""Debian's PostgreSQL is older than the programs that come along: what these have saved comes back there too."""

from pathlib import Path

import pytest

from app.backups import Shelf
from tests.support.commands import refused
from tests.support.processes import held
from tests.support.services import open_folder
from tests.test_init import FLAGS, said

OLDER = [folder for folder in (Path(f"/usr/lib/postgresql/{n}/bin") for n in (15, 16)) if folder.exists()]


@pytest.mark.skipif(not OLDER, reason="the system has no PostgreSQL 15 or 16")
def test_a_backup_comes_back_on_an_older_server() -> None:
    with open_folder() as folder:
        here = {"TENANTRY_VAR": str(folder / "first")}
        said(["init", *FLAGS], **here)
        said(["backup", "--to", str(folder / "usb")], **here)
        (taken,) = Shelf(folder / "usb").whole()
        with held(folder / "older", env={"TENANTRY_PG_BIN": str(OLDER[0])}) as (_, (url, redis_url)):
            where = {"DATABASE_URL": url, "MIGRATE_DATABASE_URL": url, "REDIS_URL": redis_url}
            there = {**where, "TENANTRY_VAR": str(folder / "second")}
            assert "1 streams begin anew" in said(["restore", str(taken)], **there)
            assert "empty one only" in refused(["restore", str(taken)], **there)
