"""How the documentation is built."""

import os

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
copybutton_exclude = ".linenos, .gp, .go"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "exclude-members": "__init__, __new__"}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_numpy_docstring = False

nitpicky = True
if os.environ.get("READTHEDOCS") == "True":
    extensions.append("sphinx.ext.intersphinx")
    intersphinx_mapping = {
        "httpx": ("https://www.python-httpx.org", None),
        "python": ("https://docs.python.org/3", None),
        "trio": ("https://trio.readthedocs.io/en/stable", None),
    }
# Without a network, as in most builds, other projects' names lead nowhere; our own must always resolve.
nitpick_ignore_regex = [(r"py:.*", r"(?!twitchtrio\b).*")]
