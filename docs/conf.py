"""How the documentation is built."""

import os
import pathlib
import sys
from datetime import datetime
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from twitchtrio import _json
from twitchtrio._version import __version__

sys.path.insert(0, str(pathlib.Path(__file__).parent))

# What Twitch spells oddly is shown as what it means.
_json.Time = datetime
_json.MaybeTime = _json.UnixTime = datetime | None
_json.Texts = tuple[str, ...]
_json.TextOrNumber = str

project = "twitchtrio"
author = "The twitchtrio authors"
copyright = author  # noqa: A001 - Sphinx's name
release = version = __version__

extensions = [
    "catalogue",
    "examples",
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
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_title = f"twitchtrio {release}"
# Errors are quoted word for word.
smartquotes = False
copybutton_exclude = ".linenos, .gp, .go"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_class_signature = "separated"
autodoc_default_options = {
    "members": True,
    "undoc-members": True,
    "show-inheritance": True,
    # All from TYPE on stand in a sentence of each event's docstring.
    "exclude-members": "__init__, __new__, TYPE, VERSION, SCOPES, GRANTED_BY, GRANTOR, OPEN_KEY",
}
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
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
    # Private names, type variables and the inner parts of the fake are not documented.
    (r"py:.*", r"twitchtrio\.(.*\.)?_.*"),
    (r"py:.*", r"twitchtrio\.testing\.fake\..*"),
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
        if name.rpartition(".")[2] == node["reftarget"]
        and entry.objtype not in {"attribute", "property"}
    }
    if len(found) != 1:
        return None
    (entry,) = found.values()
    return make_refnode(
        app.builder, node["refdoc"], entry.docname, entry.node_id, shown
    )


def pass_over_shared(
    app: Sphinx,
    _what: str,
    _name: str,
    obj: object,
    _skip: bool,  # noqa: FBT001 - Sphinx's
    _options: object,
) -> bool | None:
    """Show what a face has from `twitchtrio.words` there, and nowhere else."""
    here = app.env.current_document.autodoc_module
    return (
        True if getattr(obj, "__module__", None) == "twitchtrio.words" != here else None
    )


def drop_empty_bases(_app: Sphinx, tree: nodes.document) -> None:
    """Show what a class is based on, unless that is nothing."""
    for paragraph in list(tree.findall(nodes.paragraph)):
        if paragraph.astext() == "Bases: object":
            paragraph.parent.remove(paragraph)


_written: dict[str, list[str]] = {}


def remember(
    _app: Sphinx,
    _what: str,
    name: str,
    _obj: object,
    _options: object,
    lines: list[str],
) -> None:
    """Keep a docstring as it was written."""
    _written[name] = list(lines)


def restore(
    _app: Sphinx, what: str, name: str, _obj: object, _options: object, lines: list[str]
) -> None:
    """Take back what Napoleon makes of a colon in an attribute's docstring: the words before it are no type."""
    if what in {"attribute", "property"} and any(
        line.startswith(":type:") for line in lines
    ):
        lines[:] = _written[name]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", remember, priority=1)
    app.connect("autodoc-process-docstring", restore, priority=999)
    app.connect("autodoc-skip-member", pass_over_shared)
    app.connect("doctree-read", drop_empty_bases)
    app.connect("missing-reference", link_by_bare_name)
