"""What readers of the guides are spared: wondering whether a block of code is whole, and looking a name up.

A block of Python that is no whole program or module gets a caption that says where it goes. A name in the text that
is that of something in the reference is a link to it.
"""

import itertools
import re

from docutils import nodes
from places import place_of
from sphinx.application import Sphinx
from sphinx.domains.python import ObjectEntry
from sphinx.util.nodes import make_refnode

CALLED = re.compile(r"(?:await )?(?P<name>[A-Za-z_][\w.]*)(?P<call>\(.*\))?")
OF_A_MODULE = {"class", "data", "exception", "function"}
OWNERS = {"ctx": ("commandcontext", "context"), "tokens": ("supervisor",)}


def mark_fragments(app: Sphinx, tree: nodes.document) -> None:
    """Put a caption above each block that is not whole."""
    if app.env.docname.startswith("reference"):
        return
    for block in list(tree.findall(nodes.literal_block)):
        place = place_of(block.astext()) if block.get("language") == "python" else ""
        if place:
            wrapper = nodes.container(
                "", literal_block=True, classes=["literal-block-wrapper"]
            )
            block.replace_self(wrapper)
            tree.note_implicit_target(wrapper, wrapper)
            kinds = itertools.cycle((nodes.Text, _code))
            parts = [
                make(part) for make, part in zip(kinds, place.split("`"), strict=False)
            ]
            wrapper += [nodes.caption("", "", *parts), block]


def _code(text: str) -> nodes.literal:
    return nodes.literal(text=text)


def link_names(app: Sphinx, tree: nodes.document, docname: str) -> None:
    """Make the names in the text of a guide links."""
    if docname.startswith("reference/"):
        return
    known = _known(app)
    for literal in list(tree.findall(nodes.literal)):
        called = CALLED.fullmatch(literal.astext())
        if called is None or isinstance(
            literal.parent, nodes.reference | nodes.title | nodes.caption
        ):
            continue
        found = next(filter(None, map(known.get, _names_of(called))), {})
        if len(found) == 1:
            (entry,) = found.values()
            shown = literal.deepcopy()
            literal.replace_self(
                make_refnode(app.builder, docname, entry.docname, entry.node_id, shown)
            )


def _names_of(called: re.Match[str]) -> list[str]:
    """What a name in a text may be known as; a word all in small or all in capital letters is no name."""
    *owners, name = called["name"].split(".")
    if owners:
        owner = owners[-1].lower().replace("_", "")
        return [f"{each}.{name}" for each in OWNERS.get(owner, (owner,))]
    plain = name == name.upper() or (name == name.lower() and "_" not in name)
    return [] if plain and not called["call"] else [name]


def _known(app: Sphinx) -> dict[str, dict[str, ObjectEntry]]:
    """What the reference has, by name: functions and classes by their own, methods with their class."""
    known: dict[str, dict[str, ObjectEntry]] = {}
    for name, entry in app.env.domains.python_domain.objects.items():
        *_, owner, last = name.split(".") if "." in name else ("", name)
        if entry.objtype in OF_A_MODULE:
            known.setdefault(last, {})[entry.node_id] = entry
        elif owner != owner.lower():
            known.setdefault(f"{owner.lower()}.{last}", {})[entry.node_id] = entry
    return known


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("doctree-read", mark_fragments)
    app.connect("doctree-resolved", link_names)
