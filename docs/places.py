"""Where a block of the guides goes that is no whole program or module."""

import ast
import builtins

AROUND = {
    "fake_twitch": "async def test_...(fake_twitch: FakeTwitch) -> None:",
    "bot": "async with open_bot(...) as bot:",
}


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


def place_of(source: str) -> str:
    """Where a block goes, with code in backquotes; an empty text if it is whole."""
    names = unknown_names(source)
    around = next((name for name in AROUND if name in names), None)
    if around is not None:
        where = f"Inside `{AROUND[around]}`"
    elif awaits_outside(source):
        where = "Inside an async function"
    elif names:
        where = "Part of a program"
    else:
        return ""
    others = [f"`{name}`" for name in names if name != around]
    return f"{where}, with {', '.join(others)} from above" if others else where
