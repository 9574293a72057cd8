"""Texts below each other in reading order, wrapped, with a cursor on one of them or on a place marked in it.

It draws single lines and only changed ones, like the list; hundreds of texts are laid out in an instant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.widgets.columns import MARK, NO_MARK
from screens.widgets.mouse import do_own
from screens.widgets.painted import Painted
from screens.widgets.wrapping import breaks

BEGIN, END = "⟦", "⟧"
"""Around a marked place."""

CURSOR_BEGIN, CURSOR_END = "►", "◄"
"""Around the one under the cursor, so that it can be seen without colours."""

_POINTED = str.maketrans(BEGIN + END, CURSOR_BEGIN + CURSOR_END)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that look alike. `look` is `""`, `head`, `quiet` or `mark`; `stop` is a place of the entry."""

    text: str
    look: str = ""
    stop: int = -1


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text: a head above it, its paragraphs, and how many places are marked in it (`Piece.stop` counts them)."""

    id: int
    head: Line
    body: tuple[Line, ...]
    stops: int = 0


def marked(names: Sequence[str]) -> Line:
    """Places that can be opened, each by its name, numbered from 0."""
    pieces: list[Piece] = []
    for place, name in enumerate(names):
        pieces += [Piece(" ")] if place else []
        pieces.append(Piece(f"{BEGIN}{visible(name)}{END}", "mark", place))
    return tuple(pieces)


class _Layout:
    """The lines of all entries at one width."""

    def __init__(self, entries: Sequence[Entry] = (), width: int = 1) -> None:
        self.lines = [_lines(one, width) for one in entries]
        self.starts = [0, *accumulate(len(one) for one in self.lines)][: len(self.lines)]

    @property
    def height(self) -> int:
        return self.starts[-1] + len(self.lines[-1]) if self.lines else 0

    def entry_at(self, line: int) -> int:
        """The entry of a line, or the nearest one."""
        return max(min(bisect_right(self.starts, line), len(self.starts)) - 1, 0)

    def span(self, at: int) -> tuple[int, int]:
        """The first line of an entry, and the one after its last."""
        return (self.starts[at], self.starts[at] + len(self.lines[at])) if self.lines else (0, 0)

    def stop_lines(self, at: int, stop: int) -> list[int]:
        """The lines of a marked place; none for -1."""
        if stop < 0 or not self.lines:
            return []
        return [
            line
            for line, pieces in enumerate(self.lines[at], self.starts[at])
            if any(piece.stop == stop for piece in pieces)
        ]

    def stop_at(self, line: int, cell: int) -> int:
        """The marked place that has a cell of a line; -1 if none has."""
        if cell < 0 or line >= self.height:
            return -1
        at = self.entry_at(line)
        for piece in self.lines[at][line - self.starts[at]]:
            cell -= cell_len(piece.text)
            if cell < 0:
                return piece.stop
        return -1


class Timeline(Painted, ScrollView, can_focus=True):
    """Entries to read from top to bottom. Down scrolls, and at the end of an entry goes to the next one."""

    PARTS = "timeline"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--head", "timeline--quiet", "timeline--mark", "timeline--cursor",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "read(1)", _("Read on"), id="timeline.down", show=False, system=True),
        Binding("up,k", "read(-1)", _("Read back"), id="timeline.up", show=False, system=True),
        Binding(
            "pagedown,space", "page(1)", _("Page down"), id="timeline.page-down", show=False, system=True
        ),
        Binding("pageup", "page(-1)", _("Page up"), id="timeline.page-up", show=False, system=True),
        Binding("home,g", "edge(0)", _("First"), id="timeline.first", show=False, system=True),
        Binding("end,G", "edge(1)", _("Last"), id="timeline.last", show=False, system=True),
        Binding("tab", "stop(1)", _("Next mark"), id="timeline.next"),
        Binding("shift+tab", "stop(-1)", _("Previous mark"), id="timeline.previous", show=False),
    ]

    class Moved(Message):
        """The cursor moved."""

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.empty = empty
        self._entries: tuple[Entry, ...] = ()
        self._at = 0
        self._stop = -1
        self._layout = _Layout()

    # What is in it

    @property
    def index(self) -> int:
        """The position of the entry under the cursor, counted from 0."""
        return self._at

    @property
    def stop(self) -> int:
        """The marked place under the cursor, counted from 0 in its entry; -1 if there is none."""
        return self._stop

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these entries; the cursor stays with its entry if that still exists, else it goes to the last."""
        held = self._entries[self._at].id if self._at < len(self._entries) else None
        first = not self._entries
        self._entries = tuple(entries)
        place = next((place for place, one in enumerate(self._entries) if one.id == held), None)
        if place is None:
            self._at, self._stop = max(len(self._entries) - 1, 0), -1
        else:
            self._at = place
            self._stop = min(self._stop, self._entries[place].stops - 1)
        self._lay_out()
        if first or place is None:
            self._keep_in_view(self._layout.span(self._at))
        self.post_message(self.Moved())

    # Moving

    def move_to(self, index: int, stop: int = -1) -> None:
        """Put the cursor on an entry, or on a marked place in it."""
        if 0 <= index < len(self._entries):
            self._point_at(index, stop)

    def _point_at(self, index: int, stop: int = -1, *, scroll: bool = True) -> None:
        before = self._marked_lines()
        self._at, self._stop = index, stop
        if scroll:
            self._keep_in_view(self._span())
        self.paint(self._in_view(before | self._marked_lines()))
        self.post_message(self.Moved())

    def action_read(self, step: int) -> None:
        """Scroll the entry under the cursor; at its end, go to the next one."""
        top, bottom = self._layout.span(self._at)
        seen_top, room = self.scroll_offset.y, self._room
        more = bottom > seen_top + room if step > 0 else top < seen_top
        if more:
            self._scroll(step * max(room // 2, 1))
        else:
            self.move_to(self._at + step)

    def action_page(self, pages: int) -> None:
        """A page down or up, with the cursor."""
        self._scroll(pages * max(self._room - 1, 1))
        top, bottom = self._layout.span(self._at)
        if bottom <= self.scroll_offset.y or top >= self.scroll_offset.y + self._room:
            line = self.scroll_offset.y + (self._room - 1) * (pages < 0)
            self._point_at(self._layout.entry_at(line), scroll=False)

    def action_edge(self, last: int) -> None:
        """To the first entry or the last; from a marked place, back goes to all of its own entry first."""
        first = self._at if self._stop >= 0 else 0
        self.move_to(len(self._entries) - 1 if last else first)

    def action_stop(self, step: int) -> None:
        """To the next or previous marked place, wrapping around."""
        places = [(at, stop) for at, one in enumerate(self._entries) for stop in range(one.stops)]
        if not places:
            return
        here = (self._at, self._stop)
        later = [place for place in places if place > here] or places
        earlier = [place for place in places if place < here] or places
        self.move_to(*(later[0] if step > 0 else earlier[-1]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Marks only if there are some."""
        return action != "stop" or any(one.stops for one in self._entries)

    @property
    def _room(self) -> int:
        return max(self.scrollable_content_region.height, 1)

    def _span(self) -> tuple[int, int]:
        """The lines under the cursor, of a marked place or an entry: the first, and the one after the last."""
        lines = self._layout.stop_lines(self._at, self._stop)
        return (lines[0], lines[-1] + 1) if lines else self._layout.span(self._at)

    def _keep_in_view(self, span: tuple[int, int]) -> None:
        """Show all of a span if it fits, otherwise its beginning."""
        top, bottom = span
        seen, room = self.scroll_offset.y, self._room
        if bottom - top > room or top < seen:
            self._scroll(top - seen)
        elif bottom > seen + room:
            self._scroll(bottom - seen - room)

    def _scroll(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True, force=True)

    # Drawing

    def on_resize(self) -> None:
        """Wrap to the new width, and keep the cursor in view."""
        self._lay_out()
        self._keep_in_view(self._span())

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what is clicked; a second click on a marked place does what Enter does there."""
        if not self._entries:
            return
        line = self.scroll_offset.y + event.y
        there = (self._layout.entry_at(line), self._layout.stop_at(line, event.x - len(MARK)))
        if event.chain == 2 and there == (self._at, self._stop) and self._stop >= 0:
            do_own(self.screen, "enter")
        self._point_at(*there, scroll=False)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width - len(MARK)
        if width <= 0:
            self._layout = _Layout()  # hidden: its layout may belong to other entries by now
            return
        self._layout = _Layout(self._entries, width)
        self.virtual_size = Size(self.scrollable_content_region.width, self._layout.height)
        self.refresh()

    def _marked_lines(self) -> set[int]:
        """The lines that show the cursor."""
        return {self._layout.span(self._at)[0], *self._layout.stop_lines(self._at, self._stop)}

    def focus_lines(self) -> list[int]:
        """The lines in view that show the cursor."""
        return self._in_view(self._marked_lines())

    def _in_view(self, lines: set[int]) -> list[int]:
        """Lines of all entries, as lines of the widget; those out of view are left out."""
        top = self.scroll_offset.y
        return [line - top for line in sorted(lines) if top <= line < top + self._room]

    def line(self, y: int) -> Strip:
        """One line of the view."""
        width, line = self.size.width, self.scroll_offset.y + y
        if line >= self._layout.height:
            said = self.empty if not self._entries and not y else ""
            return Strip([Segment(NO_MARK + said, self.look("quiet"))]).adjust_cell_length(width, self.look())
        at = self._layout.entry_at(line)
        place = line - self._layout.starts[at]
        here = at == self._at
        segments = [Segment(MARK if here and not place else NO_MARK, self.look("head"))]
        segments += self._segments(self._layout.lines[at][place], here=here)
        return Strip(segments).adjust_cell_length(width, self.look())

    def _segments(self, line: Line, *, here: bool) -> Iterator[Segment]:
        for piece in line:
            if here and piece.stop >= 0 and piece.stop == self._stop:
                yield Segment(piece.text.translate(_POINTED), self.look("cursor"))
            else:
                yield Segment(piece.text, self.look(piece.look))


def _lines(entry: Entry, width: int) -> list[Line]:
    """The lines of one entry: its wrapped head and paragraphs, and an empty one."""
    lines: list[Line] = []
    for paragraph in (entry.head, *entry.body):
        lines += _wrapped(paragraph, width)
    lines.append(())
    return lines


def _wrapped(paragraph: Line, width: int) -> Iterator[Line]:
    """A paragraph cut into lines, its pieces as needed; a dot between parts is not left behind at an end."""
    text = "".join(piece.text for piece in paragraph)
    if len(paragraph) == 1 and len(text) <= width and text.isascii():
        yield paragraph
        return
    ends = list(accumulate(len(piece.text) for piece in paragraph))
    for start, end in breaks(text.replace("· ", "·\N{NO-BREAK SPACE}"), width):
        yield tuple(_cut(paragraph, ends, start, end))


def _cut(paragraph: Line, ends: Sequence[int], start: int, end: int) -> Iterator[Piece]:
    """The pieces of part of a paragraph."""
    for place in range(bisect_right(ends, start), len(paragraph)):
        piece, first = paragraph[place], ends[place] - len(paragraph[place].text)
        if first >= end:
            return
        text = piece.text[max(start - first, 0) : end - first]
        if text:
            yield Piece(text, piece.look, piece.stop)
