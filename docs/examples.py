"""What readers of the guides are spared: wondering whether a block of code is whole, and looking a name up.

A block of Python that is no whole program or module gets a caption that says where it goes. A name in the text that
is that of something in the reference is a link to it.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.python import ObjectEntry
from sphinx.util.nodes import make_refnode

CALLED = re.compile(r"(?:await )?(?P<name>[A-Za-z_][\w.]*)(?P<call>\(.*\))?")
OF_A_MODULE = {"class", "data", "exception", "function"}
AROUND = {
    "fake_twitch": "async def test_...(fake_twitch: FakeTwitch) -> None:",
    "bot": "async with open_bot(...) as bot:",
}
OWNERS = {"ctx": ("commandcontext", "context"), "tokens": ("supervisor",)}


def unknown_names(source: str) -> list[str]:
    """The names that a block uses and does not bind, in the order of their use."""
    found = list(ast.walk(ast.parse(source)))
    names = [node for node in found if isinstance(node, ast.Name)]
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(
        vars(builtins)
    )
    for node in found:
        match node:
            case ast.Import() | ast.ImportFrom():
                bound.update(
                    (alias.asname or alias.name).partition(".")[0]
                    for alias in node.names
                )
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound.add(node.name)
            case ast.arg():
                bound.add(node.arg)
            case ast.MatchAs() | ast.MatchStar() | ast.ExceptHandler():
                bound.add(node.name or "")
    uses = sorted(names, key=lambda node: (node.lineno, node.col_offset))
    return list(
        dict.fromkeys(node.id for node in uses if node.id not in bound | {"__name__"})
    )


def awaits_outside(source: str) -> bool:
    """Whether a block can stand in an async function only."""
    try:
        compile(source, "a block", "exec")
    except SyntaxError:
        return True
    return False


def place_of(source: str) -> list[nodes.Node]:
    """What the caption of a block says; nothing if it is whole."""
    names = unknown_names(source)
    if not names and not awaits_outside(source):
        return []
    around = next((name for name in AROUND if name in names), None)
    if around is not None:
        where = [nodes.Text("Inside "), nodes.literal(text=AROUND[around])]
    elif awaits_outside(source):
        where = [nodes.Text("Inside an async function")]
    else:
        where = [nodes.Text("Part of a program")]
    others = [name for name in names if name != around]
    return (
        [*where, nodes.Text(", with "), *_listed(others), nodes.Text(" from above")]
        if others
        else where
    )


def _listed(names: Iterable[str]) -> Iterator[nodes.Node]:
    for count, name in enumerate(names):
        if count:
            yield nodes.Text(", ")
        yield nodes.literal(text=name)


def mark_fragments(app: Sphinx, tree: nodes.document) -> None:
    """Put a caption above each block that is not whole."""
    if app.env.docname.startswith("reference"):
        return
    for block in list(tree.findall(nodes.literal_block)):
        place = place_of(block.astext()) if block.get("language") == "python" else []
        if place:
            wrapper = nodes.container(
                "", literal_block=True, classes=["literal-block-wrapper"]
            )
            block.replace_self(wrapper)
            tree.note_implicit_target(wrapper, wrapper)
            wrapper += [nodes.caption("", "", *place), block]


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
