"""How the documentation is built."""

import os
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from twitchtrio._version import __version__

project = "twitchtrio"
author = "The twitchtrio authors"
copyright = author  # noqa: A001 - Sphinx's name
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinxcontrib_trio",
]
exclude_patterns = ["_build"]
# `Name` in a docstring is a link where the name is ours, and code in any case.
default_role = "py:obj"
html_theme = "furo"
html_title = f"twitchtrio {release}"
# Errors are quoted word for word.
smartquotes = False
copybutton_exclude = ".linenos, .gp, .go"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "undoc-members": True, "exclude-members": "__init__, __new__"}
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 100
napoleon_numpy_docstring = False
napoleon_use_ivar = True

nitpicky = True
if os.environ.get("READTHEDOCS") == "True":
    extensions.append("sphinx.ext.intersphinx")
    intersphinx_mapping = {
        "httpx": ("https://www.python-httpx.org", None),
        "python": ("https://docs.python.org/3", None),
        "trio": ("https://trio.readthedocs.io/en/stable", None),
    }
# Without a network, as in most builds, other projects' names lead nowhere; our own must always resolve.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!twitchtrio\.).*"),
    # Private names and type variables are not documented.
    (r"py:.*", r"twitchtrio\.(.*\.)?_.*"),
    (r"py:.*", r"twitchtrio\..*\.[A-Z]\d?(_co)?"),
]

# The builtin `type` beside fields of that name.
suppress_warnings = ["ref.python"]


def link_by_bare_name(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, shown: nodes.Element
) -> nodes.reference | None:
    """Let `NetworkError` in a docstring be a link, wherever the class lives, if there is only one of that name."""
    if node["refdomain"] != "py" or "." in node["reftarget"]:
        return None
    found: dict[str, Any] = {
        entry.node_id: entry
        for name, entry in env.domains.python_domain.objects.items()
        if name.rpartition(".")[2] == node["reftarget"] and entry.objtype not in {"attribute", "property"}
    }
    if len(found) != 1:
        return None
    (entry,) = found.values()
    return make_refnode(app.builder, node["refdoc"], entry.docname, entry.node_id, shown)


def quote_what_is_no_name(
    _app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]
) -> None:
    """Let `user:read:chat` be code and nothing else: Napoleon would see a type before a colon in it."""
    lines[:] = [re.sub(r"(?<!`)`([^`]*:[^`]*)`(?!`)", r"``\1``", line) for line in lines]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", quote_what_is_no_name, priority=1)
    app.connect("missing-reference", link_by_bare_name)
