"""Text to read: plain, wrapped, in the reader's language; and facts, each beside its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual, VisualType
from textual.widgets import Static

from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message
from helpdesk.i18n import tell
from screens.widgets.wrapping import breaks

LEAST = 10
"""The fewest cells beside a label that are still readable; with fewer, a fact continues below its label."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Facts, each beside its label (bold, padded to `width` characters)."""

    label: str
    said: str
    width: int

    def at(self, width: int) -> Iterator[Content]:
        """The rows for a width."""
        label = Content(self.label.ljust(self.width)).stylize("bold")
        room = width - label.cell_length
        if room < LEAST:
            yield label + Content(self.said)
            return
        for start, end in breaks(self.said, room):
            yield label + Content(self.said[start:end])
            label = Content(" " * label.cell_length)


Said = Message | str | Content | Labelled
"""Something to read: a domain message, a text in the reader's language, styled text, or a fact."""


def labelled(lines: Iterable[tuple[str, str]], width: int) -> list[Labelled]:
    """Facts with labels of at least this width; empty ones are left out."""
    shown = [(label, visible(said)) for label, said in lines if said]
    width = max([width, *(len(label) + 1 for label, _said in shown)])
    return [Labelled(label, said, width) for label, said in shown]


class Paragraphs(Visual):
    """Paragraphs below each other. Untrusted text in them is never read as markup."""

    def __init__(self, paragraphs: Iterable[Said]) -> None:
        self._paragraphs = tuple(one if isinstance(one, Labelled) else _content(one) for one in paragraphs)

    def is_same(self, other: Paragraphs) -> bool:
        """Whether the other paragraphs are the same in text and look."""
        mine, theirs = self._paragraphs, other._paragraphs
        return len(mine) == len(theirs) and all(map(_are_same, mine, theirs))

    def at(self, width: int) -> Content:
        """All of it, with the facts wrapped to a width; the rest is wrapped when it is drawn."""
        rows = (one.at(width) if isinstance(one, Labelled) else (one,) for one in self._paragraphs)
        return Content("\n").join(row for some in rows for row in some)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Part of the protocol."""
        return self.at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Part of the protocol."""
        return self.at(container_width).get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Part of the protocol."""
        return self.at(width).get_height(rules, width)


def _content(said: Message | str | Content) -> Content:
    if isinstance(said, Content):
        return said
    return Content(tell(said) if isinstance(said, Message) else said)


def _are_same(one: Content | Labelled, other: Content | Labelled) -> bool:
    if isinstance(one, Content) and isinstance(other, Content):
        return one.is_same(other)
    return isinstance(one, Labelled) and one == other


class Words(Static):
    """A text that is sent to the terminal again only if it changed."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Set the text."""
        now = self.content
        if not (isinstance(content, Content) and isinstance(now, Content) and content.is_same(now)):
            super().update(content, layout=layout)


class Prose(Static):
    """Paragraphs of plain text; they are sent to the terminal again only if they changed."""

    def __init__(self, *paragraphs: Said, id: str | None = None, classes: str | None = None) -> None:
        self._said = Paragraphs(paragraphs)
        super().__init__(self._said, id=id, classes=classes)

    def say(self, *paragraphs: Said) -> None:
        """Set the text."""
        now = Paragraphs(paragraphs)
        if not now.is_same(self._said):
            self._said = now
            self.update(now)
