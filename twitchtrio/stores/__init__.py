"""What must outlive the process: token pairs, the right to refresh them, seeds that were seen."""

from ._protocol import StoredToken, TokenKey, TokenStore
from .memory import MemoryStore
from .sqlite import SQLiteStore, default_path, open_store

__all__ = ["MemoryStore", "SQLiteStore", "StoredToken", "TokenKey", "TokenStore", "default_path", "open_store"]
