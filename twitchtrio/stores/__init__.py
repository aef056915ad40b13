"""What must outlive the process: records with versions, and leases."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._protocol import Lease, Record, Store
    from .memory import MemoryStore
    from .opening import StoreRef, open_store
    from .sqlite import SQLiteStore, default_path
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "._protocol": ["Lease", "Record", "Store"],
            ".memory": ["MemoryStore"],
            ".opening": ["StoreRef", "open_store"],
            ".sqlite": ["SQLiteStore", "default_path"],
        },
    )

__all__ = ["Lease", "MemoryStore", "Record", "SQLiteStore", "Store", "StoreRef", "default_path", "open_store"]
