"""Sentences to read: plain text, wrapped, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static

from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message
from helpdesk.i18n import tell

Said = Message | str | Content
"""Something to read: a message of the domain, a text in the reader's language, or one with styles."""


def content(*paragraphs: Said) -> Content:
    """Paragraphs under each other. Foreign text in them is never read as markup."""
    return Content("\n").join(_one(paragraph) for paragraph in paragraphs)


def _one(said: Said) -> Content:
    if isinstance(said, Content):
        return said
    return Content(tell(said) if isinstance(said, Message) else said)


def labelled(lines: Iterable[tuple[str, str]], width: int) -> list[Content]:
    """Lines of a bold label, filled to so many characters, and what it says; those that say nothing are left out."""
    return [Content.assemble((label.ljust(width), "bold"), visible(said)) for label, said in lines if said]


class Words(Static):
    """A text that is sent to the terminal again only when it is another one."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Say this instead."""
        now = self.content
        if not (isinstance(content, Content) and isinstance(now, Content) and content.is_same(now)):
            super().update(content, layout=layout)


class Prose(Words):
    """Paragraphs of plain text."""

    def __init__(self, *paragraphs: Said, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(content(*paragraphs), id=id, classes=classes)

    def say(self, *paragraphs: Said) -> None:
        """Say this instead."""
        self.update(content(*paragraphs))
