"""A widget that paints single lines, and only changed ones: over a slow line every cell counts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Painted(Widget):
    """A subclass defines the contents of a `line`, and which lines show the focus."""

    PARTS: ClassVar[str]
    """The prefix of its component classes."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._looks: dict[str, Style] = {}
        self._drawn: dict[int, Strip] = {}

    @abstractmethod
    def line(self, y: int) -> Strip:
        """The contents of a line, counted from the top of the widget."""

    @abstractmethod
    def focus_lines(self) -> Iterable[int]:
        """The lines that look different with the focus."""

    def look(self, part: str = "") -> Style:
        """The style of a part, or of the rest. It is combined from everything around it, so once is enough."""
        if part not in self._looks:
            named = self.get_component_rich_style(f"{self.PARTS}--{part}") if part else self.rich_style
            self._looks[part] = named
        return self._looks[part]

    def paint(self, lines: Iterable[int], *, width: int | None = None) -> None:
        """Repaint lines, or only the first cells of each."""
        regions = [Region(0, line, self.size.width if width is None else width, 1) for line in lines]
        if regions:
            self.refresh(*regions)

    def paint_changed(self) -> None:
        """Repaint the lines that differ from the terminal."""
        self._looks.clear()
        self.paint(line for line in range(self.size.height) if self.line(line) != self._drawn.get(line))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, in the current styles."""
        self._looks.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line, which the terminal shows from now on."""
        self._drawn[y] = line = self.line(y)
        return line

    def on_focus(self, event: events.Focus) -> None:
        """Repaint what shows the focus, not the whole widget."""
        event.prevent_default()
        self._focus_changed(True)

    def on_blur(self, event: events.Blur) -> None:
        """Repaint what showed the focus, not the whole widget."""
        event.prevent_default()
        self._focus_changed(False)

    def _focus_changed(self, focused: bool) -> None:
        self.has_focus = focused
        self.paint(self.focus_lines())
        if self.parent is not None:
            told = events.DescendantFocus(self) if focused else events.DescendantBlur(self)
            self.parent.post_message(told)
