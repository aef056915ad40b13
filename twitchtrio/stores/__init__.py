"""What must outlive the process: token pairs, the right to refresh them, seeds that were seen."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._protocol import StoredToken, TokenKey, TokenStore
    from .memory import MemoryStore
    from .sqlite import SQLiteStore, default_path, open_store
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "._protocol": ["StoredToken", "TokenKey", "TokenStore"],
            ".memory": ["MemoryStore"],
            ".sqlite": ["SQLiteStore", "default_path", "open_store"],
        },
    )

__all__ = ["MemoryStore", "SQLiteStore", "StoredToken", "TokenKey", "TokenStore", "default_path", "open_store"]
