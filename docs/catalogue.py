"""The reference's tables and pages of endpoints and events, made out of the code that they are about.

`endpoints` and `events` are directives that make a table, of all or of those of one module; `names` documents what a
package shows of some of its modules, `unreleased` lists what the next release changes. Each category and each
family has a page, which is written before a build.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import twitchtrio.eventsub
import twitchtrio.helix
from twitchtrio._lazy import homes
from twitchtrio._needs import in_words
from twitchtrio.helix._category import Category
from twitchtrio.helix._endpoint import Actors, endpoints_of
from twitchtrio.helix._resource import Resource

HELIX, EVENTS = "twitchtrio.helix", "twitchtrio.eventsub.events"
ACTORS = {
    Actors.USER: "a user",
    Actors.APP_ONLY: "the app",
    Actors.ANYONE: "a user or the app",
    Actors.EXTENSION: "an extension",
    Actors.NOBODY: "no token is needed",
}
PAGE = """# {title}

```{{eval-rst}}
.. {table}:: {only}

.. names:: {package}.{only}
```
"""


def resources() -> dict[str, type]:
    """The class of each category, by its module or folder."""
    homes = [
        each.home.split(".")
        for each in vars(twitchtrio.helix.Helix).values()
        if isinstance(each, Category)
    ]
    return {home: getattr(twitchtrio.helix, name) for home, name in sorted(homes)}


def families() -> dict[str, list[Any]]:
    """The event classes of each module."""
    found: dict[str, list[Any]] = {}
    for kind in twitchtrio.eventsub.EVENT_TYPES.values():
        found.setdefault(kind.__module__.removeprefix(f"{EVENTS}."), []).append(kind)
    return dict(sorted(found.items()))


def names(package: str, home: str) -> list[str]:
    """What a package shows of one of its modules, or of one of a face within it, as `.events.ads`."""
    face, _, module = home.removeprefix(".").rpartition(".")
    return [
        name
        for name, each in homes(f"{package}.{face}".rstrip(".")).items()
        if each == f".{module}"
    ]


def endpoint_rows(resource: Any) -> Iterator[tuple[str, ...]]:
    """Title, call, who acts and scopes of each endpoint of a category."""
    for name, method in endpoints_of(resource).items():
        facts = method.endpoint
        (title,) = re.findall(
            r"^Twitch: ([^.]+)\.", inspect.getdoc(method) or "", re.MULTILINE
        )
        call = f":py:obj:`{facts.name} <{HELIX}.{resource.__name__}.{name}>`"
        who = ACTORS[facts.actors] + (
            f", the one in {' or '.join(f'`{each}`' for each in facts.acts_as)}"
            if facts.acts_as
            else ""
        )
        optional = [f"optional `{scope}`" for scope in facts.optional_scopes]
        yield (
            title,
            call,
            who,
            "; ".join(filter(None, [in_words(facts.scopes), *optional])),
        )


def event_row(kind: Any) -> tuple[str, ...]:
    """Type, version, class, scopes and who grants them."""
    grants = f"the user in `{kind.GRANTED_BY}`" if kind.GRANTED_BY else ""
    return (
        f"`{kind.TYPE}`",
        kind.VERSION,
        f":py:obj:`~twitchtrio.eventsub.{kind.__name__}`",
        in_words(kind.SCOPES),
        grants,
    )


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """The lines of a table."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (heads, *rows):
        cells = [re.sub(r"(?<![:`])`([^`<]+)`", r"``\1``", cell) for cell in row]
        lines += [
            f"   {'-' if number else '* -':>3} {cell}".rstrip()
            for number, cell in enumerate(cells)
        ]
    return lines


class Lines(SphinxDirective):
    """A directive that stands for lines of reStructuredText."""

    optional_arguments = 100

    def run(self) -> list[nodes.Node]:
        """Read the lines as if they stood there."""
        return self.parse_text_to_nodes("\n".join(self.lines(*self.arguments)))

    def lines(self, *arguments: str) -> list[str]:
        """What this stands for."""
        raise NotImplementedError  # each directive has its own


class Endpoints(Lines):
    """The table of all endpoints, or of a category's."""

    def lines(self, *only: str) -> list[str]:
        known = resources()
        rows = (row for home in only or known for row in endpoint_rows(known[home]))
        return table(("Endpoint", "Call", "Who acts", "Scopes"), rows)


class Events(Lines):
    """The table of all events, or of a family's."""

    def lines(self, *only: str) -> list[str]:
        known = families()
        kinds = (kind for home in only or known for kind in known[home])
        return table(
            ("Type", "Version", "Class", "Scopes", "Granted by"), map(event_row, kinds)
        )


class Names(Lines):
    """Documents what a package shows of some of its modules."""

    def lines(self, package: str, *homes: str) -> list[str]:
        module = {HELIX: twitchtrio.helix, "twitchtrio.eventsub": twitchtrio.eventsub}[
            package
        ]
        lines: list[str] = []
        for name in (name for home in homes for name in names(package, home)):
            value = getattr(module, name)
            if inspect.isclass(value) or inspect.isfunction(value):
                lines += [
                    f".. auto{'class' if inspect.isclass(value) else 'function'}:: {package}.{name}"
                ]
                # A category of several modules has calls from each of them.
                lines += ["   :inherited-members: Resource"] * (
                    inspect.isclass(value) and issubclass(value, Resource)
                )
                lines += [""]
        return lines


class Unreleased(Lines):
    """What has changed since the last release, by kind."""

    def lines(self, *_: str) -> list[str]:
        folder = Path(self.env.srcdir).parent / "changelog.d"
        lines: list[str] = []
        for kind in ("breaking", "added", "changed", "fixed"):
            texts = [
                page.read_text(encoding="utf-8").strip()
                for page in sorted(folder.glob(f"*.{kind}.md"))
            ]
            lines += [
                f"**{kind.capitalize()}**",
                "",
                *(f"- {text}" for text in texts),
                "",
            ]
        return lines


def write_pages(app: Sphinx) -> None:
    """Write a page for each category and each family."""
    folder = Path(app.srcdir, "reference")
    for home, resource in resources().items():
        # A guide may have the same name in words.
        title = f"`helix.{home}`\n\n{(inspect.getdoc(resource) or '').splitlines()[0]}"
        page = PAGE.format(
            title=title, table="endpoints", only=home, package=f"{HELIX} "
        )
        write(folder / "helix" / f"{home}.md", page)
    for home, kinds in families().items():
        title = (
            (inspect.getdoc(inspect.getmodule(kinds[0])) or home)
            .splitlines()[0]
            .rstrip(".")
        )
        page = PAGE.format(
            title=title,
            table="events",
            only=home,
            package="twitchtrio.eventsub .events",
        )
        write(folder / "events" / f"{home}.md", page)


def write(page: Path, text: str) -> None:
    """Write a page, if it is not there already."""
    page.parent.mkdir(exist_ok=True)
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_directive("endpoints", Endpoints)
    app.add_directive("events", Events)
    app.add_directive("names", Names)
    app.add_directive("unreleased", Unreleased)
    app.connect("builder-inited", write_pages)
