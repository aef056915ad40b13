"""What was probably meant by a name that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["perhaps"]


def perhaps(name: str, known: Iterable[str]) -> str:
    """A question about the most similar one, to go on with; empty if none is similar."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
