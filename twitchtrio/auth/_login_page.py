"""The page that the browser shows at the end of a login."""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import Final

from ._redirect import Redirect

__all__ = ["page"]

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }}</style>
</head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
"""


def page(status: HTTPStatus, answer: Redirect | None) -> bytes:
    """The page for a request; texts from outside are escaped."""
    title, text = _words(status, answer)
    return _PAGE.format(title=html.escape(title), text=html.escape(text)).encode()


def _words(status: HTTPStatus, answer: Redirect | None) -> tuple[str, str]:
    if answer is None:
        return status.phrase, "This does not belong to the login under way. Go back to the page of Twitch."
    if answer.error is not None:
        reason = answer.description or answer.error
        return "Not signed in", f"Twitch says: {reason}. You can close this page and go back to the program."
    return "Almost done", "Close this page and go back to the program: it says whether the login worked."
