"""A page with a picture of the work and its figures: below it, or beside it in a wide window."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize

from helpdesk.domain.errors import Refused
from screens.page import Page
from screens.waiting import busy
from screens.widgets.prose import Prose, Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk

Picture = TypeVar("Picture")

MARGINS = 6
"""Cells of a line not available for a picture: the margins, and the scroll bar."""

FIGURES = 56
"""The width of figures beside a picture in a wide window, as in the style sheet."""

WIDE = 120
LOWEST, HIGHEST = 6, 14
BESIDES = 15
"""Lines that a column picture needs besides its columns, so that all of it fits."""


class PicturePage(Page[None], Generic[Picture]):
    """A subclass says what is read, and draws it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._picture: Picture | None = None

    @abstractmethod
    async def read(self) -> Picture:
        """Count what will be drawn. Errors: `Refused`."""

    @abstractmethod
    def drawn(self, picture: Picture, width: int, height: int) -> Iterable[Said]:
        """The picture, for a width in cells; if there is nothing to draw, a message with what to do."""

    def figures(self, picture: Picture, width: int) -> Iterable[Said]:
        """Any further figures."""
        return ()

    def body(self) -> ComposeResult:
        """The picture, and the figures."""
        with VerticalScroll(id="picture"):
            yield Prose(id="picture-drawn")
            yield Prose(id="picture-figures")

    def fill(self) -> None:
        """Read what is drawn."""
        self.query_one("#picture").focus()
        self.read_again()

    def store_changed(self) -> None:
        """Somebody may have done something that counts."""
        self.read_again()

    @work(exclusive=True, group="picture")
    async def read_again(self) -> None:
        """Read what is drawn, as it is now."""
        try:
            with busy(self, self.said_above()):
                self._picture = await self.read()
        except Refused as refused:
            self._picture = None
            self.query_one("#picture-drawn", Prose).say(*filter(None, (refused.what, refused.todo)))
            return
        self._draw()

    def said_above(self) -> str:
        """The text beside the title in the title bar."""
        return ""

    def on_resize(self, _event: Resize) -> None:
        """Redraw for the new size."""
        self._draw()

    def _draw(self) -> None:
        if self._picture is None:
            return
        width, beside = self.size.width - MARGINS, FIGURES if self.size.width >= WIDE else 0
        height = min(max(self.size.height - BESIDES, LOWEST), HIGHEST)
        self.query_one("#picture-drawn", Prose).say(*self.drawn(self._picture, width - beside, height))
        figures = self.query_one("#picture-figures", Prose)
        figures.say(*self.figures(self._picture, beside - MARGINS if beside else width))
        figures.display = bool(figures.content)
        self.refresh_bindings()


def heading(text: str) -> Content:
    """The title of a part of a page."""
    return Content(text).stylize("bold")
