"""A copy of everything, taken while Tenantry runs, that can be looked at, tried out, and brought back elsewhere."""

from app.backups.restore import Target, keys_of, put_key, restore
from app.backups.shelf import Shelf, Unsound
from app.backups.take import Source, take
from app.backups.verify import Scratch, verify

__all__ = ["Scratch", "Shelf", "Source", "Target", "Unsound", "keys_of", "put_key", "restore", "take", "verify"]
