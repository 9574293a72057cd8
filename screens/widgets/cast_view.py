"""The screen of a recorded session, drawn inside ours; larger ones can be scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.color import Color, ColorParseError
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.remote.replay_screen import Run

_CURSOR = Style(reverse=True)
_NAMES = {"default": "default", "brown": "yellow", "brightbrown": "bright_yellow"}


class CastView(ScrollView, can_focus=True):
    """Rows of characters, each with its own look, and the cursor.

    A screen larger than the window is scrolled so that the cursor stays in view, until somebody scrolls.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "look(0, -1)", _("Up"), id="cast.up", show=False, system=True),
        Binding("down", "look(0, 1)", _("Down"), id="cast.down", show=False, system=True),
        Binding("shift+left", "look(-8, 0)", _("To the left"), id="cast.left", show=False, system=True),
        Binding("shift+right", "look(8, 0)", _("To the right"), id="cast.right", show=False, system=True),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []
        self._place: tuple[int, int] | None = None

    def show(self, rows: Sequence[Sequence[Run]], columns: int, place: tuple[int, int] | None = None) -> None:
        """Show these rows with the cursor at a place (column, row); only changed rows are drawn again."""
        strips = [_strip(row) for row in rows]
        if place is not None and place[1] < len(strips):
            strips[place[1]] = _with_cursor(strips[place[1]], place[0])
        size = Size(columns, len(strips))
        if size != self.virtual_size or len(strips) != len(self._strips):
            self.virtual_size = size
            self._strips = strips
            self.refresh()
        else:
            changed = [line for line, strip in enumerate(strips) if strip != self._strips[line]]
            self._strips = strips
            if changed:
                self.refresh_lines(changed[0], changed[-1] - changed[0] + 1)
        if place is not None and place != self._place:
            self._place = place
            self.scroll_to_region(Region(*place, 1, 1), animate=False, force=True)

    def action_look(self, columns: int, rows: int) -> None:
        """Scroll a screen that is larger than the window."""
        self.scroll_relative(columns, rows, animate=False)

    def render_line(self, y: int) -> Strip:
        """One visible row."""
        left, top = self.scroll_offset
        place = top + y
        if place >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        return self._strips[place].crop_extend(left, left + self.size.width, self.rich_style)


def _with_cursor(strip: Strip, column: int) -> Strip:
    """The same with a block at a column."""
    before, cell, after = strip.divide([column, column + 1, strip.cell_length])
    return Strip.join([before, cell.apply_style(_CURSOR), after])


def _strip(row: Sequence[Run]) -> Strip:
    return Strip([Segment(run.text, _style(run)) for run in row])


def _style(run: Run) -> Style:
    return Style(
        color=_color(run.fg),
        bgcolor=_color(run.bg),
        bold=run.bold,
        italic=run.italics,
        underline=run.underscore,
        strike=run.strikethrough,
        reverse=run.reverse,
    )


def _color(name: str) -> Color | None:
    name = _NAMES.get(name, name)
    if name == "default":
        return None
    if len(name) == 6 and all(digit in "0123456789abcdef" for digit in name):
        name = f"#{name}"
    elif name.startswith("bright") and not name.startswith("bright_"):
        name = f"bright_{name.removeprefix('bright')}"
    try:
        return Color.parse(name)
    except ColorParseError:
        return None
