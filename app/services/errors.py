"""The one error of the supervisor, and the sentences for what a disk can do to us."""

import errno
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class ServiceError(Exception):
    """A service cannot run; the message is one sentence that says why and what to do."""


def damaged(var: Path, what: str) -> ServiceError:
    """The files of the database are not what they were; a demo begins anew, one's own world comes from a backup."""
    return ServiceError(
        f"The database in {var} is damaged ({what}): for a demo, delete {var} and start again; "
        "what is your own comes back from a backup alone."
    )


def from_disk(var: Path, error: OSError) -> ServiceError:
    """What the operating system refused under `var`, as one sentence."""
    path = error.filename or var
    if error.errno in FULL:
        return ServiceError(f"The disk that holds {var} is full: free some space and start again.")
    if error.errno in FORBIDDEN:
        return ServiceError(
            f"{path} cannot be written ({error.strerror}): make it writable for you, delete {var}, "
            "or name another folder in TENANTRY_VAR."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return ServiceError(
            f"{path} is a file where a folder is needed: move it away, or name another folder in TENANTRY_VAR."
        )
    return ServiceError(f"{path} cannot be used ({error.strerror or error}): delete {var} and start again.")
