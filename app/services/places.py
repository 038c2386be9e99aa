"""Where the servers keep their files, and as whom they run: PostgreSQL refuses to run as root."""

import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.services.errors import ServiceError

SOCKET_PATH_BYTES = 90
LONGEST_SOCKET = "/.s.PGSQL.5432.lock"
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._~+@-]+")


@dataclass(frozen=True)
class Account:
    """The user a server runs as; without numbers it is our own."""

    uid: int | None = None
    gid: int | None = None

    def arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to start a process as this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file of ours to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, folder: Path) -> bool:
        """True when this user can enter `folder` through all its parents: asked of the system, not of mode bits."""
        if self.uid is None:
            return True
        command = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        done = subprocess.run(command, capture_output=True, timeout=10, check=False, cwd="/", **self.arguments())
        return done.returncode == 0


@dataclass(frozen=True)
class Place:
    """The folders of one clone: `var` as the user knows it, `home` for data and logs, `run` for sockets."""

    var: Path
    home: Path
    run: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "postgres" / "data"

    def leave(self) -> None:
        """Remove the folder of sockets where it lies outside `var`."""
        if self.home not in self.run.parents:
            shutil.rmtree(self.run, ignore_errors=True)


def lock(var: Path) -> IO[str]:
    """Make `var` and take its lock, held until the returned file is closed or the process ends."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read(20).strip()
        file.close()
        number = f" (process {holder})" if holder.isdecimal() else ""
        raise ServiceError(
            f"Tenantry already runs from {var}{number}: stop it there with Ctrl-C first, or set TENANTRY_VAR."
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def prepare(var: Path) -> Place:
    """Make the folders; as root outside a folder that only root can enter, else inside `var`."""
    account = _account(var)
    if account.uid is not None:
        var.chmod(0o755)
    key = key_of(var)
    home = var if account.reaches(var) else _outside_home(var, key, account)
    run = _private(_run_folder(home, key, account), account)
    (home / "log").mkdir(exist_ok=True)
    _private(home / "postgres", account)
    return Place(var, home, run, account)


def key_of(var: Path) -> str:
    """What marks files that are kept outside `var` as belonging to it."""
    return hashlib.sha256(os.fsencode(var)).hexdigest()[:12]


def _account(var: Path) -> Account:
    if os.geteuid() != 0:
        return Account()
    try:
        owner = (var / "postgres").stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    except FileNotFoundError:
        pass
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServiceError(
            "PostgreSQL refuses to run as root and there is no user nobody: start as another user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def _outside_home(var: Path, key: str, account: Account) -> Path:
    """A home that belongs to this very `var`: when `var` was deleted, what was kept outside is deleted too."""
    token_file = var / "outside"
    token = token_file.read_text() if token_file.exists() else secrets.token_hex(16)
    for home in _homes(key):
        parent = home.parent
        if not parent.is_dir() or not os.access(parent, os.W_OK) or not account.reaches(parent):
            continue
        if home.is_symlink() or (home.exists() and home.stat().st_uid != os.geteuid()):
            continue
        if home.exists() and _token_of(home) != token:
            shutil.rmtree(home)
        home.mkdir(exist_ok=True)
        home.chmod(0o755)
        (home / "token").write_text(token)
        token_file.write_text(token)
        return home
    raise ServiceError(
        f"PostgreSQL refuses to run as root and no other user can enter {var}: set TENANTRY_VAR to a folder they can."
    )


def _token_of(folder: Path, name: str = "token") -> str:
    try:
        return (folder / name).read_text()
    except (OSError, UnicodeDecodeError):
        return ""


def home_of(var: Path) -> Path:
    """Return where the files of `var` are kept now: outside, when a token there and one in `var` are the same."""
    token = _token_of(var, "outside")
    for home in _homes(key_of(var)):
        if token and _token_of(home) == token:
            return home
    return var


def run_folders(home: Path, key: str) -> list[Path]:
    """Return where the sockets may be, the first choice first."""
    short_ones = [Path(folder) / f"tenantry-run-{key}" for folder in (tempfile.gettempdir(), "/tmp")]  # noqa: S108
    return [home / "run", *short_ones]


def _homes(key: str) -> list[Path]:
    return [parent / f"tenantry-{key}" for parent in (Path("/var/lib"), Path(tempfile.gettempdir()))]


def _run_folder(home: Path, key: str, account: Account) -> Path:
    for folder in run_folders(home, key):
        text = str(folder) + LONGEST_SOCKET
        short = len(os.fsencode(text)) <= SOCKET_PATH_BYTES and PLAIN_PATH.fullmatch(text)
        if short and account.reaches(folder.parent):
            return folder
    raise ServiceError(
        f"No folder for sockets with a short path was found: set TENANTRY_VAR to a shorter one than {home}."
    )


def _private(folder: Path, account: Account) -> Path:
    """A folder that only the server's user (and root) can enter, made by us and by nobody before us."""
    uid = os.geteuid() if account.uid is None else account.uid
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
        raise ServiceError(f"{folder} belongs to somebody else: delete it, or name another folder in TENANTRY_VAR.")
    if found.st_uid != uid:
        account.own(folder)
    folder.chmod(0o700)
    return folder
