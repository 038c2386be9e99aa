"""Secrets that are made on first use and kept in files, for whoever sets none."""

import os
import secrets
from pathlib import Path

from app.settings.values import SECRET_BYTES, SettingsError, decoded


def kept_secret(path: Path, loss: str) -> bytes:
    """Return the secret in a file, made now if need be; `SettingsError` says the `loss` of a new one."""
    try:
        return _kept(path, loss)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingsError(f"The secret in {path} cannot be used ({reason}): make the folder writable.") from error


def _kept(path: Path, loss: str) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole and then linked: two processes that start together end with the same secret.
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    value = decoded(path.read_text().strip())
    if len(value) < SECRET_BYTES:
        raise SettingsError(f"The secret in {path} is damaged: delete the file and start again; {loss}.")
    return value
